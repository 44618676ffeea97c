"""A Telegram chat as its user sees it."""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.platforms.call import UploadedFile
from tests.fakes.platforms.ids import FIRST_SECOND
from tests.fakes.platforms.telegram_html import parse_html
from tests.fakes.platforms.telegram_updates import bot_user

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VisibleMessage:
    """A message of the bot in its current form: the text without markup, its entities, the keyboard, the file."""

    message_id: int
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    markup: dict[str, Any] | None = None
    file: UploadedFile | None = None
    kind: str = "text"

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons of the inline keyboard, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, text: str) -> dict[str, Any]:
        """Return the button with this text.

        Raises:
            LookupError: no button does.
        """
        for button in self.buttons:
            if button["text"] == text:
                return button
        raise LookupError(f"no button {text!r} among {[button['text'] for button in self.buttons]}")


@dataclass(slots=True)
class TelegramChat:
    """The bot's messages of one chat."""

    chat_id: int
    messages: dict[int, VisibleMessage] = field(default_factory=dict)
    _last_id: int = 0

    def add(self, kind: str, parameters: Parameters) -> dict[str, Any]:
        """Show a new message, and return Telegram's answer. `kind` is text, document or photo."""
        number = self.reserve_id()
        text, entities = _words(parameters)
        file = parameters.get(kind)
        message = VisibleMessage(
            number,
            text,
            entities,
            _inline(parameters),
            file if isinstance(file, UploadedFile) else None,
            kind,
        )
        self.messages[message.message_id] = message
        return self._message(message)

    def reserve_id(self) -> int:
        """Return the number of a user's message: Telegram counts both sides of a private chat together."""
        self._last_id += 1
        return self._last_id

    def changed(self, message_id: int, parameters: Parameters, *, words: bool) -> VisibleMessage:
        """Return an edited message: with a new keyboard (or none), and, with `words`, a new text."""
        message = replace(self.messages[message_id], markup=_inline(parameters))
        if words:
            text, entities = _words(parameters)
            message = replace(message, text=text, entities=entities)
        return message

    def put(self, message: VisibleMessage) -> dict[str, Any]:
        """Replace a message by its new form, and return Telegram's answer."""
        self.messages[message.message_id] = message
        return self._message(message) | {"edit_date": FIRST_SECOND + message.message_id}

    def _message(self, message: VisibleMessage) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "message_id": message.message_id,
            "from": bot_user(),
            "chat": self._chat(),
            "date": FIRST_SECOND + message.message_id,
        }
        name = "text" if message.kind == "text" else "caption"
        entities = "entities" if message.kind == "text" else "caption_entities"
        answer |= {name: message.text} if message.text else {}
        answer |= {entities: list(message.entities)} if message.entities else {}
        answer |= {"reply_markup": message.markup} if message.markup else {}
        return answer | _file(message, self.chat_id)

    def _chat(self) -> dict[str, Any]:
        if self.chat_id > 0:
            return {"id": self.chat_id, "type": "private", "first_name": "สมชาย"}
        kind = "supergroup" if str(self.chat_id).startswith("-100") else "group"
        return {"id": self.chat_id, "type": kind, "title": "กองดิจิทัล"}


def _words(parameters: Parameters) -> tuple[str, tuple[dict[str, Any], ...]]:
    words = str(parameters.get("text", parameters.get("caption", "")))
    if parameters.get("parse_mode") != "HTML":
        return words.rstrip(), tuple(parameters.get("entities", ()))
    parsed = parse_html(words)
    return parsed.text.rstrip(), tuple(parsed.entities)


def _inline(parameters: Parameters) -> dict[str, Any] | None:
    markup = parameters.get("reply_markup")
    return markup if isinstance(markup, dict) and markup.get("inline_keyboard") else None


def _file(message: VisibleMessage, chat_id: int) -> dict[str, Any]:
    number = f"{abs(chat_id)}x{message.message_id}"
    file: dict[str, Any] = {"file_id": f"BQACAgUAAx{number}", "file_unique_id": f"AgAD{number}"}
    if message.file is not None:
        file["file_size"] = len(message.file.content)
    if message.kind == "photo":
        return {"photo": [file | {"width": 1, "height": 1}]}
    if message.kind == "document":
        named = {"file_name": message.file.name, "mime_type": message.file.content_type} if message.file else {}
        return {"document": file | named}
    return {}
