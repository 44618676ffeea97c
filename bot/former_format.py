"""The names and the form in which Radap 0.1 kept its data, so that whatever was begun with it goes on."""

import json
import struct

from bot.applied_events import EVENT, REMEMBERED_EVENTS, AppliedEvents
from bot.stored_conversation import StoredConversation
from flows.errors import StoredFormatError
from flows.session_format import session_from_plain

REVISION_LENGTH = 16


def former_session_key(conversation: str) -> str:
    """Where a conversation was kept."""
    return f"radap:{{{conversation}}}:session"


def former_token_key(token: str, kind: str) -> str:
    """Where something was kept under a token; `kind` is result, views or portfolio."""
    return f"radap:{{{token}}}:{kind}"


def read_former_conversation(stored: bytes) -> StoredConversation:
    """A conversation under no revision, since there is none under its new name. Raises StoredFormatError."""
    try:
        plain = json.loads(stored[REVISION_LENGTH:])
        return StoredConversation(
            session=session_from_plain(plain["s"]) if "s" in plain else None,
            events=_events(plain["e"]),
            floor=plain.get("f", 0),
            withdrawn=tuple(plain.get("w", ())),
            has_left=plain.get("l", False),
            is_former=True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, struct.error):
        raise StoredFormatError("conversation") from None


def _events(digests: list[str]) -> AppliedEvents:
    """Nothing was kept of when they were made."""
    return AppliedEvents(b"".join(EVENT.pack(bytes.fromhex(event), 0) for event in digests[-REMEMBERED_EVENTS:]))
