"""Handle one incoming event: load the conversation, run the engine, save with compare-and-set, return the reply."""

import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from bot.errors import ConversationContended, StoreUnavailable
from bot.observability.metrics import Metrics
from bot.storage.conversation_record import ConversationRecord
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.keys import conversation_digest
from bot.storage.rate_limit import Decision, RateLimit
from bot.storage.recent_events import HandledEvent, handled_event
from bot.storage.store import Store
from bot.turns.conversation_lock import ConversationLocks
from bot.turns.file_reader import Fetch, FileReader
from bot.turns.forums import Forums
from bot.turns.incoming_event import IncomingEvent
from bot.turns.step_reader import StepReader
from bot.turns.turn_writer import MAX_SAVE_ATTEMPTS, TurnWriter, pending_writes
from flows.engine import AnyEvent, Engine, Step
from flows.i18n.language import Language
from flows.model.events import ButtonPress, FileNotRead, FileSent, Settled
from flows.model.link import LinkKind
from flows.model.messages import Message
from flows.model.session import Session
from flows.model.step_context import StepInputs
from flows.service_table.table_event import TableRead

LOG = logging.getLogger("radap.turns")

TOKEN_BYTES = 16
#: Of a one-time code.
RANDOM_BYTES = 20

#: What follows an event that was counted when it came.
FollowUp = TableRead | FileNotRead | Settled


class TurnStatus(StrEnum):
    """The outcome of an event, as metrics name it."""

    APPLIED = "applied"
    REPEATED = "repeated"
    TOO_FAST = "too_fast"
    FAILED = "failed"


class Reply(NamedTuple):
    """The messages to send, and their language.

    `assessment` is the id of the assessment that the messages' buttons belong to. `in_place` allows a channel with
    editable messages to edit the one whose button was pressed. `finished` is the token of the result that this turn
    completed. `status` tells what became of the event. `has_begun` marks a new conversation.
    `reads_file` asks the channel to read the file that it passed on, and to pass on its table. `saved` is the number of
    results that a batch saved. `settles` tells that the reply is still to come, after a Settled event.
    """

    messages: tuple[Message, ...]
    in_place: bool
    language: Language
    assessment: str = ""
    finished: str = ""
    status: TurnStatus = TurnStatus.APPLIED
    has_begun: bool = False
    reads_file: bool = False
    saved: int = 0
    settles: bool = False


@dataclass(slots=True)
class _Turn:
    """An event that holds its conversation's lock, the engine's inputs, and the reply once there is one."""

    incoming: IncomingEvent
    now_ms: int
    inputs: StepInputs
    reply: Reply | None = None

    @property
    def event(self) -> HandledEvent:
        """The event as it is remembered, with its time unless that is ahead of this worker's clock.

        One of the two clocks is wrong then, and the event must count neither as older than it is nor as newer.
        """
        at = self.incoming.at if self.incoming.at <= self.inputs.now else 0
        return handled_event(self.incoming.event_id, at)

    @property
    def hint(self) -> Language:
        """The language for a conversation that has none."""
        return self.incoming.language or Language.THAI


