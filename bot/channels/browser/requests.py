"""Reads the chat page's requests as events of the conversation."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.turns.incoming_event import source_digest
from flows.model.events import Event, FileSent, Greeting, Text, decode_button_press

EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
EventId = Annotated[str, Field(pattern=rf"^{EVENT_ID.pattern}$")]


class TextBody(BaseModel):
    """A typed message."""

    id: EventId
    kind: Literal["text"]
    text: str


class TapBody(BaseModel):
    """A button press, by the button's data."""

    id: EventId
    kind: Literal["tap"]
    tap: Annotated[str, Field(max_length=64)]


class GreetingBody(BaseModel):
    """The page was loaded."""

    id: EventId
    kind: Literal["greeting"]


Body = Annotated[TextBody | TapBody | GreetingBody, Field(discriminator="kind")]
#: By default pydantic caches every short text that it reads from JSON, officers' texts among them. Only names of fields
#: recur.
BODY: TypeAdapter[TextBody | TapBody | GreetingBody] = TypeAdapter(Body, config=ConfigDict(cache_strings="keys"))


@dataclass(frozen=True, slots=True)
class BrowserEvent:
    """An event and the id that the page gave it, which stays the same when it is sent again."""

    id: str
    event: Event


def read_event(body: bytes) -> BrowserEvent | None:
    """Return the event of a request's body; None if it is malformed."""
    try:
        said = BODY.validate_json(body)
    except ValidationError:
        return None
    event = _event(said)
    return BrowserEvent(said.id, event) if event else None


def file_event(number: str) -> BrowserEvent | None:
    """Return the event of a sent file with this id; None for a malformed id."""
    return BrowserEvent(number, FileSent(source_digest("browser", number))) if EVENT_ID.fullmatch(number) else None


def _event(said: TextBody | TapBody | GreetingBody) -> Event | None:
    if isinstance(said, TextBody):
        return Text(said.text)
    return decode_button_press(said.tap) if isinstance(said, TapBody) else Greeting()
