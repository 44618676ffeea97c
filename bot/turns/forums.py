"""Groups with topics: each topic has a conversation, and what happens to the group concerns them all."""

from bot.storage.store import Store
from bot.turns.blocked_chats import BlockedChats
from bot.turns.incoming_event import IncomingEvent, topic_conversation
from bot.turns.turn_writer import TurnWriter


class Forums:
    """Knows the topics of groups, and passes on to them what a platform tells about the group.

    A group without topics, and a private chat, is one conversation. Every method raises StoreUnavailable.
    """

    def __init__(self, store: Store, writer: TurnWriter) -> None:
        self._topics = store.topics
        self._blocked_chats = BlockedChats(store, writer)

    async def remember(self, incoming: IncomingEvent) -> None:
        """Remember the topic that an event comes from."""
        await self._topics.remember(incoming.forum, incoming.topic)

    async def find(self, group: str, assessment: str) -> int | None:
        """Return the topic to which an assessment belongs; None where no topic of the group has it."""
        for topic in reversed(await self._topics.known(group)):
            if await self._blocked_chats.has_assessment(topic_conversation(group, topic), assessment):
                return topic
        return None

    async def on_blocked(self, group: str) -> None:
        """Start the retention of a group's conversations, or of a private chat. Raises ConversationContended."""
        for topic in await self._topics.known(group):
            await self._blocked_chats.on_blocked(topic_conversation(group, topic))
        await self._blocked_chats.on_blocked(group)

    async def on_migrated(self, old: str, new: str) -> None:
        """Move the conversations of a group whose id changed. An interrupted move is finished when it is repeated."""
        for topic in await self._topics.known(old):
            await self._topics.remember(new, topic)
            await self._blocked_chats.on_migrated(topic_conversation(old, topic), topic_conversation(new, topic))
            await self._topics.forget(old, topic)
        await self._blocked_chats.on_migrated(old, new)
