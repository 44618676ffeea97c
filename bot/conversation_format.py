"""The stored form of a conversation; docs/stored-data.md describes it."""

import struct
from typing import Any

import orjson

from bot.applied_events import EVENT, AppliedEvents
from bot.outbox import write_from_row, write_to_row
from bot.pace import Pace
from bot.packing import pack, unpack
from bot.sealing import Sealing
from bot.stored_conversation import StoredConversation
from flows.errors import StoredFormatError
from flows.session_format import session_from_plain, session_to_plain

#: The first byte of every record.
FORMAT = b"\x02"
REVISION_BYTES = 8

#: In the open: format, revision, pace.
HEAD = struct.Struct(f">c{REVISION_BYTES}sQ?")
#: Sealed: how many events, when the newest forgotten one was made; then the events; then the rest as packed JSON.
COUNT = struct.Struct(">BI")


def guard(record: StoredConversation) -> bytes:
    """What the stored record begins with; nothing where none is stored."""
    return FORMAT + record.revision if record.revision else b""


def conversation_to_bytes(record: StoredConversation, place: str, sealing: Sealing) -> bytes:
    """The record under its `revision`, for the key `place`."""
    counts = COUNT.pack(len(record.events), record.forgotten)
    inside = counts + record.events.packed + pack(orjson.dumps(_to_plain(record)))
    head = HEAD.pack(FORMAT, record.revision, record.pace.used_until, record.pace.told)
    return head + sealing.seal(inside, place)


def conversation_from_bytes(stored: bytes, place: str, sealing: Sealing) -> StoredConversation:
    """Read what `conversation_to_bytes` wrote.

    Raises StoredFormatError for anything else, and KeyMissing where it was encrypted with a key that is not at hand.
    """
    try:
        form, revision, used_until, told = HEAD.unpack_from(stored)
        if form != FORMAT:
            raise StoredFormatError("conversation")
        return _opened(revision, Pace(used_until, told), sealing.open(stored[HEAD.size :], place))
    except (ValueError, KeyError, TypeError, AttributeError, struct.error):
        raise StoredFormatError("conversation") from None


def _opened(revision: bytes, pace: Pace, inside: bytes) -> StoredConversation:
    count, forgotten = COUNT.unpack_from(inside)
    end = COUNT.size + count * EVENT.size
    plain = orjson.loads(unpack(inside[end:]))
    return StoredConversation(
        revision=revision,
        session=session_from_plain(plain["s"]) if "s" in plain else None,
        events=AppliedEvents(inside[COUNT.size : end]),
        forgotten=forgotten,
        floor=plain.get("f", 0),
        outbox=tuple(map(write_from_row, plain.get("o", ()))),
        writes=plain.get("w", 0),
        has_left=plain.get("l", False),
        pace=pace,
    )


def _to_plain(record: StoredConversation) -> dict[str, Any]:
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
