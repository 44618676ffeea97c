"""Reads the stored data that a step of the engine turns out to need, and repeats the step with them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from flows.engine import Step
from flows.i18n.language import Language
from flows.model.events import Event
from flows.model.finished import FinishedUnread
from flows.model.member import Member
from flows.model.result import Result, result_from_json
from flows.model.session import Session
from flows.model.step_context import StepInputs

#: Reads from Redis that run concurrently.
CONCURRENT_READS = 16

Answer = TypeVar("Answer")


class StepFunction(Protocol):
    """The signature of `Engine.step`."""

    def __call__(
        self,
        session: Session | None,
        event: Event,
        inputs: StepInputs,
        /,
        *,
        language: Language | None,
        member: Member | None,
    ) -> Step:
        """Apply one event."""


class StepReader:
    """Runs pure functions of a session, and reads what they ask for. Every method raises StoreUnavailable.

    A step asks for finished assessments by raising FinishedUnread, and for results by returning `wanted`; it has no
    effect then.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(
        self, step: StepFunction, incoming: IncomingEvent, session: Session | None, inputs: StepInputs
    ) -> Step:
        """Run a step for an event; where it asks for results, run it again with them in its inputs."""

        def call(session: Session | None) -> Step:
            return step(session, incoming.event, inputs, language=incoming.language, member=incoming.member)

        first = await self.with_finished(incoming.conversation, session, call)
        if not first.wanted:
            return first
        results, views = await self._load_results(first.wanted)
        inputs = inputs._replace(results=results, views=views)  # which `call` passes from here on
        return await self.with_finished(incoming.conversation, first.session, call)

    async def with_finished(
        self, conversation: str, session: Session | None, function: Callable[[Session | None], Answer]
    ) -> Answer:
        """Call a function of the session, with the finished assessments in it that the function asks for."""
        while True:
            try:
                return function(session)
            except FinishedUnread as unread:
                if session is None:
                    raise
                entries = await self._store.load_finished(conversation, unread.assessment)
                session = session._replace(finished=session.finished.with_read(unread.assessment, entries))

    async def _load_results(self, tokens: Sequence[str]) -> tuple[dict[str, Result | None], dict[str, int]]:
        """Return results and their view counts, by token."""
        results: dict[str, Result | None] = {}
        views: dict[str, int] = {}
        for start in range(0, len(tokens), CONCURRENT_READS):
            batch = tokens[start : start + CONCURRENT_READS]
            texts = await asyncio.gather(*map(self._store.load_result, batch))
            counts = await asyncio.gather(*map(self._store.links.view_count, batch))
            for token, text in zip(batch, texts, strict=True):
                results[token] = result_from_json(token, text) if text else None
            views |= dict(zip(batch, counts, strict=True))
        return results, views
