"""Writes that a saved turn owes to other keys: stored with the conversation, done after it, repeated until done."""

from enum import StrEnum
from typing import Any, NamedTuple

from flows.assessment.outcome import Link, LinkKind

#: For what is about everything that belongs to a conversation.
NO_LINK = Link(LinkKind.RESULT, "")


class WriteKind(StrEnum):
    """What is to be done.

    PUBLISH stores a text behind a new link and RENEW another text behind a known one; REVOKE and DELETE leave a
    tombstone. SHORTEN and LENGTHEN set how long everything that belongs to the conversation is kept.
    """

    PUBLISH = "p"
    RENEW = "r"
    REVOKE = "x"
    DELETE = "d"
    SHORTEN = "-"
    LENGTHEN = "+"


class Write(NamedTuple):
    """One write behind a link; `text` is JSON.

    `since` is from when on the text is kept for its whole time, in seconds since 1970 (UTC); 0 leaves a known one its
    rest.
    """

    kind: WriteKind
    link: Link = NO_LINK
    text: str = ""
    since: int = 0


def write_to_row(write: Write) -> list[str | int]:
    """A write as JSON values."""
    return [write.kind.value, write.link.kind.value, write.link.token, write.text, write.since]


def write_from_row(row: Any) -> Write:
    """Read what `write_to_row` wrote. Raises ValueError or TypeError for anything else."""
    kind, link_kind, token, text, since = row
    return Write(WriteKind(kind), Link(LinkKind(link_kind), token), text, since)
