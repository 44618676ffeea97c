"""Encodes a conversation as the bytes that are stored; docs/stored-data.md describes the format."""

import struct
from typing import Any

import orjson

from bot.storage.compression import compress, decompress
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.outbox import write_from_row, write_to_row
from bot.storage.rate_limit import RateLimitState
from bot.storage.recent_events import EVENT, RecentEvents
from flows.errors import StoredFormatError
from flows.model.session_codec import session_from_plain, session_to_plain

#: The first byte of every record.
RECORD_FORMAT = b"\x02"
REVISION_BYTES = 8

#: Plaintext: format, revision, rate limit.
RECORD_HEADER = struct.Struct(f">c{REVISION_BYTES}sQ?")
#: Encrypted: the number of events, and when the newest evicted one was made. The events and compressed JSON follow.
EVENTS_HEADER = struct.Struct(">BI")


def revision_prefix(record: ConversationRecord) -> bytes:
    """Return the bytes that the stored record begins with; empty where none is stored."""
    return RECORD_FORMAT + record.revision if record.revision else b""


def conversation_to_bytes(record: ConversationRecord, key: str, cipher: RecordCipher) -> bytes:
    """Encode the record, encrypted for its key."""
    head = RECORD_HEADER.pack(RECORD_FORMAT, record.revision, *record.rate_limit)
    events = EVENTS_HEADER.pack(len(record.events), record.newest_evicted_at) + record.events.raw
    return head + cipher.encrypt(events + compress(orjson.dumps(_to_plain(record))), key)


def conversation_from_bytes(stored: bytes, key: str, cipher: RecordCipher) -> ConversationRecord:
    """Decode the result of `conversation_to_bytes`.

    Raises StoredFormatError for anything else, and KeyMissing where ENCRYPTION_KEYS lacks the key that encrypted it.
    """
    try:
        form, revision, full_until_ms, notified = RECORD_HEADER.unpack_from(stored)
        if form != RECORD_FORMAT:
            raise StoredFormatError("conversation")
        content = cipher.decrypt(stored[RECORD_HEADER.size :], key)
        return _from_content(revision, RateLimitState(full_until_ms, notified), content)
    except (ValueError, KeyError, TypeError, AttributeError, struct.error):
        raise StoredFormatError("conversation") from None


def _from_content(revision: bytes, rate_limit: RateLimitState, content: bytes) -> ConversationRecord:
    count, newest_evicted_at = EVENTS_HEADER.unpack_from(content)
    end = EVENTS_HEADER.size + count * EVENT.size
    plain = orjson.loads(decompress(content[end:]))
    return ConversationRecord(
        revision=revision,
        session=session_from_plain(plain["s"]) if "s" in plain else None,
        events=RecentEvents(content[EVENTS_HEADER.size : end]),
        newest_evicted_at=newest_evicted_at,
        newest_other_message=plain.get("f", 0),
        outbox=tuple(map(write_from_row, plain.get("o", ()))),
        links_version=plain.get("w", 0),
        is_blocked=plain.get("l", False),
        rate_limit=rate_limit,
    )


def _to_plain(record: ConversationRecord) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if record.session is not None:
        plain["s"] = session_to_plain(record.session)
    if record.newest_other_message:
        plain["f"] = record.newest_other_message
    if record.outbox:
        plain["o"] = [write_to_row(write) for write in record.outbox]
    if record.links_version:
        plain["w"] = record.links_version
    if record.is_blocked:
        plain["l"] = True
    return plain
