"""Neutral messages, which each channel renders in the best form of its platform."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from flows.i18n.language import Language
from flows.model.events import Button


class Role(StrEnum):
    """The role of a paragraph: plain text, a heading, a remark in small print, or a notice about what just happened."""

    BODY = "body"
    HEADING = "heading"
    REMARK = "remark"
    NOTICE = "notice"


class Style(StrEnum):
    """The weight of a button."""

    PRIMARY = "primary"
    NEUTRAL = "neutral"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of running text; may hold line breaks."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it is about, its value, the level's rank that colours the value (0 is none), a button behind it.

    `detail` is a small line beneath. `words` are further typed forms of the button, in lower case: fixed ones, so that
    their comparable forms are cached.
    """

    label: str
    value: str = ""
    level: int | None = None
    number: str = ""
    press: Button | None = None
    words: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    title: str
    entries: tuple[Entry, ...]


Block = Paragraph | Section


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be tapped or typed.

    `number` is what may be typed for it and is shown where buttons are not; `words` are further typed forms, in
    lower case: fixed ones, whose comparable forms are cached for good; `hints` are fixed words that suggest the choice,
    so that it is asked back; `detail` says what the choice means; `level` is
    the level's rank that colours it (0 is none); `chosen` marks the answer given before.
    """

    label: str
    press: Button
    number: str = ""
    detail: str = ""
    level: int | None = None
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    style: Style = Style.NEUTRAL
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The officer's progress: `done` of `total` questions of this kind, the current one counted."""

    done: int
    total: int


class LinkPurpose(StrEnum):
    """The purpose of a link: the result, one of its files, the owner's copy, to pass it on, own data, a code's page.

    CLIPBOARD copies the address, or the code itself.
    """

    OPEN = "open"
    FORM = "form"
    COPY = "copy"
    SHARE = "share"
    EXPORT = "export"
    JSON = "json"
    SHEET = "xlsx"
    TEMPLATE = "template"
    CODE = "code"
    CLIPBOARD = "clipboard"
    CALENDAR = "ics"


@dataclass(frozen=True, slots=True)
class ResultLink:
    """A link to a result, a copy of it, or exported data, by its token; the channel makes the address.

    `text` goes along when it is shared; `is_portfolio` tells that the token is that of the page of all services, and
    `is_code` that it is a one-time code.
    """

    label: str
    token: str
    purpose: LinkPurpose
    text: str = ""
    is_portfolio: bool = False
    is_code: bool = False


class PublicPage(StrEnum):
    """A page that is the same for everybody, by its path."""

    ABOUT = "about"
    READINGS = "readings"
    EXAMPLE = "example"
    PRIVACY = "privacy"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a public page in a language, perhaps to one of its parts (`anchor`); the channel makes the address."""

    label: str
    page: PublicPage
    language: Language
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: blocks in order, then the choices (answers), the controls (back, explain …) and links.

    `summary` is the one line that notifications and screen readers get. `placeholder` tells the officer what to
    type, where a text is expected. `picture` is the token of the result that a picture of goes with the message.
    `pages` are links to public pages, less prominent than the links to results.
    Messages with the same `cache_key` are the same for every recipient; the others have none. `replace` does not copy
    it, so that a message that was changed for somebody is in no cache.
    """

    summary: str
    blocks: tuple[Block, ...] = ()
    title: str = ""
    progress: Progress | None = None
    choices: tuple[Choice, ...] = ()
    controls: tuple[Choice, ...] = ()
    links: tuple[ResultLink, ...] = ()
    pages: tuple[PageLink, ...] = ()
    placeholder: str = ""
    picture: str = ""
    cache_key: str = field(default="", init=False, compare=False)

    def with_cache_key(self, key: str) -> Self:
        """Return the message marked as one that is the same for everybody."""
        keyed = replace(self)
        # As dataclasses set the fields of a frozen object.
        object.__setattr__(keyed, "cache_key", key)
        return keyed
