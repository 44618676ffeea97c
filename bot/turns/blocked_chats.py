"""Officers who block Radap, and groups that remove it or get another name: what becomes of their data."""

from bot.errors import ConversationContended
from bot.storage.conversation_record import ConversationRecord
from bot.storage.keys import conversation_digest
from bot.storage.outbox import Write, WriteKind
from bot.storage.portfolio_record import portfolio_json
from bot.storage.store import Store
from bot.turns.turn_writer import TurnWriter
from flows.assessment.outcome import Link, LinkKind
from flows.model.finished import FinishedList
from flows.model.session import Session

ATTEMPTS = 64


class BlockedChats:
    """The retention clock of whoever cannot be answered any more, and conversations under another name."""

    def __init__(self, store: Store, effects: TurnWriter) -> None:
        """Take the store, and what saves conversations."""
        self._store = store
        self._effects = effects

    async def leave(self, conversation: str) -> None:
        """Keep everything of the conversation no longer than a conversation without any activity.

        A conversation that is not there is no error. Raises StoreUnavailable and ConversationContended.
        """
        for _ in range(ATTEMPTS):
            loaded = await self._effects.settled(conversation)
            if loaded.session is None or loaded.has_left:
                return
            left = loaded._replace(has_left=True).owing(Write(WriteKind.SHORTEN))
            if await self._effects.keep(conversation, loaded, left):
                return
        raise ConversationContended

    async def move(self, before: str, after: str) -> None:
        """Give a conversation another name, unless there is another one of that name. Raises StoreUnavailable.

        A move that was interrupted is finished when it is repeated.
        """
        loaded, present = await self._effects.settled(before), await self._effects.settled(after)
        if loaded.session is None:
            return
        if present.session is None:
            moved = await self._moved(before, after, loaded, loaded.session)
            if not await self._effects.keep(after, present, moved):
                return
        elif not await self._holds(after, present.session, loaded.session.assessment.id):
            return
        await self._store.forget(before)

    async def _holds(self, conversation: str, session: Session, assessment: str) -> bool:
        """Whether an assessment is one of this conversation's, in progress, waiting or finished."""
        if session.assessment.id == assessment or session.parked_as(assessment):
            return True
        return bool(await self._store.finished(conversation, assessment))

    async def _moved(self, before: str, after: str, loaded: ConversationRecord, session: Session) -> ConversationRecord:
        """The conversation as it is to be stored under its new name, with all its finished assessments."""
        entries = {item.assessment: item for item in await self._store.finished(before)}
        moved = loaded._replace(revision=b"", session=session._replace(finished=FinishedList(changed=entries)))
        if not session.portfolio:
            return moved
        text = portfolio_json(session.language, conversation_digest(after))
        return moved.owing(Write(WriteKind.RENEW, Link(LinkKind.PORTFOLIO, session.portfolio), text))
