"""Officers who block Radap, groups that remove it, and those who come back: how long their data is kept."""

import time

from bot.errors import ConversationContended
from bot.store import Store
from flows.session import Session

ATTEMPTS = 64


class Departures:
    """The retention clock of whoever cannot be answered any more."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    async def leave(self, conversation: str) -> None:
        """Keep the conversation and its results no longer than a conversation without any activity.

        A conversation that is not there is no error. Raises StoreUnavailable and ConversationContended.
        """
        for _ in range(ATTEMPTS):
            loaded = await self._store.load(conversation)
            if loaded.session is None or loaded.has_left:
                return
            if await self._store.save(conversation, loaded, loaded._replace(has_left=True)):
                await self._store.shorten_results([item.token for item in loaded.session.finished])
                return
        raise ConversationContended

    async def come_back(self, session: Session) -> None:
        """Give the results the time again that they had. Raises StoreUnavailable."""
        now = int(time.time())
        await self._store.lengthen_results({item.token: now - item.finished_at for item in session.finished})

    async def move(self, before: str, after: str) -> None:
        """Give a conversation another name, unless there is one of that name already. Raises StoreUnavailable."""
        loaded, present = await self._store.load(before), await self._store.load(after)
        if loaded.session is None or present.session is not None:
            return
        if await self._store.save(after, present, loaded._replace(revision=b"")):
            await self._store.forget(before)
