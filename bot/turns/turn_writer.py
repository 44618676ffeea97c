"""Writes the effects of a turn in a crash-safe order: the session with its outbox, then the linked records."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.storage.conversation_record import ConversationRecord
from bot.storage.copy_record import copy_to_json
from bot.storage.keys import conversation_digest
from bot.storage.linked_records import Tombstone
from bot.storage.outbox import PendingWrite, WriteKind
from bot.storage.paper_records import PaperRecord, moved_link, paper_link, paper_to_json, token_to_json
from bot.storage.portfolio_record import portfolio_to_json
from bot.storage.shared_records import target_to_json
from bot.storage.store import Store
from flows.assessment.outcome import (
    ContributionWrite,
    GuardedDeletion,
    GuardedRenewal,
    NewCode,
    NewRecord,
    RecordChange,
    SharedEffect,
)
from flows.collaboration.codes import CodeTarget
from flows.collaboration.contribution import contribution_to_json
from flows.collaboration.kinds import SharedKind
from flows.collaboration.shared_record import change_from_json, change_to_json, record_to_json
from flows.engine import Step
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.batch import BATCH_SECONDS, batch_to_json
from flows.model.link import Link, LinkKind
from flows.model.result import Result, result_to_json
from flows.model.session import Session
from flows.results.paper_code import paper_code

#: Saves that one event tries. A lost race means that another worker's event was saved, so that a pause would only add
#: to the time; 64 losses in a row mean a flood.
MAX_SAVE_ATTEMPTS = 64

EXPORT_SECONDS = 60 * 60
COPY_SECONDS = 60 * 60
#: Longer than any code opens; what it leads to tells until when.
CODE_SECONDS = 31 * SECONDS_A_DAY

#: How long records are kept that live shorter than results.
SHORT_LIVED = {
    LinkKind.EXPORT: EXPORT_SECONDS,
    LinkKind.COPY: COPY_SECONDS,
    LinkKind.BATCH: BATCH_SECONDS,
    LinkKind.CODE: CODE_SECONDS,
}

#: Kinds of records that several conversations change, and the codes that lead to them.
SHARED_KINDS = frozenset({LinkKind.CODE, *(LinkKind(kind.value) for kind in SharedKind)})

#: Kinds of records by which a paper is checked. They are only ever published.
PAPER_KINDS = frozenset({LinkKind.PAPER, LinkKind.MOVED})

#: Writes to Redis that run concurrently.
CONCURRENT_WRITES = 16

#: Kinds of writes about every link of the conversation.
TTL_KINDS = frozenset({WriteKind.SHORTEN_TTL, WriteKind.RESTORE_TTL})

TOMBSTONES = {WriteKind.DELETE: Tombstone.DELETED, WriteKind.REVOKE: Tombstone.REVOKED}


class TurnWriter:
    """Loads and saves conversations with their linked records. Every method raises StoreUnavailable.

    A turn's writes to linked records are saved with the conversation, as its outbox, and done after the save. Where
    they are interrupted, the next turn to load the conversation does them first. Nothing is written before the save,
    so that a turn that loses the race, or is repeated, has no effect.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load_settled(self, conversation: str) -> ConversationRecord:
        """Return the conversation, after doing the writes that an interrupted turn left in its outbox."""
        loaded = await self._store.load(conversation)
        return await self._settle(conversation, loaded) if loaded.outbox else loaded

    async def commit(self, conversation: str, loaded: ConversationRecord, new: ConversationRecord) -> bool:
        """Save the conversation and do the writes in its outbox; False where another turn saved first."""
        saved = await self._store.save(conversation, loaded, new)
        if saved and saved.outbox:
            await self._settle(conversation, saved)
        return saved is not None

    async def _settle(self, conversation: str, saved: ConversationRecord) -> ConversationRecord:
        """Do the writes and empty the outbox. Where another turn saves first, it has done them too."""
        held = await self._do_changes(saved.outbox)
        others = [write for write in saved.outbox if write.kind not in TTL_KINDS | {WriteKind.CHANGE}]
        await self._do(saved, [write for write in others if held.get(write.guard, True)])
        # After the others: a time to live sets its version too, and a record of the same version would not be written.
        for ttl_write in (write for write in saved.outbox if write.kind in TTL_KINDS):
            await self._do(saved, await self._writes_to_all_links(conversation, saved, ttl_write.kind))
        done = saved.with_outbox()
        if saved.session is None:
            done = done._replace(newest_other_message=0, is_blocked=False, links_version=0)
        return await self._store.save(conversation, saved, done) or await self.load_settled(conversation)

    async def _do_changes(self, writes: Iterable[PendingWrite]) -> dict[str, bool]:
        """Apply the changes to shared records in their order; return by token whether all of them held."""
        held: dict[str, bool] = {}
        for link, text in ((write.link, write.text) for write in writes if write.kind is WriteKind.CHANGE):
            holds = await self._store.shared.change(link, change_from_json(text))
            held[link.token] = held.get(link.token, True) and holds
        return held

    async def _do(self, saved: ConversationRecord, writes: Sequence[PendingWrite]) -> None:
        for start in range(0, len(writes), CONCURRENT_WRITES):
            batch = writes[start : start + CONCURRENT_WRITES]
            await asyncio.gather(*(self._do_one(write, saved.links_version) for write in batch))

    async def _writes_to_all_links(
        self, conversation: str, saved: ConversationRecord, kind: WriteKind
    ) -> Sequence[PendingWrite]:
        """Return a write for each link of the conversation."""
        finished, shared = await self._store.load_finished(conversation), saved.session and saved.session.shared
        # A service that is offered may have another owner by now.
        finished = tuple(item for item in finished if not (shared and shared.offer_of(item.assessment)))
        writes = [
            PendingWrite(kind, link, kept_since=item.finished_at)
            for item in finished
            for link in (Link(LinkKind.RESULT, item.token), Link(LinkKind.APPROVAL, item.approval))
            if link.token
        ]
        if saved.session and saved.session.portfolio:
            newest = max((item.finished_at for item in finished), default=int(time.time()))
            writes.append(PendingWrite(kind, Link(LinkKind.PORTFOLIO, saved.session.portfolio), kept_since=newest))
        if shared:
            writes += [PendingWrite(kind, joined.link, kept_since=joined.until) for joined in shared.collections]
        return writes

    async def _do_one(self, write: PendingWrite, version: int) -> None:
        link, seconds = (
            write.link,
            self._remaining_seconds(write.link.kind, write.kept_since) if write.kept_since else 0,
        )
        if link.kind in SHARED_KINDS:
            await self._do_shared(write, seconds)
        elif link.kind in PAPER_KINDS:
            await self._store.papers.publish(link, write.text, seconds)
        else:
            await self._do_versioned(write, seconds, version)

    async def _do_versioned(self, write: PendingWrite, seconds: int, version: int) -> None:
        """Do a write to a record that only this conversation writes."""
        links, (kind, link, text, _, _) = self._store.links, write
        if kind is WriteKind.PUBLISH:
            await links.publish(link, text, seconds, version)
            if link.kind is LinkKind.CONTRIBUTION:
                await self._store.contributions.add(link, seconds)
        elif kind is WriteKind.REPLACE:
            await links.replace(link, text, seconds, version)
        elif kind is WriteKind.SHORTEN_TTL:
            await links.shorten_ttl(link, self._store.session_seconds, version)
        elif kind is WriteKind.RESTORE_TTL:
            await links.set_ttl(link, seconds, version)
        else:
            await links.delete(link, TOMBSTONES[kind])
            if link.kind is LinkKind.CONTRIBUTION:
                await self._store.contributions.remove(link)

    async def _do_shared(self, write: PendingWrite, seconds: int) -> None:
        """Do a write to a shared record, or a code. None of them has a version: nobody publishes a token twice."""
        shared, (kind, link, text, _, _) = self._store.shared, write
        if kind is WriteKind.PUBLISH:
            await shared.publish(link, text, seconds)
        elif kind is WriteKind.DELETE:
            await shared.delete(link)
        elif kind is WriteKind.SHORTEN_TTL:
            await shared.set_ttl(link, min(seconds, self._store.session_seconds))
        else:
            await shared.set_ttl(link, seconds)

    def _remaining_seconds(self, kind: LinkKind, kept_since: int) -> int:
        """Return how many seconds of a record's retention are left."""
        session, result = self._store.session_seconds, self._store.result_seconds
        # A question outlives its owner's conversation, and so does a service the copy that yields to it.
        shared = {LinkKind.QUESTION: session + CODE_SECONDS, LinkKind.SERVICE: max(session, result) + CODE_SECONDS}
        retention = (SHORT_LIVED | shared).get(kind, result)
        age = int(time.time()) - kept_since
        # The retention of what is given to a collection begins in the future, when the collection ends.
        return max(1, retention - (age if kind is LinkKind.CONTRIBUTION else max(0, age)))


