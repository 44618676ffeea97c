"""The chats in which a one-time code can be typed: for each an address that opens it with the code, and a QR code."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

import segno
from markupsafe import Markup

from bot.shared.links import Links

#: Half of a phone's screen may be scratched or shaded ("M", 15 %), and four modules stay white (ISO/IEC 18004).
ERROR_CORRECTION, QUIET_ZONE = "m", 4


class Chat(StrEnum):
    """A chat; the last part of the key of its button."""

    LINE = "line"
    TELEGRAM = "telegram"
    BROWSER = "browser"


#: The addresses that open a chat with a text: LINE writes it into the input field, Telegram sends it after a tap.
ADDRESSES = {
    Chat.LINE: "https://line.me/R/oaMessage/{name}/?{code}",
    Chat.TELEGRAM: "https://t.me/{name}?start={code}",
}


@dataclass(frozen=True, slots=True)
class ChatLink:
    """A button that opens a chat with a code."""

    chat: Chat
    address: str


@dataclass(frozen=True, slots=True)
class CodeChats:
    """What a page shows of the chats: the code, a button for each, and the QR code of the page's own address (SVG)."""

    code: str
    links: tuple[ChatLink, ...]
    qr: Markup


class ChatLinks:
    """Builds the addresses. A platform's chat is known once the platform has told the account's name.

    `has_chat_page` tells whether the server has a chat page of its own.
    """

    def __init__(self, links: Links, *, has_chat_page: bool) -> None:
        self._links = links
        self._has_chat_page = has_chat_page
        self._names: dict[Chat, Callable[[], str | None]] = {}

    def add(self, chat: Chat, name: Callable[[], str | None]) -> None:
        """Add a platform. `name` returns LINE's basic id (with its `@`) or Telegram's user name; None while unknown."""
        self._names[chat] = name

    def of(self, code: str) -> CodeChats:
        """Return what a page shows for a code."""
        named = ((chat, name) for chat in ADDRESSES if (name := self._names.get(chat, _unknown)()))
        # A code has letters, digits and hyphens only: it is safe in any part of an address.
        platforms = tuple(
            ChatLink(chat, ADDRESSES[chat].format(name=quote(name, safe=""), code=code)) for chat, name in named
        )
        own = (ChatLink(Chat.BROWSER, self._links.chat(code)),) if self._has_chat_page else ()
        return CodeChats(code, (*platforms, *own), _qr_code(self._links.code(code)))


def _unknown() -> None:
    """Return the name of an account that this server does not have."""


def _qr_code(address: str) -> Markup:
    drawn = segno.make_qr(address, error=ERROR_CORRECTION)
    return Markup(drawn.svg_inline(border=QUIET_ZONE, light="white", omitsize=True))  # noqa: S704 - made of modules
