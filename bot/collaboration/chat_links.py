"""The chats in which a one-time code can be typed: for each an address that opens it with the code, and a QR code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from bot.shared.chat_link import Chat, ChatLink
from bot.shared.links import Links
from bot.web.qr_code import qr_code

#: The addresses that open a chat with a text: LINE writes it into the input field, Telegram sends it after a tap.
ADDRESSES = {
    Chat.LINE: "https://line.me/R/oaMessage/{name}/?{code}",
    Chat.TELEGRAM: "https://t.me/{name}?start={code}",
}
#: The addresses that open a chat: LINE adds the account as a friend first.
START_ADDRESSES = {
    Chat.LINE: "https://line.me/R/ti/p/{name}",
    Chat.TELEGRAM: "https://t.me/{name}",
}


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
        platforms = self._platforms(ADDRESSES, code)
        own = (ChatLink(Chat.BROWSER, self._links.chat(code)),) if self._has_chat_page else ()
        return CodeChats(code, (*platforms, *own), qr_code(self._links.code(code)))

    def start(self) -> tuple[ChatLink, ...]:
        """Return the chats in which an assessment can be begun."""
        own = (ChatLink(Chat.BROWSER, self._links.chat_page()),) if self._has_chat_page else ()
        return (*self._platforms(START_ADDRESSES), *own)

    def _platforms(self, addresses: Mapping[Chat, str], code: str = "") -> tuple[ChatLink, ...]:
        """Return the buttons of the platforms that are known."""
        named = ((chat, name) for chat in addresses if (name := self._names.get(chat, _unknown)()))
        # A code has letters, digits and hyphens only: it is safe in any part of an address.
        return tuple(
            ChatLink(chat, addresses[chat].format(name=quote(name, safe=""), code=code)) for chat, name in named
        )


def _unknown() -> None:
    """Return the name of an account that this server does not have."""
