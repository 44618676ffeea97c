"""Flex messages that LINE refuses although their schema is right."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.platforms.counting import json_bytes
from tests.fakes.platforms.line_action_limits import action_problems, text_problems, uri_problems

Part = Mapping[str, Any]

KILOBYTE = 1_000  # the smaller reading of "KB": what keeps to it passes under both
BUBBLE_BYTES = 30 * KILOBYTE
CAROUSEL_BYTES = 50 * KILOBYTE
CAROUSEL_BUBBLES = 12
LABEL = 40
IMAGE_URL = 2000

STEPS = "none|xs|sm|md|lg|xl|xxl"
FONT_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
PIXELS = r"\d+(\.\d+)?px"
PERCENT = r"\d+(\.\d+)?%"
SPACE = re.compile(f"{STEPS}|{PIXELS}")
SPACE_OR_PERCENT = re.compile(f"{STEPS}|{PIXELS}|{PERCENT}")
LENGTH = re.compile(f"{PIXELS}|{PERCENT}")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
BORDER = re.compile(f"none|light|normal|medium|semi-bold|bold|{PIXELS}")
VALUES = {
    "margin": SPACE,
    "spacing": SPACE,
    "cornerRadius": SPACE,
    "borderWidth": BORDER,
    **dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), SPACE_OR_PERCENT),
    **dict.fromkeys(("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"), SPACE_OR_PERCENT),
    **dict.fromkeys(("width", "maxWidth", "maxHeight"), LENGTH),
    **dict.fromkeys(("color", "backgroundColor", "borderColor", "separatorColor"), COLOR),
    **dict.fromkeys(("startColor", "endColor", "centerColor"), COLOR),
}
SIZES = {
    "text": re.compile(f"{FONT_SIZES}|{PIXELS}"),
    "span": re.compile(f"{FONT_SIZES}|{PIXELS}"),
    "icon": re.compile(f"{FONT_SIZES}|{PIXELS}"),
    "image": re.compile(f"{FONT_SIZES}|full|{PIXELS}|{PERCENT}"),
}
IN_BASELINE = {"icon", "text", "filler"}
IN_OTHER_BOXES = {"box", "button", "image", "text", "separator", "filler", "video"}
NOT_IN_BASELINE = ("gravity", "offsetBottom")
HEROES = {"box", "image", "video"}


def flex_problems(contents: Part) -> Iterator[str]:
    """The limits that the container of a Flex message breaks."""
    if contents.get("type") != "carousel":
        yield from _bubble_problems(contents)
        return
    bubbles = contents.get("contents", [])
    if not 1 <= len(bubbles) <= CAROUSEL_BUBBLES:
        yield f"carousel: {len(bubbles)} bubbles, not 1 to {CAROUSEL_BUBBLES}"
    if json_bytes(contents) > CAROUSEL_BYTES:
        yield f"carousel: {json_bytes(contents)} bytes of JSON, more than {CAROUSEL_BYTES}"
    if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
        yield "carousel: its bubbles differ in size"
    for bubble in bubbles:
        yield from _bubble_problems(bubble)


def _bubble_problems(bubble: Part) -> Iterator[str]:
    if json_bytes(bubble) > BUBBLE_BYTES:
        yield f"bubble: {json_bytes(bubble)} bytes of JSON, more than {BUBBLE_BYTES}"
    blocks = [bubble[name] for name in ("header", "hero", "body", "footer") if name in bubble]
    if not blocks:
        yield "bubble: has no block"
    if "hero" in bubble and bubble["hero"].get("type") not in HEROES:
        yield f"bubble: a {bubble['hero'].get('type')} cannot be its hero"
    for style in bubble.get("styles", {}).values():
        yield from _value_problems(style)
    yield from _tap_problems(bubble)
    for block in blocks:
        yield from _component_problems(block)


def _component_problems(component: Part) -> Iterator[str]:
    yield from _value_problems(component)
    match component.get("type"):
        case "box":
            yield from _box_problems(component)
        case "text":
            yield from _text_problems(component)
        case "span":
            yield from text_problems(component.get("text"), "span", 5000)
        case "image" | "icon":
            yield from uri_problems(component.get("url"), "image", {"https"}, IMAGE_URL)
        case "video":
            yield from uri_problems(component.get("url"), "video", {"https"}, IMAGE_URL)
            yield from uri_problems(component.get("previewUrl"), "video preview", {"https"}, IMAGE_URL)
        case "button":
            yield from action_problems(component.get("action", {}), LABEL, label_needed=True)
    if component.get("type") != "button":
        yield from _tap_problems(component)


def _box_problems(box: Part) -> Iterator[str]:
    is_baseline = box.get("layout") == "baseline"
    allowed = IN_BASELINE if is_baseline else IN_OTHER_BOXES
    for child in box.get("contents", []):
        if child.get("type") not in allowed:
            yield f"box: a {child.get('type')} cannot be in a {box.get('layout')} box"
        if is_baseline:
            yield from (f"box: {name} does not work in a baseline box" for name in NOT_IN_BASELINE if name in child)
        yield from _component_problems(child)
    if "background" in box:
        yield from _value_problems(box["background"])


def _text_problems(text: Part) -> Iterator[str]:
    spans = text.get("contents", [])
    if "text" in text or not spans:
        yield from text_problems(text.get("text"), "text component", 5000)
    for span in spans:
        yield from _component_problems(span)


def _tap_problems(component: Part) -> Iterator[str]:
    if "action" in component:
        yield from action_problems(component["action"], LABEL, label_needed=False)


def _value_problems(component: Part) -> Iterator[str]:
    patterns = VALUES | {"size": SIZES[component["type"]]} if component.get("type") in SIZES else dict(VALUES)
    if component.get("type") == "box":
        patterns["height"] = LENGTH
    for name, pattern in patterns.items():
        value = component.get(name)
        if isinstance(value, str) and not pattern.fullmatch(value):
            yield f"{component.get('type', 'style')}: {name} {value!r} is not one that LINE knows"
    if component.get("flex", 0) < 0 or component.get("maxLines", 0) < 0:
        yield f"{component.get('type')}: a negative number"
