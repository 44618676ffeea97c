"""The outbox: writes to linked records that are stored with the conversation, done after the save, retried until done.

The pattern is known as the transactional outbox.
"""

from enum import StrEnum
from typing import Any, NamedTuple

from flows.model.link import Link, LinkKind

#: For writes about every link of the conversation.
NO_LINK = Link(LinkKind.RESULT, "")


class WriteKind(StrEnum):
    """The kind of a write.

    PUBLISH stores a text behind a new link, and REPLACE another text behind a known one. REVOKE and DELETE leave a
    tombstone. SHORTEN_TTL and RESTORE_TTL set how long all linked records of the conversation are kept. CHANGE applies
    a change to a shared record, and SET_TTL sets how long that one is kept.
    """

    PUBLISH = "p"
    REPLACE = "r"
    REVOKE = "x"
    DELETE = "d"
    SHORTEN_TTL = "-"
    RESTORE_TTL = "+"
    CHANGE = "c"
    SET_TTL = "t"


class PendingWrite(NamedTuple):
    """One write to a linked record; `text` is JSON.

    `kept_since` is when the record's retention begins, in seconds since 1970 (UTC). 0 leaves a known record's time to
    live as it is. `guard` names a shared record: the write is done only if the changes to that record held.
    """

    kind: WriteKind
    link: Link = NO_LINK
    text: str = ""
    kept_since: int = 0
    guard: str = ""


def write_to_row(write: PendingWrite) -> list[str | int]:
    """Return a write as JSON values."""
    row: list[str | int] = [write.kind.value, write.link.kind.value, write.link.token, write.text, write.kept_since]
    return [*row, write.guard] if write.guard else row


def write_from_row(row: Any) -> PendingWrite:
    """Read a row of `write_to_row`. Raises ValueError or TypeError for anything else."""
    kind, link_kind, token, text, kept_since, *guard = row
    return PendingWrite(WriteKind(kind), Link(LinkKind(link_kind), token), text, kept_since, "".join(guard))
