"""Reads the stored data that a step of the engine turns out to need, and repeats the step with them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from bot.storage.store import Store
from bot.turns.incoming_event import IncomingEvent
from flows.collaboration.codes import CodeTarget
from flows.collaboration.contribution import Contribution, contribution_from_json
from flows.collaboration.shared_record import SharedRecord
from flows.engine import AnyEvent, Step
from flows.i18n.language import Language
from flows.model.batch import batch_from_json
from flows.model.events import FileNotRead, FileSent, Text
from flows.model.finished import FinishedUnread
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.messages import Message
from flows.model.result import Result, result_from_json
from flows.model.session import NOTHING_SHARED, Session
from flows.model.step_context import StepInputs
from flows.service_table.table_event import TableRead

Answer = TypeVar("Answer")

#: What a step may ask for by a link; None for what is not stored.
Shared = SharedRecord | CodeTarget | Contribution | None


class StepFunction(Protocol):
    """The signature of `Engine.step`."""

    def __call__(
        self,
        session: Session | None,
        event: AnyEvent,
        inputs: StepInputs,
        /,
        *,
        language: Language | None,
        member: Member | None,
    ) -> Step:
        """Apply one event."""


class StepReader:
    """Runs pure functions of a session, and reads what they ask for. Every method raises StoreUnavailable.

    A step asks for finished assessments by raising FinishedUnread, for results by returning `wanted`, for the rows of a
    batch by returning `wanted_batch`, for shared records by returning `wanted_links`, and for criteria by returning
    `wanted_editions`; it has no effect then. Shared records that the session names are read before the step.
    `load_edition` gives the engine an edition of the criteria, and returns whether it is stored.
    """

    def __init__(self, store: Store, load_edition: Callable[[str], Awaitable[bool]]) -> None:
        self._store = store
        self._load_edition = load_edition

    async def run(
        self, step: StepFunction, incoming: IncomingEvent, session: Session | None, inputs: StepInputs
    ) -> Step:
        """Run a step for an event; where it asks for results, run it again with them in its inputs."""

        def call(session: Session | None) -> Step:
            return step(session, incoming.event, inputs, language=incoming.language, member=incoming.member)

        if session and session.shared != NOTHING_SHARED and (links := tuple(session.shared.links())):
            inputs = inputs._replace(shared=await self._store.shared.find_all(links))
        done = await self.with_finished(incoming.conversation, session, call)
        while done.is_waiting:
            inputs = await self._with_wanted(done, inputs)  # which `call` passes from here on
            done = await self.with_finished(incoming.conversation, done.session, call)
        return done

    async def _with_wanted(self, step: Step, inputs: StepInputs) -> StepInputs:
        """Return the inputs with the results, and the batch, that a step asks for and they lack."""
        wanted = [token for token in step.wanted if token not in inputs.results]
        if wanted:
            results, views = await self._load_results(wanted)
            inputs = inputs._replace(results={**inputs.results, **results}, views={**inputs.views, **views})
        if step.wanted_batch and not inputs.batch:
            text = await self._store.links.get_text(Link(LinkKind.BATCH, step.wanted_batch))
            inputs = inputs._replace(batch=batch_from_json(text) if text else None, is_batch_gone=not text)
        if links := [link for link in step.wanted_links if link not in inputs.shared]:
            inputs = inputs._replace(shared={**inputs.shared, **await self._find_all(links)})
        unknown = [edition for edition in step.wanted_editions if not await self._load_edition(edition)]
        return inputs._replace(unknown_editions=inputs.unknown_editions.union(unknown))

    async def _find_all(self, links: Sequence[Link]) -> Mapping[Link, Shared]:
        """Return shared records, targets of codes, and what the conversation gives to collections."""
        own = [link for link in links if link.kind is LinkKind.CONTRIBUTION]
        found: dict[Link, Shared] = dict(
            await self._store.shared.find_all([link for link in links if link.kind is not LinkKind.CONTRIBUTION])
        )
        for link, stored in zip(own, await self._store.links.get_all(own), strict=True):
            text = self._store.links.decode(link, stored) if stored else None
            found[link] = contribution_from_json(text) if text else None
        return found

    async def report_on(self, event: AnyEvent, session: Session | None) -> Message | None:
        """Return what was told about the table of an event; None where another event followed, and for no table."""
        brought = event.source if isinstance(event, Text | FileSent | TableRead | FileNotRead) else None
        if session is None or session.report is None or session.report.source != brought:
            return None
        text = await self._store.links.get_text(Link(LinkKind.BATCH, session.report.token))
        return batch_from_json(text).report if text else None

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
        links = [Link(LinkKind.RESULT, token) for token in tokens]
        stored, counts = await self._store.links.get_all(links), await self._store.links.view_counts(tokens)
        results: dict[str, Result | None] = {}
        for link, record in zip(links, stored, strict=True):
            text = self._store.links.decode(link, record) if record else None
            results[link.token] = result_from_json(link.token, text) if text else None
        return results, dict(zip(tokens, counts, strict=True))