def pending_writes(
    conversation: str, loaded: ConversationRecord, new: ConversationRecord, step: Step, now: int
) -> Iterator[PendingWrite]:
    """Yield the writes to linked records that a step asks for; `now` is in seconds since 1970 (UTC)."""
    for result in step.published:
        link = Link(LinkKind.RESULT, result.token)
        yield PendingWrite(WriteKind.PUBLISH, link, result_to_json(result), result.assessed_at)
        yield _paper_write(result, now)
    for result in step.renewed:
        yield from _renewal_writes(result, 0 if new.is_blocked else result.assessed_at)
        yield _paper_write(result, now)
    # A turn that replaces links publishes each of these results again, in the same order.
    for token, result in zip(step.revoked, step.published, strict=False):
        yield PendingWrite(WriteKind.PUBLISH, moved_link(token), token_to_json(result.token), result.assessed_at)
    yield from (PendingWrite(WriteKind.REVOKE, Link(LinkKind.RESULT, token)) for token in step.revoked)
    yield from (PendingWrite(WriteKind.DELETE, link) for link in step.withdrawn)
    effects = _last_contributions(step.shared, is_blocked=new.is_blocked)
    yield from (write for effect in effects for write in _shared_writes(effect, now))
    yield from _short_lived_writes(step, now)
    if step.drafted and new.session and new.session.report:
        link = Link(LinkKind.BATCH, new.session.report.token)
        yield PendingWrite(WriteKind.PUBLISH, link, batch_to_json(step.drafted), now)
    if new.session:
        yield from _portfolio_writes(conversation, loaded.session, new.session, step, now)
        if loaded.is_blocked and not new.is_blocked:
            yield PendingWrite(WriteKind.RESTORE_TTL)


