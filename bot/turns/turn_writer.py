"""What a turn leaves in the database, in an order in which a crash at any place loses nothing."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from bot.storage.conversation_record import ConversationRecord
from bot.storage.keys import conversation_digest
from bot.storage.linked_records import Tombstone
from bot.storage.outbox import Write, WriteKind
from bot.storage.portfolio_record import portfolio_json
from bot.storage.store import Store
from flows.assessment.outcome import Link, LinkKind
from flows.engine import Step
from flows.model.result import result_to_json
from flows.model.session import Session

#: How long exported data are kept.
EXPORT_SECONDS = 60 * 60

#: Writes that are under way at the same time.
WRITES_AT_ONCE = 16

#: Writes about everything that belongs to the conversation.
OF_EVERYTHING = frozenset({WriteKind.SHORTEN, WriteKind.LENGTHEN})

TOMBSTONES = {WriteKind.DELETE: Tombstone.DELETED, WriteKind.REVOKE: Tombstone.REVOKED}


class TurnWriter:
    """Saves conversations with everything that belongs to them. Every method raises StoreUnavailable.

    A turn's writes to other keys are saved with the conversation as its outbox and done after it. Where they are
    interrupted, whoever loads the conversation next does them first. Nothing else is written before the save, so that a
    turn that was too late, or is repeated, leaves nothing.
    """

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    async def settled(self, conversation: str) -> ConversationRecord:
        """The conversation, after the writes that an interrupted turn owes."""
        loaded = await self._store.load(conversation)
        return await self._settle(conversation, loaded) if loaded.outbox else loaded

    async def keep(self, conversation: str, loaded: ConversationRecord, new: ConversationRecord) -> bool:
        """Save the conversation and do the writes in its outbox; False where another turn was faster."""
        saved = await self._store.save(conversation, loaded, new)
        if saved and saved.outbox:
            await self._settle(conversation, saved)
        return saved is not None

    async def _settle(self, conversation: str, saved: ConversationRecord) -> ConversationRecord:
        """Do the writes, and save that they are done. Where another turn was faster, that one did them too."""
        await self._do(saved, [write for write in saved.outbox if write.kind not in OF_EVERYTHING])
        # After the others: what is stored anew must not look older than the time that is set with the same version.
        for owed in (write for write in saved.outbox if write.kind in OF_EVERYTHING):
            await self._do(saved, await self._of_each_link(conversation, saved, owed.kind))
        done = saved.owing()
        if saved.session is None:
            done = done._replace(floor=0, has_left=False, writes=0)
        return await self._store.save(conversation, saved, done) or await self.settled(conversation)

    async def _do(self, saved: ConversationRecord, writes: Sequence[Write]) -> None:
        for first in range(0, len(writes), WRITES_AT_ONCE):
            part = writes[first : first + WRITES_AT_ONCE]
            await asyncio.gather(*(self._done(write, saved.writes) for write in part))

    async def _of_each_link(self, conversation: str, saved: ConversationRecord, kind: WriteKind) -> Sequence[Write]:
        """A write for each link of the conversation."""
        finished = await self._store.finished(conversation)
        writes = [Write(kind, Link(LinkKind.RESULT, item.token), since=item.finished_at) for item in finished]
        if saved.session and saved.session.portfolio:
            newest = max((item.finished_at for item in finished), default=int(time.time()))
            writes.append(Write(kind, Link(LinkKind.PORTFOLIO, saved.session.portfolio), since=newest))
        return writes

    async def _done(self, write: Write, version: int) -> None:
        links, (kind, link, text, since) = self._store.links, write
        seconds = self._rest(link.kind, since) if since else 0
        if kind is WriteKind.PUBLISH:
            await links.publish(link, text, seconds, version)
        elif kind is WriteKind.RENEW:
            await links.renew(link, text, seconds, version)
        elif kind is WriteKind.SHORTEN:
            await links.shorten(link, self._store.session_seconds, version)
        elif kind is WriteKind.LENGTHEN:
            await links.lengthen(link, seconds, version)
        else:
            await links.bury(link, TOMBSTONES[kind])

    def _rest(self, kind: LinkKind, since: int) -> int:
        """How many seconds are left of the time for which something is kept."""
        whole = EXPORT_SECONDS if kind is LinkKind.EXPORT else self._store.result_seconds
        return max(1, whole - max(0, int(time.time()) - since))


def owed_writes(
    conversation: str, loaded: ConversationRecord, new: ConversationRecord, step: Step, now: int
) -> Iterator[Write]:
    """The writes to other keys that a step asks for; `now` is in seconds since 1970 (UTC)."""
    for result in step.published:
        yield Write(WriteKind.PUBLISH, Link(LinkKind.RESULT, result.token), result_to_json(result), result.assessed_at)
    for result in step.renewed:
        since = 0 if new.has_left else result.assessed_at
        yield Write(WriteKind.RENEW, Link(LinkKind.RESULT, result.token), result_to_json(result), since)
    for token in step.revoked:
        yield Write(WriteKind.REVOKE, Link(LinkKind.RESULT, token))
    for link in step.withdrawn:
        yield Write(WriteKind.DELETE, link)
    if step.exported:
        yield Write(WriteKind.PUBLISH, Link(LinkKind.EXPORT, step.exported.token), step.exported.text, now)
    if new.session:
        yield from _portfolio_writes(conversation, loaded.session, new.session, step, now)
        if loaded.has_left and not new.has_left:
            yield Write(WriteKind.LENGTHEN)


def _portfolio_writes(
    conversation: str, before: Session | None, after: Session, step: Step, now: int
) -> Iterator[Write]:
    """The page of all services is kept as long as its newest result, in the language that is spoken now."""
    if not after.portfolio:
        return
    link = Link(LinkKind.PORTFOLIO, after.portfolio)
    text = portfolio_json(after.language, conversation_digest(conversation))
    if before is None or before.portfolio != after.portfolio:
        entries = after.finished.entries if after.finished.is_whole else ()
        newest = max((item.finished_at for item in entries), default=now)
        yield Write(WriteKind.PUBLISH, link, text, newest)
    elif step.published or before.language is not after.language:
        yield Write(WriteKind.RENEW, link, text, now if step.published else 0)
