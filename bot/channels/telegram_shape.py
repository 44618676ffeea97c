"""The parts of an update that Radap reads, with the types that Telegram promises: the library does not look."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63)]


class Shape(BaseModel):
    """Strict: no number is taken for a text, no text for a number. What is not named here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore")


class ChatShape(Shape):
    """A chat."""

    id: Int64
    type: str


class UserShape(Shape):
    """A user."""

    id: Int64
    first_name: str = ""
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class EntityShape(Shape):
    """A part of a text that is more than text."""

    type: str
    offset: Int64
    length: Int64
    user: UserShape | None = None


class MessageShape(Shape):
    """A message; one that is out of reach has little more than its number."""

    message_id: Int64
    chat: ChatShape
    from_user: UserShape | None = Field(None, alias="from")
    sender_chat: ChatShape | None = None
    reply_to_message: "MessageShape | None" = None
    text: str | None = None
    caption: str | None = None
    entities: list[EntityShape] | None = None
    message_thread_id: Int64 | None = None
    is_topic_message: bool | None = None
    migrate_from_chat_id: Int64 | None = None


class TapShape(Shape):
    """A tapped button."""

    id: str
    from_user: UserShape = Field(alias="from")
    message: MessageShape | None = None
    data: str | None = None


class MemberShape(Shape):
    """What somebody is in a chat."""

    status: str


class MembershipShape(Shape):
    """The bot's place in a chat has changed."""

    chat: ChatShape
    from_user: UserShape = Field(alias="from")
    old_chat_member: MemberShape
    new_chat_member: MemberShape


class UpdateShape(Shape):
    """An update."""

    update_id: Int64
    message: MessageShape | None = None
    edited_message: MessageShape | None = None
    callback_query: TapShape | None = None
    my_chat_member: MembershipShape | None = None
