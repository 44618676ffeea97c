"""The poster: one sheet of A4 with the QR code of the chat, what Radap is, and how to begin."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import quote

import segno

from bot.documents.typst_compiler import compile_pdf, printable
from flows.i18n.wording import Wording

FOLDER, TEMPLATE = "documents", "poster.typ"

#: A quarter of the code may be dirty or torn ("Q"), and four modules around it stay white (ISO/IEC 18004).
ERROR_CORRECTION, QUIET_ZONE = "q", 4


class Place(StrEnum):
    """Where the chat is."""

    LINE = "line"
    TELEGRAM = "telegram"
    BROWSER = "browser"


SCAN = {
    Place.LINE: "poster.scan_line",
    Place.TELEGRAM: "poster.scan_telegram",
    Place.BROWSER: "poster.scan_browser",
}


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """The address that a phone opens, and the same in words that somebody can type."""

    place: Place
    url: str
    shown: str

    @classmethod
    def of_line(cls, basic_id: str) -> Self:
        """Return the address that adds an account as a friend. LINE asks for the `@` of its id percent-encoded."""
        account = f"@{basic_id.removeprefix('@')}"
        return cls(Place.LINE, f"https://line.me/R/ti/p/{quote(account, safe='')}", f"LINE {account}")

    @classmethod
    def of_telegram(cls, username: str) -> Self:
        """Return the address that opens the chat with a bot."""
        name = username.removeprefix("@")
        return cls(Place.TELEGRAM, f"https://t.me/{name}", f"Telegram @{name}")

    @classmethod
    def of_page(cls, url: str) -> Self:
        """Return the address of a page with the chat."""
        return cls(Place.BROWSER, url, url.partition("://")[2])


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who hangs the poster up: the agency, its contact, and its privacy notice. Each may be empty."""

    agency: str
    contact: str
    privacy_page: str


def make_poster(address: ChatAddress, publisher: Publisher, edition: str, text: Wording, made_at: int) -> bytes:
    """Return the poster as PDF, in the language of `text`. `made_at` is in seconds since 1970 (UTC)."""
    content = {
        "language": text.language.value,
        "title": text("poster.title"),
        "what": text("poster.what"),
        "gain": text("poster.gain"),
        "qr": _qr_code(address.url),
        "qr_text": text("poster.qr", address=address.url),
        "address": printable(address.shown),
        "steps": [
            text(SCAN[address.place]),
            text("poster.answer", button=text("welcome.agree")),
            text("poster.result"),
        ],
        "agency": printable(publisher.agency),
        "contact": printable(publisher.contact),
        "notes": _notes(publisher, edition, text),
    }
    return compile_pdf(FOLDER, TEMPLATE, content, made_at, b"")


def _notes(publisher: Publisher, edition: str, text: Wording) -> list[str]:
    """Return the small lines at the foot: how to delete one's data, where the notice is, which criteria are used."""
    page = printable(publisher.privacy_page)
    return [
        text("poster.privacy", word=text("help.delete")),
        *([f"{text('privacy.title')}: {page}"] if page else []),
        text("edition.named", edition=edition),
    ]


def _qr_code(url: str) -> str:
    """Return the QR code as an SVG document."""
    return segno.make_qr(url, error=ERROR_CORRECTION).svg_inline(border=QUIET_ZONE, light="white", omitsize=True)
