"""The parts of Telegram's objects that Radap reads, under the Bot API's names and with the types it promises.

The library's own objects hold everything there is, check nothing, and cost ten times as much to make.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from telegram.constants import MessageAttachmentType

Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63)]

ATTACHMENTS = frozenset(kind.value for kind in MessageAttachmentType)


class TelegramObject(BaseModel):
    """Strict: no number is taken for a text, no text for a number. What is not named here may be anything."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Chat(TelegramObject):
    """A chat."""

    id: Int64
    type: str


class User(TelegramObject):
    """A user, or a bot."""

    id: Int64
    is_bot: bool = False
    first_name: str = ""
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    @property
    def full_name(self) -> str:
        """What others see."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


class MessageEntity(TelegramObject):
    """A part of a text that is more than text, counted in UTF-16 code units."""

    type: str
    offset: Int64
    length: Int64


class Message(TelegramObject):
    """A message; one that Telegram does not have any more is little more than its number, and has no date."""

    model_config = ConfigDict(extra="allow")

    message_id: Int64
    date: Int64 = 0
    chat: Chat
    from_user: User | None = Field(None, alias="from")
    sender_chat: Chat | None = None
    reply_to_message: "Message | None" = None
    text: str | None = None
    entities: tuple[MessageEntity, ...] | None = Field(None, strict=False)
    message_thread_id: Int64 | None = None
    is_topic_message: bool = False
    migrate_from_chat_id: Int64 | None = None

    @property
    def has_attachment(self) -> bool:
        """Whether it holds a picture, a file or anything else that a person sends instead of a text."""
        more = self.model_extra or {}
        return any(more.get(kind) for kind in ATTACHMENTS)

    @property
    def topic(self) -> int | None:
        """The thread of a forum that it stands in."""
        return self.message_thread_id if self.is_topic_message else None


class CallbackQuery(TelegramObject):
    """A tapped button."""

    id: str
    from_user: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class ChatMember(TelegramObject):
    """What somebody is in a chat."""

    status: str


class ChatAdministrator(TelegramObject):
    """An administrator of a group."""

    user: User
    is_anonymous: bool


class ChatAdministrators(TelegramObject):
    """The answer that lists a group's administrators."""

    result: tuple[ChatAdministrator, ...] = Field(strict=False)


class ChatMemberUpdated(TelegramObject):
    """The bot's place in a chat has changed."""

    chat: Chat
    from_user: User = Field(alias="from")
    old_chat_member: ChatMember
    new_chat_member: ChatMember


class Update(TelegramObject):
    """An update; it holds at most one of the others."""

    update_id: Int64
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None

    @property
    def chat(self) -> Chat | None:
        """The chat that it happened in."""
        tapped = self.callback_query.message if self.callback_query else None
        place = self.message or self.edited_message or tapped or self.my_chat_member
        return place.chat if place else None
