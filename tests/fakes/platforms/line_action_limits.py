"""Actions that LINE refuses although their schema is right."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.platforms.counting import graphemes, utf16_units

URI_SCHEMES = {"http", "https", "line", "tel"}
QUICK_REPLY_ONLY = {"camera", "cameraRoll", "location"}


def action_problems(
    action: Mapping[str, Any], label_limit: int, *, label_needed: bool, in_quick_reply: bool = False
) -> Iterator[str]:
    """Return the limits that an action breaks; `label_limit` is in grapheme clusters and depends on the parent."""
    kind = action.get("type")
    yield from _label_problems(action, label_limit, needed=label_needed)
    if kind in QUICK_REPLY_ONLY and not in_quick_reply:
        yield f"a {kind} action works in quick replies only"
    if kind == "postback":
        yield from _postback_problems(action)
    if kind == "message":
        yield from text_problems(action.get("text"), "text of a message action", 300)
    if kind == "uri":
        yield from uri_problems(action.get("uri"), "uri", URI_SCHEMES, 1000)
        if "altUri" in action:
            yield from uri_problems(action["altUri"].get("desktop"), "altUri", URI_SCHEMES, 1000)
    if kind == "datetimepicker":
        yield from text_problems(action.get("data"), "data of a datetimepicker", 300)
        if "mode" not in action:
            yield "a datetimepicker needs a mode"


def _label_problems(action: Mapping[str, Any], limit: int, *, needed: bool) -> Iterator[str]:
    label = action.get("label")
    if label is None:
        if needed:
            yield f"a {action.get('type')} action needs a label here"
    elif not 1 <= graphemes(label) <= limit:
        yield f"label {label!r}: {graphemes(label)} characters, not 1 to {limit}"


def _postback_problems(action: Mapping[str, Any]) -> Iterator[str]:
    yield from text_problems(action.get("data"), "data of a postback", 300)
    if "displayText" in action and not 1 <= graphemes(action["displayText"]) <= 300:
        yield f"displayText: {graphemes(action['displayText'])} characters, not 1 to 300"
    if "displayText" in action and "text" in action:
        yield "a postback cannot have both displayText and text"
    if "fillInText" in action:
        yield from text_problems(action["fillInText"], "fillInText", 300)
        if action.get("inputOption") != "openKeyboard":
            yield "fillInText works only with inputOption openKeyboard"


def text_problems(text: Any, name: str, most: int) -> Iterator[str]:
    """A text that must be there, counted in UTF-16 code units."""
    if not isinstance(text, str):
        yield f"{name}: is missing"
    elif not text.strip():
        yield f"{name}: is empty"
    elif utf16_units(text) > most:
        yield f"{name}: {utf16_units(text)} UTF-16 units, more than {most}"


def uri_problems(uri: Any, name: str, schemes: set[str], most: int) -> Iterator[str]:
    """An address that must be there, absolute, without a space, and of a scheme that LINE opens."""
    if not isinstance(uri, str) or not uri:
        yield f"{name}: is missing"
        return
    parts = urlsplit(uri)
    if len(uri) > most:
        yield f"{name}: {len(uri)} characters, more than {most}"
    if parts.scheme not in schemes:
        yield f"{name}: {uri[:60]!r} begins with none of {', '.join(sorted(schemes))}"
    elif not (parts.netloc or parts.path):
        yield f"{name}: {uri!r} names nothing"
    if any(character.isspace() for character in uri) or not uri.isascii():
        yield f"{name}: {uri[:60]!r} is not percent-encoded"
