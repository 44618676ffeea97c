"""What is typed in LINE: in groups only what is said to Radap, without the mention of it."""

from bot.channels.common.text_limits import without_utf16
from bot.channels.line.event_models import Mentionee, Message
from flows.understanding.group_addressing import GroupAddressing


def said_in_group(message: Message, addressing: GroupAddressing) -> str | None:
    """What a text message of a group tells Radap; None for talk between people.

    Radap is addressed by a mention, and by a command that it knows.
    """
    return spoken_text(message) if _own_mentions(message) else addressing.addressed_text(message.text or "")


def spoken_text(message: Message) -> str:
    """The text without the mentions of Radap. LINE counts in UTF-16 units."""
    text = message.text or ""
    for mention in sorted(_own_mentions(message), key=lambda mention: mention.index, reverse=True):
        text = without_utf16(text, mention.index, mention.length)
    return text.strip()


def _own_mentions(message: Message) -> list[Mentionee]:
    mentionees = message.mention.mentionees if message.mention else ()
    return [mentionee for mentionee in mentionees if mentionee.is_self]
