"""The parts of LINE's webhook events that Radap reads, under the names of LINE's reference.

The SDK's models hold everything there is, and take ten times as long to make; whatever LINE adds passes both.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class LineObject(BaseModel):
    """Strict: no number is taken for a text, no text for a number. What is not named here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, alias_generator=to_camel)


class Source(LineObject):
    """Where an event comes from: a user, a group or a room."""

    type: Literal["user", "group", "room"]
    user_id: str | None = None
    group_id: str | None = None
    room_id: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.type == "user"


class Mentionee(LineObject):
    """Who is mentioned in a text, and where, counted in UTF-16 code units."""

    type: str = ""
    index: int
    length: int
    is_self: bool = False


class Mention(LineObject):
    """The mentions in a text."""

    mentionees: Annotated[tuple[Mentionee, ...], Field(strict=False)] = ()


class Message(LineObject):
    """What a person sent; `text` is set where `type` is `text`."""

    type: str
    id: str
    text: str | None = None
    mention: Mention | None = None


class Postback(LineObject):
    """What a tapped button says."""

    data: str


class Unsend(LineObject):
    """Which message was taken back."""

    message_id: str


class Event(LineObject):
    """An event; what it holds besides depends on its type."""

    type: str
    mode: Literal["active", "standby"]
    timestamp: int
    webhook_event_id: str
    source: Source | None = None
    reply_token: str | None = None
    message: Message | None = None
    postback: Postback | None = None
    unsend: Unsend | None = None
