"""One turn: load, step, save with compare-and-set, and hand back what to say."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from bot.errors import ConversationContended, StoreUnavailable
from bot.observability.metrics import Metrics
from bot.storage.conversation_record import ConversationRecord
from bot.storage.criteria_editions import Editions
from bot.storage.rate_limit import Decision, RateLimit
from bot.storage.recent_events import handled_event
from bot.storage.store import Store
from bot.turns.blocked_chats import BlockedChats
from bot.turns.conversation_lock import ConversationLocks
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_writer import TurnWriter, owed_writes
from flows.engine import Engine, Step
from flows.i18n.language import Language
from flows.model.events import ButtonPress
from flows.model.finished import FinishedUnread
from flows.model.messages import Message
from flows.model.result import Result, result_from_json
from flows.model.session import Session
from flows.model.step_context import StepInputs

LOG = logging.getLogger("radap.turns")

TOKEN_BYTES = 16
ATTEMPTS = 64

#: Results that are read at the same time.
READS_AT_ONCE = 16

Answer = TypeVar("Answer")
DEFAULT_LIMIT = RateLimit(events_a_minute=300)


class Outcome(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    REPEATED = "repeated"
    TOO_FAST = "too_fast"
    FAILED = "failed"


class Reply(NamedTuple):
    """What to say, and in which language.

    `assessment` is the id of the one that the messages' buttons belong to. `in_place` allows a channel with editable
    messages to edit the one that was tapped. `finished` is the token of the result that this turn brought about, where
    it did. `outcome` tells what became of the event; `has_begun` marks a new conversation.
    """

    messages: tuple[Message, ...]
    in_place: bool
    language: Language
    assessment: str = ""
    finished: str = ""
    outcome: Outcome = Outcome.APPLIED
    has_begun: bool = False


class TurnHandler:
    """Takes events one by one; safe to call from many tasks and many processes at once."""

    def __init__(
        self, dialogue: Engine, store: Store, limit: RateLimit = DEFAULT_LIMIT, metrics: Metrics | None = None
    ) -> None:
        """Take the conversation's rules, the store, how fast events of one conversation may come, and what counts."""
        self._dialogue = dialogue
        self._store = store
        self._limit = limit
        self._lines = ConversationLocks()
        self._metrics = metrics or Metrics()
        self._effects = TurnWriter(store)
        self._departures = BlockedChats(store, self._effects)
        self._editions = Editions(dialogue.rules.criteria, store)

    async def keep_criteria(self) -> None:
        """Store the criteria in use; without a database now, the first turn does it."""
        try:
            await self._editions.keep_newest()
        except StoreUnavailable as error:
            LOG.warning("criteria not kept yet", extra={"error": type(error).__name__, "problem": error.problem})

    async def take(self, incoming: IncomingEvent) -> Reply:
        """Apply an event once and return the answer; a repeated event gets the present question again.

        Events that come too fast have no effect; the first of them is answered with that. Raises StoreUnavailable,
        KeyMissing, or ConversationContended when other events kept winning the race; in all cases the event had no
        effect and may be sent again.
        """
        channel, begin = incoming.conversation.partition(":")[0], time.perf_counter()
        outcome = Outcome.FAILED
        try:
            async with self._lines.turn(incoming.conversation):
                reply = await self._take(incoming)
            outcome = reply.outcome
        finally:
            self._metrics.count_turn(channel, outcome, time.perf_counter() - begin)
        if reply.has_begun:
            self._metrics.count_beginning(channel)
        if reply.finished:
            self._metrics.count_result(channel)
        return reply

    async def _take(self, incoming: IncomingEvent) -> Reply:
        now = time.time()
        moment = StepInputs(now=int(now), token=secrets.token_urlsafe(TOKEN_BYTES))
        for _ in range(ATTEMPTS):
            loaded = await self._effects.settled(incoming.conversation)
            admission = self._limit.admit(loaded.pace, int(now * 1000))
            if admission is Decision.TAKEN:
                paced = loaded._replace(pace=self._limit.after_event(loaded.pace, int(now * 1000)))
                reply = await self._attempt(incoming, loaded, paced, moment)
            else:
                reply = await self._refuse(incoming, loaded, admission)
            if reply:
                return reply
            self._metrics.count_conflict()
        raise ConversationContended

    async def leave(self, conversation: str) -> None:
        """The officer blocked Radap, or a group removed it: the retention clock starts. Raises StoreUnavailable."""
        await self._departures.leave(conversation)

    async def move(self, before: str, after: str) -> None:
        """The platform gave a conversation another name. Raises StoreUnavailable."""
        await self._departures.move(before, after)

    async def _attempt(
        self, incoming: IncomingEvent, loaded: ConversationRecord, paced: ConversationRecord, moment: StepInputs
    ) -> Reply | None:
        """The answer; None where another turn was faster. `paced` is what was loaded, with this event counted."""
        await self._editions.keep_newest()
        await self._learn_editions_of(loaded)
        event = handled_event(incoming.event_id, _vouched_time(incoming, moment))
        if loaded.has_applied(event):
            await self._store.save(incoming.conversation, loaded, paced)
            return Reply(
                await self._present(incoming, loaded),
                _in_place(incoming, loaded),
                _language(incoming, loaded),
                loaded.session.assessment.id if loaded.session else "",
                outcome=Outcome.REPEATED,
            )
        step = await self._informed_step(incoming, loaded, moment)
        if step.published:
            await self._editions.keep_again()
        new = paced.with_event(event)._replace(
            session=step.session, floor=_floor(incoming, loaded), has_left=loaded.has_left and not step.messages
        )
        new = new.owing(*owed_writes(incoming.conversation, loaded, new, step, moment.now))
        if not await self._effects.keep(incoming.conversation, loaded, new):
            return None
        spoken = step.session.language if step.session else _language(incoming, loaded)
        has_begun = loaded.session is None and step.session is not None
        return Reply(
            step.messages,
            _in_place(incoming, loaded),
            spoken,
            step.assessment,
            finished=_finished(step),
            has_begun=has_begun,
        )

    async def _refuse(self, incoming: IncomingEvent, loaded: ConversationRecord, admission: Decision) -> Reply | None:
        """Say once that it is too fast; None where another turn was faster."""
        language = _language(incoming, loaded)
        if admission is Decision.TOLD_ALREADY:
            return Reply((), in_place=False, language=language, outcome=Outcome.TOO_FAST)
        told = loaded._replace(pace=loaded.pace._replace(told=True))
        if not await self._store.save(incoming.conversation, loaded, told):
            return None
        return Reply(self._dialogue.too_fast(language), in_place=False, language=language, outcome=Outcome.TOO_FAST)

    async def _informed_step(self, incoming: IncomingEvent, loaded: ConversationRecord, moment: StepInputs) -> Step:
        """The step; what it wants to know of results is read, and it is done again with that."""

        def step_at(moment: StepInputs) -> Callable[[Session | None], Step]:
            return lambda session: self._dialogue.step(
                session, incoming.event, moment, language=incoming.language, member=incoming.member
            )

        step = await self._with_finished(incoming, loaded.session, step_at(moment))
        if not step.wanted:
            return step
        results, views = await self._results(step.wanted)
        return await self._with_finished(incoming, step.session, step_at(moment._replace(results=results, views=views)))

    async def _with_finished(
        self, incoming: IncomingEvent, session: Session | None, act: Callable[[Session | None], Answer]
    ) -> Answer:
        """Act on the session; the finished assessments that it needs are read, and it acts again."""
        while True:
            try:
                return act(session)
            except FinishedUnread as unread:
                if session is None:
                    raise
                entries = await self._store.finished(incoming.conversation, unread.assessment)
                session = session._replace(finished=session.finished.with_read(unread.assessment, entries))

    async def _present(self, incoming: IncomingEvent, loaded: ConversationRecord) -> tuple[Message, ...]:
        """What a repeated event is answered with: the present question, or that everything was deleted."""

        def present(session: Session | None) -> tuple[Message, ...]:
            if session is None:
                return self._dialogue.deleted(incoming.language or Language.THAI)
            return self._dialogue.present(session)

        return await self._with_finished(incoming, loaded.session, present)

    async def _learn_editions_of(self, loaded: ConversationRecord) -> None:
        """Have the criteria at hand that the assessments were begun with, where they are not those in use."""
        assessments = (loaded.session.assessment, *loaded.session.parked) if loaded.session else ()
        for edition in {item.edition for item in assessments}:
            if not self._dialogue.knows(edition) and (criteria := await self._editions.find(edition)):
                self._dialogue.learn(criteria)

    async def _results(self, tokens: Sequence[str]) -> tuple[dict[str, Result | None], dict[str, int]]:
        """Results by token, and how often they were opened."""
        results: dict[str, Result | None] = {}
        views: dict[str, int] = {}
        for first in range(0, len(tokens), READS_AT_ONCE):
            part = tokens[first : first + READS_AT_ONCE]
            texts = await asyncio.gather(*map(self._store.result, part))
            counts = await asyncio.gather(*map(self._store.links.views, part))
            for token, text in zip(part, texts, strict=True):
                results[token] = result_from_json(token, text) if text else None
            views |= dict(zip(part, counts, strict=True))
        return results, views


def _finished(step: Step) -> str:
    """A result that was only given another link, or other settings, does not stand in a message as the result."""
    pictured = {message.picture for message in step.messages}
    return next((result.token for result in (*step.published, *step.renewed) if result.token in pictured), "")


def _vouched_time(incoming: IncomingEvent, moment: StepInputs) -> int:
    """When the event was made, as the platform tells; 0 where that lies ahead of this worker's clock.

    One of the two clocks is wrong then, and an event must not count as older than it is, or as newer.
    """
    return incoming.at if incoming.at <= moment.now else 0


def _language(incoming: IncomingEvent, loaded: ConversationRecord) -> Language:
    return loaded.session.language if loaded.session else incoming.language or Language.THAI


def _in_place(incoming: IncomingEvent, loaded: ConversationRecord) -> bool:
    return isinstance(incoming.event, ButtonPress) and (incoming.position or 0) > loaded.floor


def _floor(incoming: IncomingEvent, loaded: ConversationRecord) -> int:
    """What was typed, and an old message whose button was tapped, stand above the message that answers it."""
    if incoming.position is None or _in_place(incoming, loaded):
        return loaded.floor
    return max(loaded.floor, incoming.position)