class TurnHandler:
    """Handles incoming events. Many tasks and many processes can do so at the same time.

    `sent_bubbles` holds the questions of sent messages, for channels whose platform does not tell what is quoted.
    """

    def __init__(self, engine: Engine, store: Store, limit: RateLimit, metrics: Metrics) -> None:
        self._engine = engine
        self._limit = limit
        self._metrics = metrics
        self._locks = ConversationLocks()
        self._reader = StepReader(store, self._load_edition)
        self.sent_bubbles = store.bubbles
        self._writer = TurnWriter(store)
        self._forums = Forums(store, self._writer)
        self._editions = CriteriaEditions(engine.rules.criteria, store)
        self._files = FileReader(engine.rules.tables)

    async def handle(self, incoming: IncomingEvent) -> Reply:
        """Apply an event once and return the reply; a redelivered event gets the current question again.

        Events above the rate limit have no effect; the first of them is answered with a notice. Raises
        StoreUnavailable, KeyMissing, or ConversationContended when other events kept winning the race. In all cases the
        event had no effect and may be redelivered.
        """
        if incoming.forum:
            await self._forums.remember(incoming)
        async with self._start_turn(incoming) as turn:
            reply = await self._apply(turn)
            if reply.settles:
                # The writes to shared records are done, or refused. The conversation learns which, and replies.
                settled = replace(turn, incoming=turn.incoming.followed_by(Settled()))
                reply = (await self._apply(settled))._replace(in_place=reply.in_place)
            turn.reply = reply
            return reply

    async def _apply(self, turn: _Turn) -> Reply:
        """Apply the event of a turn, and save. Raises as `handle`."""
        incoming = turn.incoming
        for _ in range(MAX_SAVE_ATTEMPTS):
            loaded = await self._writer.load_settled(incoming.conversation)
            answer = await self._reject_or_repeat(turn, loaded)
            if not answer:
                inputs = turn.inputs._replace(links_version=loaded.links_version)
                step = await self._reader.run(self._engine.step, incoming, loaded.session, inputs)
                answer = await self._after_step(turn, loaded, step)
            new, reply = answer
            if new is loaded or await self._writer.commit(incoming.conversation, loaded, new):
                return reply
            self._metrics.count_conflict()
        raise ConversationContended

    async def read_file(self, sent: IncomingEvent, fetch: Fetch) -> Reply:
        """Read the file of an event whose reply asks for it, and return the reply to its table.

        However often a file is read, its table is applied once. Raises as `handle`.
        """
        if not isinstance(sent.event, FileSent):
            raise TypeError("no file was sent")
        event = await self._files.read(sent.event.source, fetch, int(time.time()))
        return await self.handle(sent.followed_by(event))

    async def store_criteria(self) -> None:
        """Store the current criteria; where Redis is not available now, the first turn does it."""
        try:
            await self._editions.store_current()
        except StoreUnavailable as error:
            LOG.warning("criteria not stored yet", extra={"error": type(error).__name__, "problem": str(error.problem)})

    async def on_blocked(self, conversation: str) -> None:
        """Start the retention of a blocked chat. Raises StoreUnavailable and ConversationContended."""
        await self._forums.on_blocked(conversation)

    async def on_migrated(self, old: str, new: str) -> None:
        """Move the conversations of a chat whose id changed. Raises StoreUnavailable."""
        await self._forums.on_migrated(old, new)

    async def find_topic(self, group: str, assessment: str) -> int | None:
        """Return the topic of a group to which an assessment belongs; None for no topic. Raises StoreUnavailable."""
        return await self._forums.find(group, assessment)

    @asynccontextmanager
    async def _start_turn(self, incoming: IncomingEvent) -> AsyncIterator[_Turn]:
        """Acquire the conversation's lock and fix the inputs of the step; count the turn when it ends."""
        start = time.perf_counter()
        turn: _Turn | None = None
        try:
            async with self._locks.acquire(incoming.conversation):
                now = time.time()
                token, copy_token = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(2))
                inputs = StepInputs(
                    int(now),
                    token,
                    copy_token,
                    random=secrets.token_bytes(RANDOM_BYTES),
                    conversation=conversation_digest(incoming.conversation),
                    channel=incoming.channel,
                )
                turn = _Turn(incoming, int(now * 1000), inputs)
                yield turn
        finally:
            reply = None if turn is None else turn.reply
            self._count(incoming.channel, reply, time.perf_counter() - start)

    def _count(self, channel: str, reply: Reply | None, seconds: float) -> None:
        outcome = reply.status if reply else TurnStatus.FAILED
        self._metrics.count_turn(channel, outcome, seconds)
        LOG.debug("turn", extra={"channel": channel, "outcome": outcome, "milliseconds": round(seconds * 1000, 1)})
        if reply and reply.has_begun:
            self._metrics.count_beginning(channel)
        if reply and (confirmed := reply.saved or int(bool(reply.finished))):
            self._metrics.count_results(channel, confirmed)

    async def _reject_or_repeat(
        self, turn: _Turn, loaded: ConversationRecord
    ) -> tuple[ConversationRecord, Reply] | None:
        """Return the record and the reply for an event above the rate limit or a redelivered one, else None."""
        decision = self._limit.check(loaded.rate_limit, turn.now_ms)
        if decision is not Decision.ALLOW and not isinstance(turn.incoming.event, FollowUp):
            return self._reject(turn, loaded, decision)
        await self._editions.store_current()
        await self._load_editions(loaded.session)
        if not loaded.has_applied(turn.event):
            return None
        if is_reading(loaded.session, turn.incoming.event):
            reply = Reply((), in_place=False, language=_language(turn, loaded.session), status=TurnStatus.REPEATED)
            return self._counted(turn, loaded), reply._replace(reads_file=True)
        if loaded.session and loaded.session.shared.is_settling and not isinstance(turn.incoming.event, Settled):
            waiting = Reply((), in_place=_in_place(turn.incoming, loaded), language=_language(turn, loaded.session))
            return self._counted(turn, loaded), waiting._replace(settles=True)
        assessment = loaded.session.assessment.id if loaded.session else ""
        messages = await self._current_screen(turn, loaded.session)
        in_place, language = _in_place(turn.incoming, loaded), _language(turn, loaded.session)
        return self._counted(turn, loaded), Reply(messages, in_place, language, assessment, status=TurnStatus.REPEATED)

    def _reject(self, turn: _Turn, loaded: ConversationRecord, decision: Decision) -> tuple[ConversationRecord, Reply]:
        """Return a notice for the first event above the rate limit, and nothing to say or save for those after it."""
        language = _language(turn, loaded.session)
        rejected = Reply((), in_place=False, language=language, status=TurnStatus.TOO_FAST)
        if decision is Decision.REJECT:
            return loaded, rejected
        notified = loaded._replace(rate_limit=loaded.rate_limit._replace(notified=True))
        return notified, rejected._replace(messages=self._engine.too_fast(language))

    async def _after_step(
        self, turn: _Turn, loaded: ConversationRecord, step: Step
    ) -> tuple[ConversationRecord, Reply]:
        """Return the record to save after a step, with the writes that it asks for, and the reply."""
        incoming = turn.incoming
        if step.published:
            await self._editions.restore_current()
        new = self._counted(turn, loaded).with_event(turn.event)
        new = new._replace(
            session=step.session,
            newest_other_message=_newest_other_message(incoming, loaded),
            is_blocked=loaded.is_blocked and not step.messages,
        )
        if step.links_version > new.links_version:
            new = new._replace(links_version=step.links_version)
        new = new.with_outbox(*pending_writes(incoming.conversation, loaded, new, step, turn.inputs.now))
        reply = Reply(
            step.messages,
            _in_place(incoming, loaded),
            _language(turn, step.session or loaded.session),
            step.assessment,
            finished=_shown_result(step),
            has_begun=loaded.session is None and step.session is not None,
            reads_file=is_reading(step.session, incoming.event),
            saved=_saved_by_batch(step),
            settles=step.settles,
        )
        return new, reply

    def _counted(self, turn: _Turn, loaded: ConversationRecord) -> ConversationRecord:
        """Return the loaded record with this event counted by the rate limit."""
        return loaded._replace(rate_limit=self._limit.after_event(loaded.rate_limit, turn.now_ms))

    async def _current_screen(self, turn: _Turn, session: Session | None) -> tuple[Message, ...]:
        """Return the messages for a redelivered event: the current question, or that everything was deleted.

        A table that nothing followed is reported again.
        """

        def screen(session: Session | None) -> tuple[Message, ...]:
            return self._engine.deleted(turn.hint) if session is None else self._engine.current_screen(session)

        report = await self._reader.report_on(turn.incoming.event, session)
        messages = await self._reader.with_finished(turn.incoming.conversation, session, screen)
        return (report, *messages) if report else messages

    async def _load_editions(self, session: Session | None) -> None:
        """Give the engine the criteria with which the session's assessments were begun."""
        assessments = (session.assessment, *session.parked) if session else ()
        for edition in {item.edition for item in assessments}:
            await self._load_edition(edition)

    async def _load_edition(self, edition: str) -> bool:
        """Give the engine an edition of the criteria; return whether it has it."""
        if not self._engine.has_edition(edition) and (criteria := await self._editions.find(edition)):
            self._engine.add_edition(criteria)
        return self._engine.has_edition(edition)


