"""What a turn leaves in the database, in an order in which a crash at any place loses nothing."""

import time

from bot.departures import Departures
from bot.portfolio_record import portfolio_json
from bot.store import Store
from bot.stored_conversation import StoredConversation
from flows.dialogue import Step
from flows.portfolio import newest_of_each_service
from flows.result import Result, result_to_json
from flows.session import Session


class Effects:
    """Saves conversations with everything that belongs to them. Every method raises StoreUnavailable."""

    def __init__(self, store: Store, departures: Departures) -> None:
        """Take the store, and the retention clock of whoever left."""
        self._store = store
        self._departures = departures

    async def settled(self, conversation: str) -> StoredConversation:
        """The conversation; what an interrupted turn had still to delete is deleted first."""
        loaded = await self._store.load(conversation)
        return await self._delete_withdrawn(conversation, loaded) if loaded.withdrawn else loaded

    async def keep(self, conversation: str, loaded: StoredConversation, new: StoredConversation, step: Step) -> bool:
        """A new result before the session, so that a link is told only when it opens; deletions after it.

        What is to be deleted stands in the saved record, so that a crash in between leaves it to the next turn. False
        where another turn was faster.
        """
        await self._publish(step, loaded.session)
        saved = await self._store.save(conversation, loaded, new)
        if saved and loaded.has_left and not new.has_left and step.session:
            await self._departures.come_back(step.session)
        if saved and saved.withdrawn:
            await self._delete_withdrawn(conversation, saved)
        return saved is not None

    async def _publish(self, step: Step, before: Session | None) -> None:
        for result in step.published:
            await self._store.publish(result.token, result_to_json(result), _age(result))
        if step.session and step.session.portfolio:
            await self._keep_portfolio(step.session, before)
        if step.exported:
            await self._store.offer_export(step.exported.token, step.exported.text)

    async def _keep_portfolio(self, session: Session, before: Session | None) -> None:
        """The page of all services shows what is finished now, in the language that is spoken now."""
        if before and (before.portfolio, before.finished, before.language) == (
            session.portfolio,
            session.finished,
            session.language,
        ):
            return
        tokens = newest_of_each_service(session.finished)
        await self._store.keep_portfolio(session.portfolio, portfolio_json(session.language, tokens))

    async def _delete_withdrawn(self, conversation: str, saved: StoredConversation) -> StoredConversation:
        """Delete the results; a record without a session then keeps only which events are done with."""
        await self._store.withdraw(saved.withdrawn)
        if saved.session is not None:
            return saved
        await self._store.save(conversation, saved, saved._replace(withdrawn=(), floor=0, has_left=False))
        return await self._store.load(conversation)


def _age(result: Result) -> int:
    return max(0, int(time.time()) - result.assessed_at)
