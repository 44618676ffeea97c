"""The content of a Telegram message: its words, and whether a person sent it at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType

from bot.channels.common.text_limits import utf16_part, without_addresses
from bot.channels.telegram.account import BotAccount

#: Messages in which Telegram reports an action. Any other message without text has a content that Radap cannot read:
#: new kinds are not known by name.
SERVICE_KINDS = frozenset(
    (
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
        *("chat_owner_left", "chat_owner_changed", "chat_background_set", "boost_added", "pinned_message"),
        *("group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed"),
        *("migrate_to_chat_id", "migrate_from_chat_id", "successful_payment", "refunded_payment"),
        *("users_shared", "user_shared", "chat_shared", "gift", "unique_gift", "gift_upgrade_sent"),
        *("connected_website", "write_access_allowed", "passport_data", "proximity_alert_triggered"),
        *("checklist_tasks_done", "checklist_tasks_added", "poll_option_added", "poll_option_deleted"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *("general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed"),
        *("managed_bot_created", "direct_message_price_changed", "paid_message_price_changed"),
        *("suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined"),
        *("suggested_post_paid", "suggested_post_refunded"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
    )
)

#: The account in whose name Telegram forwards the posts of a channel to its discussion group.
TELEGRAM_ITSELF = 777000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file by Telegram's id of it, and its size in bytes as Telegram tells it (0: it does not)."""

    id: str
    size: int


def file_of(message: Message) -> SentFile | None:
    """Return the file of a message; None for none, and for a moving picture, which Telegram sends as a file too."""
    document = message.document
    return SentFile(document.file_id, document.file_size or 0) if document and not message.animation else None


def message_with_file(message: Message) -> Message | None:
    """Return the message whose file is meant: this one's, or that of the message that it replies to; None for none."""
    if file_of(message):
        return message
    replied = message.reply_to_message
    return replied if replied and file_of(replied) else None


def words_of(message: Message) -> str:
    """Return the text of a message, or the caption of its file; empty where it has none."""
    return message.text or message.caption or ""


def words_without_mentions(message: Message, account: BotAccount) -> str | None:
    """Return the words of a message without the mentions of the bot; None where it is not mentioned."""
    words = words_of(message)
    entities: Sequence[MessageEntity] = (message.entities if message.text else message.caption_entities) or ()
    own = [(item.offset, item.length) for item in entities if _is_mention_of(account, item, words)]
    return without_addresses(words, own) if own else None


def is_service_message(message: Message) -> bool:
    """Return whether Telegram only reports an action, such as `a message was pinned`."""
    is_newer_than_library = not SERVICE_KINDS.isdisjoint(message.api_kwargs)
    return is_newer_than_library or any(getattr(message, name, None) for name in SERVICE_KINDS)


def is_forwarded_post(message: Message) -> bool:
    """Return whether Telegram itself forwarded a channel's post to the discussion group: nobody there said it."""
    author = message.from_user
    return bool(message.is_automatic_forward) or (author is not None and author.id == TELEGRAM_ITSELF)


def _is_mention_of(account: BotAccount, entity: MessageEntity, words: str) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and str(entity.user.id) == account.id
    if entity.type != MessageEntityType.MENTION or not account.username:
        return False
    return utf16_part(words, entity.offset, entity.length).casefold() == f"@{account.username.casefold()}"
