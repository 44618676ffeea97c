"""The names of what Radap keeps in Redis.

The braces keep all keys of one conversation, and all of one result, in one slot of a cluster. Conversations and tokens
are named by a digest: a dump of the database tells neither the officers' ids on the platforms nor an address that opens
a result.
"""

from bot.shared.hashing import digest
from flows.assessment.outcome import Link, LinkKind

#: 128 bits, as many as a token has.
DIGEST_BYTES = 16

COOKIE_KEY = "radap:{cookie}:key"


def conversation_digest(conversation: str) -> str:
    """The name of a conversation in keys."""
    return digest(conversation, DIGEST_BYTES)


def session_key(conversation: str) -> str:
    """The key of a conversation."""
    return f"radap:{{{conversation_digest(conversation)}}}:session"


def finished_key(conversation_digest: str) -> str:
    """The key of a conversation's finished assessments: a hash, by the assessments' ids."""
    return f"radap:{{{conversation_digest}}}:finished"


def finished_place(key: str, assessment: str) -> str:
    """The place for which an entry of that hash is encrypted."""
    return f"{key}#{assessment}"


def link_key(link: Link) -> str:
    """The key of what is behind a link."""
    return _of_token(link.token, link.kind.value)


def result_key(token: str) -> str:
    """The key of a result."""
    return link_key(Link(LinkKind.RESULT, token))


def views_key(token: str) -> str:
    """The key of the count of how often a result was opened."""
    return _of_token(token, "views")


def criteria_key(edition: str) -> str:
    """The key of an edition's criteria."""
    return f"radap:{{{edition}}}:criteria"


def _of_token(token: str, kind: str) -> str:
    return f"radap:{{{digest(token, DIGEST_BYTES)}}}:{kind}"
