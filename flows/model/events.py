"""Neutral events: the actions of an officer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Command(StrEnum):
    """An instruction that works everywhere in the conversation."""

    START = "start"
    BACK = "back"
    FORWARD = "forward"
    RESTART = "restart"
    HELP = "help"
    ABOUT = "about"
    RESULTS = "results"
    FORM = "form"
    LANGUAGE = "language"
    DELETE = "delete"
    EXPORT = "export"
    TEMPLATE = "template"
    DESCRIBE = "describe"
    CONTINUE = "continue"
    ASK = "ask"
    HAND_OVER = "handover"
    APPROVE = "approve"
    COLLECTIONS = "collections"
    ANSWERS = "answers"


class Button(NamedTuple):
    """The action of a button, the same for everybody who sees it: a choice of a question."""

    question: str
    choice: str


class ButtonPress(NamedTuple):
    """A tapped button: the assessment it was shown for, the question it belongs to, and the choice it makes."""

    assessment: str
    question: str
    choice: str

    @property
    def press(self) -> Button:
        """Return the action of the button."""
        return Button(self.question, self.choice)


class Reference(NamedTuple):
    """The question that a message refers to, and its assessment; both are empty where that is not known."""

    assessment: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A typed message; `source` names it on the platform, where it may be edited or unsent later.

    `about` is set where it replies to, or quotes, another message.
    """

    text: str
    source: str = field(default="", compare=False)
    about: Reference | None = None


@dataclass(frozen=True, slots=True)
class Greeting:
    """The officer opened or re-opened the conversation (/start, added as a friend, the chat page was loaded)."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something other than text: a sticker, a picture, a voice message, a location."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A message was edited after it was sent; `source` and `about` as in its Text."""

    source: str
    text: str
    about: Reference | None = None


@dataclass(frozen=True, slots=True)
class Retraction:
    """A message was unsent after it was sent; `source` as in its Text."""

    source: str


@dataclass(frozen=True, slots=True)
class FileSent:
    """A file that may hold a table of services was sent; `source` as in a Text. Its content is still to be read."""

    source: str


class FileTrouble(StrEnum):
    """Why the content of a file was not read, whatever it is; the key of the officer's sentence."""

    TOO_SLOW = "file.too_slow"
    GONE = "file.gone"


@dataclass(frozen=True, slots=True)
class FileNotRead:
    """A file was not read; `source` as in its FileSent.

    `reason` is the key of the officer's sentence, whose placeholders `values` fill.
    """

    source: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the conversation asked of shared records has been done, or refused."""


Event = ButtonPress | Text | Greeting | Unreadable | Correction | Retraction | FileSent | FileNotRead | Settled

PARTS = 3


def encode_button(press: Button, assessment: str) -> str:
    """Write a button of an assessment as its data: at most 64 ASCII bytes, which every platform can carry."""
    return f"{assessment}:{press.question}:{press.choice}"


def decode_button_press(data: str) -> ButtonPress | None:
    """Read a button's data; None where it is not from `encode_button`."""
    parts = data.split(":")
    if len(parts) != PARTS or not all(parts):
        return None
    return ButtonPress(*parts)