def _renewal_writes(result: Result, kept_since: int) -> Iterator[PendingWrite]:
    """Yield the write of a renewed result; its request for approval is kept as long."""
    link = Link(LinkKind.RESULT, result.token)
    yield PendingWrite(WriteKind.REPLACE, link, result_to_json(result), kept_since)
    if result.approval and kept_since:
        yield PendingWrite(WriteKind.SET_TTL, Link(LinkKind.APPROVAL, result.approval), kept_since=kept_since)


def _last_contributions(effects: Iterable[SharedEffect], *, is_blocked: bool) -> Iterator[SharedEffect]:
    """Yield the effects; of those on one contribution the last, since all of a turn's writes have one version.

    What a blocked chat gives is kept no longer than before.
    """
    last: dict[Link, ContributionWrite] = {}
    for effect in effects:
        if isinstance(effect, ContributionWrite):
            last[effect.link] = effect._replace(until=0) if is_blocked else effect
        else:
            yield effect
    yield from last.values()


def _paper_write(result: Result, now: int, guard: str = "") -> PendingWrite:
    """Return the write of what the code of a result's paper leads to; a version that was there before keeps its own."""
    record = PaperRecord(result.token, now, result.edition)
    link = paper_link(paper_code(result))
    return PendingWrite(WriteKind.PUBLISH, link, paper_to_json(record), result.assessed_at, guard)


def _shared_writes(effect: SharedEffect, now: int) -> Iterator[PendingWrite]:
    match effect:
        case NewRecord(token, record, code, kept_since):
            link = Link(LinkKind(record.kind.value), token)
            yield PendingWrite(WriteKind.PUBLISH, link, record_to_json(record), kept_since)
            yield from _shared_writes(NewCode(code, CodeTarget(record.kind, token)), now)
        case NewCode(code, target):
            yield PendingWrite(WriteKind.PUBLISH, Link(LinkKind.CODE, code), target_to_json(target), now)
        case RecordChange(link, change):
            yield PendingWrite(WriteKind.CHANGE, link, change_to_json(change))
        case GuardedDeletion(guard, link):
            yield PendingWrite(WriteKind.DELETE, link, guard=guard)
        case ContributionWrite(link, contribution, until):
            if contribution is None:
                yield PendingWrite(WriteKind.DELETE, link)
            else:
                kind = WriteKind.PUBLISH if until else WriteKind.REPLACE
                yield PendingWrite(kind, link, contribution_to_json(contribution), until)
        case GuardedRenewal(guard, result):
            link = Link(LinkKind.RESULT, result.token)
            yield PendingWrite(WriteKind.REPLACE, link, result_to_json(result), guard=guard)
            yield _paper_write(result, now, guard)
        case _:
            assert_never(effect)


def _short_lived_writes(step: Step, now: int) -> Iterator[PendingWrite]:
    if step.exported:
        yield PendingWrite(WriteKind.PUBLISH, Link(LinkKind.EXPORT, step.exported.token), step.exported.text, now)
    if step.copied:
        link = Link(LinkKind.COPY, step.copied.token)
        yield PendingWrite(WriteKind.PUBLISH, link, copy_to_json(step.copied.result), step.copied.made_at)


def _portfolio_writes(
    conversation: str, before: Session | None, after: Session, step: Step, now: int
) -> Iterator[PendingWrite]:
    """Yield the write to the portfolio page, which lives as long as its newest result and has the current language."""
    if not after.portfolio:
        return
    link = Link(LinkKind.PORTFOLIO, after.portfolio)
    text = portfolio_to_json(after.language, conversation_digest(conversation))
    if before is None or before.portfolio != after.portfolio:
        entries = after.finished.entries if after.finished.is_whole else ()
        newest = max((item.finished_at for item in entries), default=now)
        yield PendingWrite(WriteKind.PUBLISH, link, text, newest)
    elif (has_newer := bool(step.published or step.links_version)) or before.language is not after.language:
        yield PendingWrite(WriteKind.REPLACE, link, text, now if has_newer else 0)