def is_reading(session: Session | None, event: AnyEvent) -> bool:
    """Return whether a conversation notes that the file of this event is being read."""
    reading = session.reading if session else None
    return reading is not None and isinstance(event, FileSent) and reading.source == event.source


def _shown_result(step: Step) -> str:
    """Return the token of the result that a message shows; one that only got another link, or owner, is no new one."""
    if step.links_version:
        return ""
    pictured = {message.picture for message in step.messages}
    return next((result.token for result in (*step.published, *step.renewed) if result.token in pictured), "")


def _saved_by_batch(step: Step) -> int:
    """Return the number of results that a batch saved: its rows are withdrawn then."""
    is_batch = any(link.kind is LinkKind.BATCH for link in step.withdrawn)
    return len(step.published) + len(step.renewed) if is_batch else 0


def _language(turn: _Turn, session: Session | None) -> Language:
    return session.language if session else turn.hint


def _in_place(incoming: IncomingEvent, loaded: ConversationRecord) -> bool:
    """Return whether the button belongs to Radap's live message."""
    return isinstance(incoming.event, ButtonPress) and (incoming.position or 0) > loaded.newest_other_message


def _newest_other_message(incoming: IncomingEvent, loaded: ConversationRecord) -> int:
    """Count typed messages, and old messages whose button was pressed: the reply to them appears below."""
    if incoming.position is None or _in_place(incoming, loaded):
        return loaded.newest_other_message
    return max(loaded.newest_other_message, incoming.position)
