"""Conversations whose chat was blocked, removed, or migrated to another id."""

from bot.errors import ConversationContended
from bot.storage.conversation_record import ConversationRecord
from bot.storage.keys import conversation_digest
from bot.storage.outbox import PendingWrite, WriteKind
from bot.storage.portfolio_record import portfolio_to_json
from bot.storage.store import Store
from bot.turns.turn_writer import MAX_SAVE_ATTEMPTS, TurnWriter
from flows.model.finished import FinishedList
from flows.model.link import Link, LinkKind
from flows.model.session import Session


class BlockedChats:
    """Starts the retention of blocked chats, and moves conversations whose chat id changed."""

    def __init__(self, store: Store, writer: TurnWriter) -> None:
        self._store = store
        self._writer = writer

    async def on_blocked(self, conversation: str) -> None:
        """Start the retention of everything that is stored for the conversation, as if it had no more activity.

        An unknown conversation is no error. Raises StoreUnavailable and ConversationContended.
        """
        for _ in range(MAX_SAVE_ATTEMPTS):
            loaded = await self._writer.load_settled(conversation)
            if loaded.session is None or loaded.is_blocked:
                return
            blocked = loaded._replace(is_blocked=True).with_outbox(PendingWrite(WriteKind.SHORTEN_TTL))
            if await self._writer.commit(conversation, loaded, blocked):
                return
        raise ConversationContended

    async def on_migrated(self, old: str, new: str) -> None:
        """Move a conversation to its new name, unless another conversation has that name. Raises StoreUnavailable.

        An interrupted move is finished when it is repeated. A conversation that has just begun is dropped instead.
        """
        loaded, present = await self._writer.load_settled(old), await self._writer.load_settled(new)
        if loaded.session is None:
            return
        if present.session is None:
            moved = await self._moved(old, new, loaded, loaded.session)
            if not await self._writer.commit(new, present, moved):
                return
        elif not (_is_empty(loaded.session) or await self.has_assessment(new, loaded.session.assessment.id)):
            return
        await self._store.delete(old)

    async def has_assessment(self, conversation: str, assessment: str) -> bool:
        """Return whether an assessment belongs to a conversation, in progress, parked or finished."""
        session = (await self._store.load(conversation)).session
        if session is None:
            return False
        if session.assessment.id == assessment or session.parked_as(assessment):
            return True
        return bool(await self._store.load_finished(conversation, assessment))

    async def _moved(self, old: str, new: str, loaded: ConversationRecord, session: Session) -> ConversationRecord:
        """Return the conversation to store under its new name, with all its finished assessments."""
        entries = {item.assessment: item for item in await self._store.load_finished(old)}
        session = session._replace(finished=FinishedList(changed=entries))
        # The new chat numbers its messages from the beginning.
        moved = loaded._replace(revision=b"", session=session, newest_other_message=0)
        if not session.portfolio:
            return moved
        text = portfolio_to_json(session.language, conversation_digest(new))
        return moved.with_outbox(PendingWrite(WriteKind.REPLACE, Link(LinkKind.PORTFOLIO, session.portfolio), text))


def _is_empty(session: Session) -> bool:
    """Return whether nobody has agreed to begin in a conversation yet."""
    return not (session.assessment.answers or session.parked or session.confirmations)
