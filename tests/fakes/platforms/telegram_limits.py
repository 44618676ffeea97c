"""Calls that Telegram refuses although their fields and types are right."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.platforms.call import UploadedFile
from tests.fakes.platforms.counting import utf8_bytes, utf16_units
from tests.fakes.platforms.telegram_html import parse_html

Parameters = Mapping[str, Any]

NOT_AN_ACTION = {"text", "style", "icon_custom_emoji_id"}
STYLES = {"primary", "success", "danger"}
URL_SCHEMES = {"http", "https", "tg"}
WEBHOOK_PORTS = {None, 443, 80, 88, 8443}
MEGABYTE = 1_000_000
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")


def telegram_limit_problems(method: str, parameters: Parameters) -> list[str]:
    """Return every limit that a call of this method breaks, in words; empty if Telegram would accept it."""
    checks: dict[str, Callable[[Parameters], Iterator[str]]] = {
        "sendMessage": _text_problems,
        "editMessageText": _text_problems,
        "sendDocument": _document_problems,
        "sendPhoto": _photo_problems,
        "editMessageCaption": _caption_problems,
        "answerCallbackQuery": _answer_problems,
        "setMyCommands": _commands_problems,
        "setWebhook": _webhook_problems,
        "sendChatAction": _chat_action_problems,
        "setMyDescription": lambda given: _profile_problems(given, "description", 512),
        "setMyShortDescription": lambda given: _profile_problems(given, "short_description", 120),
    }
    problems = list(checks[method](parameters)) if method in checks else []
    return problems + list(_keyboard_problems(parameters.get("reply_markup")))


def _text_problems(parameters: Parameters) -> Iterator[str]:
    yield from _words_problems(parameters.get("text"), "text", parameters, 1, 4096)


def _caption_problems(parameters: Parameters) -> Iterator[str]:
    if "caption" in parameters:
        yield from _words_problems(parameters["caption"], "caption", parameters, 0, 1024)


def _words_problems(words: Any, name: str, parameters: Parameters, least: int, most: int) -> Iterator[str]:
    if not isinstance(words, str):
        yield f"{name}: is missing"
        return
    mode = parameters.get("parse_mode")
    if mode not in {None, "HTML", "MarkdownV2", "Markdown"}:
        yield f"parse_mode: {mode!r} does not exist"
    if mode == "HTML":
        parsed = parse_html(words)
        yield from (f"{name}: {problem}" for problem in parsed.problems)
        words = parsed.text
    if not least <= utf16_units(words.strip()) <= most:
        yield f"{name}: {utf16_units(words.strip())} characters, not {least} to {most}"


def _document_problems(parameters: Parameters) -> Iterator[str]:
    yield from _file_problems(parameters.get("document"), "document", 50)
    yield from _caption_problems(parameters)


def _photo_problems(parameters: Parameters) -> Iterator[str]:
    yield from _file_problems(parameters.get("photo"), "photo", 10)
    yield from _caption_problems(parameters)


def _file_problems(file: Any, name: str, megabytes: int) -> Iterator[str]:
    if isinstance(file, UploadedFile):
        if not file.content:
            yield f"{name}: the file is empty"
        if not file.name:
            yield f"{name}: the file has no name"
        if len(file.content) > megabytes * MEGABYTE:
            yield f"{name}: {len(file.content)} bytes, more than {megabytes} MB"
    elif not file:
        yield f"{name}: is missing"


def _answer_problems(parameters: Parameters) -> Iterator[str]:
    if not parameters.get("callback_query_id"):
        yield "callback_query_id: is empty"
    if utf16_units(parameters.get("text", "")) > 200:
        yield f"text: {utf16_units(parameters['text'])} characters, more than 200"


def _commands_problems(parameters: Parameters) -> Iterator[str]:
    commands = parameters.get("commands", [])
    if len(commands) > 100:
        yield f"commands: {len(commands)}, more than 100"
    names = [command.get("command", "") for command in commands]
    if len(set(names)) != len(names):
        yield "commands: a name is used twice"
    for name, description in ((command.get("command", ""), command.get("description", "")) for command in commands):
        if not COMMAND_NAME.fullmatch(name):
            yield f"commands: the name {name!r} is not 1 to 32 of a-z, 0-9 and _"
        if not 1 <= utf16_units(description) <= 256:
            yield f"commands: the description of {name!r} is not 1 to 256 characters long"


def _webhook_problems(parameters: Parameters) -> Iterator[str]:
    if url := parameters.get("url"):
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            yield f"url: {url!r} is not an HTTPS address"
        elif parts.port not in WEBHOOK_PORTS:
            yield f"url: port {parts.port} is not 443, 80, 88 or 8443"
    if "secret_token" in parameters and not SECRET_TOKEN.fullmatch(parameters["secret_token"]):
        yield "secret_token: not 1 to 256 of A-Z, a-z, 0-9, _ and -"
    if not 1 <= parameters.get("max_connections", 40) <= 100:
        yield "max_connections: not 1 to 100"


def _chat_action_problems(parameters: Parameters) -> Iterator[str]:
    if parameters.get("action") not in CHAT_ACTIONS:
        yield f"action: {parameters.get('action')!r} does not exist"


def _profile_problems(parameters: Parameters, name: str, most: int) -> Iterator[str]:
    if utf16_units(parameters.get(name, "")) > most:
        yield f"{name}: {utf16_units(parameters[name])} characters, more than {most}"


def _keyboard_problems(markup: Any) -> Iterator[str]:
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return
    rows = markup["inline_keyboard"]
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        yield f"inline_keyboard: {len(buttons)} buttons, more than 100"
    for number, row in enumerate(rows, 1):
        if not 1 <= len(row) <= 8:
            yield f"inline_keyboard: row {number} has {len(row)} buttons, not 1 to 8"
    for button in buttons:
        for problem in _button_problems(button):
            yield f"button {button.get('text')!r}: {problem}"


def _button_problems(button: Mapping[str, Any]) -> Iterator[str]:
    if not str(button.get("text", "")).strip():
        yield "has no text"
    actions = sorted(set(button) - NOT_AN_ACTION)
    if len(actions) != 1:
        yield f"has {len(actions)} actions ({', '.join(actions)}), not exactly one"
    if "style" in button and button["style"] not in STYLES:
        yield f"style {button['style']!r} does not exist"
    yield from _action_problems(button)


def _action_problems(button: Mapping[str, Any]) -> Iterator[str]:
    if "callback_data" in button and not 1 <= utf8_bytes(button["callback_data"]) <= 64:
        yield f"callback_data has {utf8_bytes(button['callback_data'])} bytes, not 1 to 64"
    if "copy_text" in button and not 1 <= utf16_units(button["copy_text"].get("text", "")) <= 256:
        yield "copy_text has not 1 to 256 characters"
    if "url" in button:
        yield from _url_problems(button["url"], URL_SCHEMES)
    if "web_app" in button:
        yield from _url_problems(button["web_app"].get("url", ""), {"https"})


def _url_problems(url: str, schemes: set[str]) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        yield f"url {url!r} begins with none of {', '.join(sorted(schemes))}"
    elif parts.scheme != "tg" and "." not in (parts.hostname or "") and ":" not in (parts.hostname or ""):
        yield f"url {url!r} names no public host (Telegram refuses localhost)"
