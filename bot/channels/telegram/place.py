"""The place in a Telegram chat where an answer is shown: a topic of a forum, or below a post's comments."""

from typing import Any, NamedTuple

from telegram import Message, ReplyParameters
from telegram.constants import ChatType

#: The topic General has this number, but messages in it are sent without one.
GENERAL = 1


class Place(NamedTuple):
    """A chat, the topic in it, and the message to reply to where a thread is not a topic."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of a new message. A reply to a message that is gone becomes an ordinary message."""
        reply = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
        return {"message_thread_id": self.topic, "reply_parameters": reply}


def place_of(message: Message) -> Place:
    """Return where an answer to a message is seen by those who see the message."""
    thread, chat = message.message_thread_id, message.chat
    if thread is None:
        return Place(chat.id)
    if message.is_topic_message:
        return Place(chat.id, None if thread == GENERAL else thread)
    # The comments below a channel's post, or answers to one message. Telegram sends into such a thread by a reply only.
    is_thread = chat.type == ChatType.SUPERGROUP and not chat.is_forum
    return Place(chat.id, reply_to=message.message_id if is_thread else None)
