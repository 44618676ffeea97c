"""The stored form of a conversation; docs/stored-data.md describes it."""

import struct
from typing import Any

import orjson

from bot.storage.compression import pack, unpack
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.outbox import write_from_row, write_to_row
from bot.storage.rate_limit import RateLimitState
from bot.storage.recent_events import EVENT, RecentEvents
from flows.errors import StoredFormatError
from flows.model.session_codec import session_from_plain, session_to_plain

#: The first byte of every record.
FORMAT = b"\x02"
REVISION_BYTES = 8

#: In the open: format, revision, pace.
HEAD = struct.Struct(f">c{REVISION_BYTES}sQ?")
#: Sealed: how many events, when the newest forgotten one was made; then the events; then the rest as packed JSON.
COUNT = struct.Struct(">BI")


def guard(record: ConversationRecord) -> bytes:
    """What the stored record begins with; nothing where none is stored."""
    return FORMAT + record.revision if record.revision else b""


def conversation_to_bytes(record: ConversationRecord, place: str, sealing: RecordCipher) -> bytes:
    """The record under its `revision`, for the key `place`."""
    counts = COUNT.pack(len(record.events), record.forgotten)
    inside = counts + record.events.packed + pack(orjson.dumps(_to_plain(record)))
    head = HEAD.pack(FORMAT, record.revision, record.pace.used_until, record.pace.told)
    return head + sealing.seal(inside, place)


def conversation_from_bytes(stored: bytes, place: str, sealing: RecordCipher) -> ConversationRecord:
    """Read what `conversation_to_bytes` wrote.

    Raises StoredFormatError for anything else, and KeyMissing where it was encrypted with a key that is not at hand.
    """
    try:
        form, revision, used_until, told = HEAD.unpack_from(stored)
        if form != FORMAT:
            raise StoredFormatError("conversation")
        return _opened(revision, RateLimitState(used_until, told), sealing.open(stored[HEAD.size :], place))
    except (ValueError, KeyError, TypeError, AttributeError, struct.error):
        raise StoredFormatError("conversation") from None


def _opened(revision: bytes, pace: RateLimitState, inside: bytes) -> ConversationRecord:
    count, forgotten = COUNT.unpack_from(inside)
    end = COUNT.size + count * EVENT.size
    plain = orjson.loads(unpack(inside[end:]))
    return ConversationRecord(
        revision=revision,
        session=session_from_plain(plain["s"]) if "s" in plain else None,
        events=RecentEvents(inside[COUNT.size : end]),
        forgotten=forgotten,
        floor=plain.get("f", 0),
        outbox=tuple(map(write_from_row, plain.get("o", ()))),
        writes=plain.get("w", 0),
        has_left=plain.get("l", False),
        pace=pace,
    )


def _to_plain(record: ConversationRecord) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if record.session is not None:
        plain["s"] = session_to_plain(record.session)
    if record.floor:
        plain["f"] = record.floor
    if record.outbox:
        plain["o"] = [write_to_row(write) for write in record.outbox]
    if record.writes:
        plain["w"] = record.writes
    if record.has_left:
        plain["l"] = True
    return plain
