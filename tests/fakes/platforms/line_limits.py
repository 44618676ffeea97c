"""Requests that LINE refuses although their schema is right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.platforms.counting import graphemes
from tests.fakes.platforms.line_action_limits import action_problems, text_problems, uri_problems
from tests.fakes.platforms.line_flex_limits import flex_problems

Part = Mapping[str, Any]

LABEL = 20
IMAGE_URL = 2000


def line_limit_problems(body: Part) -> list[str]:
    """Return every limit that a request body breaks, in words; empty if LINE would accept it.

    Checks the bodies that contain messages, the loading animation or a rich menu.
    """
    problems: list[str] = []
    if "messages" in body:
        problems += _messages_problems(body["messages"])
    if "loadingSeconds" in body and body["loadingSeconds"] not in range(5, 61, 5):
        problems.append(f"loadingSeconds: {body['loadingSeconds']} is not one of 5, 10 … 60")
    if "areas" in body:
        problems += _rich_menu_problems(body)
    return problems


def _messages_problems(messages: Sequence[Part]) -> Iterator[str]:
    if not 1 <= len(messages) <= 5:
        yield f"messages: {len(messages)}, not 1 to 5"
    for number, message in enumerate(messages, 1):
        for problem in _message_problems(message):
            yield f"message {number}: {problem}"
        if "quickReply" in message and number < len(messages):
            yield f"message {number}: its quickReply is never shown, it is not the last message"


def _message_problems(message: Part) -> Iterator[str]:
    match message.get("type"):
        case "text" | "textV2":
            yield from text_problems(message.get("text"), "text", 5000)
        case "flex":
            yield from text_problems(message.get("altText"), "altText", 1500)
            yield from flex_problems(message.get("contents", {}))
        case "template":
            yield from text_problems(message.get("altText"), "altText", 1500)
            yield from _template_problems(message.get("template", {}))
        case "image":
            yield from uri_problems(message.get("originalContentUrl"), "image", {"https"}, IMAGE_URL)
            yield from uri_problems(message.get("previewImageUrl"), "preview", {"https"}, IMAGE_URL)
    if "quickReply" in message:
        yield from _quick_reply_problems(message["quickReply"])
    if len(message.get("sender", {}).get("name", "")) > 20:
        yield "sender: its name has more than 20 characters"


def _quick_reply_problems(quick_reply: Part) -> Iterator[str]:
    items = quick_reply.get("items", [])
    if not 1 <= len(items) <= 13:
        yield f"quickReply: {len(items)} items, not 1 to 13"
    for item in items:
        if item.get("type") != "action":
            yield "quickReply: the type of an item is always action"
        yield from action_problems(item.get("action", {}), LABEL, label_needed=True, in_quick_reply=True)
        if "imageUrl" in item:
            yield from uri_problems(item["imageUrl"], "quickReply image", {"https"}, IMAGE_URL)


def _template_problems(template: Part) -> Iterator[str]:
    match template.get("type"):
        case "confirm":
            yield from _visible_problems(template.get("text"), "text", 240)
            yield from _actions_problems(template.get("actions", []), 2, 2)
        case "buttons":
            yield from _card_problems(template, plain=160, beside_image=60, most_actions=4)
        case "carousel":
            columns = template.get("columns", [])
            yield from _column_count_problems(columns)
            for column in columns:
                yield from _card_problems(column, plain=120, beside_image=60, most_actions=3)
        case "image_carousel":
            columns = template.get("columns", [])
            yield from _column_count_problems(columns)
            for column in columns:
                yield from uri_problems(column.get("imageUrl"), "imageUrl", {"https"}, IMAGE_URL)
                yield from action_problems(column.get("action", {}), 12, label_needed=False)


def _column_count_problems(columns: Sequence[Part]) -> Iterator[str]:
    if not 1 <= len(columns) <= 10:
        yield f"carousel: {len(columns)} columns, not 1 to 10"
    if len({len(column.get("actions", [])) for column in columns}) > 1:
        yield "carousel: its columns differ in their number of actions"


def _card_problems(card: Part, *, plain: int, beside_image: int, most_actions: int) -> Iterator[str]:
    has_image_or_title = "title" in card or "thumbnailImageUrl" in card
    yield from _visible_problems(card.get("text"), "text", beside_image if has_image_or_title else plain)
    if "title" in card:
        yield from _visible_problems(card["title"], "title", 40)
    if "thumbnailImageUrl" in card:
        yield from uri_problems(card["thumbnailImageUrl"], "thumbnailImageUrl", {"https"}, IMAGE_URL)
    yield from _actions_problems(card.get("actions", []), 1, most_actions)
    if "defaultAction" in card:
        yield from action_problems(card["defaultAction"], LABEL, label_needed=False)


def _actions_problems(actions: Sequence[Part], least: int, most: int) -> Iterator[str]:
    if not least <= len(actions) <= most:
        yield f"actions: {len(actions)}, not {least} to {most}"
    for action in actions:
        yield from action_problems(action, LABEL, label_needed=True)


def _visible_problems(text: Any, name: str, most: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{name}: is missing or empty"
    elif graphemes(text) > most:
        yield f"{name}: {graphemes(text)} characters, more than {most}"


def _rich_menu_problems(menu: Part) -> Iterator[str]:
    yield from _visible_problems(menu.get("chatBarText"), "chatBarText", 14)
    yield from _visible_problems(menu.get("name"), "name", 300)
    if len(menu["areas"]) > 20:
        yield f"areas: {len(menu['areas'])}, more than 20"
    for area in menu["areas"]:
        yield from action_problems(area.get("action", {}), LABEL, label_needed=False)
