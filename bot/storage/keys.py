"""The names of Radap's keys in Redis.

The braces (hash tags) keep all keys of one conversation, and all keys of one result, in one slot of a cluster.
Conversations and tokens are hashed, so that a dump of the database reveals neither the officers' ids on the platforms
nor the address of a result.
"""

from bot.shared.hashing import digest
from flows.model.link import Link

#: 128 bits, as many as a token has.
DIGEST_BYTES = 16

COOKIE_KEY = "radap:{cookie}:key"

#: While a restore writes, and after one that was interrupted: which back-up it restores.
UNFINISHED_RESTORE_KEY = "radap:{restore}:unfinished"

ALL_KEYS = "radap:*"

#: Keys that change together, by the last part of their names; all of a row have the same hash tag.
CONVERSATION_PARTS = ("session", "finished", "topics", "bubbles")
RESULT_PARTS = ("result", "views")

#: Indexes of records, by the last part of their names. A back-up reads them after the records.
INDEX_PARTS = frozenset({"contributions"})


def conversation_digest(conversation: str) -> str:
    """Return the hash that identifies a conversation in keys."""
    return digest(conversation, DIGEST_BYTES)


def session_key(conversation: str) -> str:
    """Return the key of a conversation's record."""
    return f"radap:{{{conversation_digest(conversation)}}}:session"


def finished_key(conversation_digest: str) -> str:
    """Return the key of a conversation's finished assessments: a hash whose fields are the assessments' ids."""
    return f"radap:{{{conversation_digest}}}:finished"


def topics_key(conversation_digest: str) -> str:
    """Return the key of the topics of a forum, which its group's conversation names: a sorted set."""
    return f"radap:{{{conversation_digest}}}:topics"


def conversation_keys(conversation: str) -> list[str]:
    """Return all keys of a conversation: its record, its finished assessments, its sent messages."""
    prefix = f"radap:{{{conversation_digest(conversation)}}}"
    return [f"{prefix}:session", f"{prefix}:finished", f"{prefix}:bubbles"]


def bubbles_key(conversation: str) -> str:
    """Return the key of the questions of the messages that were sent last in a conversation."""
    return f"radap:{{{conversation_digest(conversation)}}}:bubbles"


def finished_associated_data(key: str, assessment: str) -> str:
    """Return the associated data with which a field of that hash is encrypted."""
    return f"{key}#{assessment}"


def link_key(link: Link) -> str:
    """Return the key of a linked record."""
    return _token_key(link.token, link.kind.value)


def views_key(token: str) -> str:
    """Return the key of a result's view count."""
    return _token_key(token, "views")


def attempts_key(address_digest: str) -> str:
    """Return the key of the number of wrong codes that an address tried."""
    return f"radap:{{{address_digest}}}:attempts"


def contributions_key(collection: str) -> str:
    """Return the key of the index of a collection, by its token: a set of `contribution_of_key`."""
    return _token_key(collection, "contributions")


def contribution_key(named: str) -> str:
    """Return the key of what a conversation gives to a collection, as an index names it."""
    return f"radap:{{{named}}}:contribution"


def contribution_of_key(key: str) -> str:
    """Return what an index names a key of `contribution_key`."""
    return key.partition("{")[2].partition("}")[0]


def criteria_key(edition: str) -> str:
    """Return the key of an edition's criteria."""
    return f"radap:{{{edition}}}:criteria"


def is_of_conversation(key: str) -> bool:
    """Return whether a key belongs to a conversation (not to what a link leads to, and not to Radap itself)."""
    return key.rpartition(":")[2] in CONVERSATION_PARTS


def is_index(key: str) -> bool:
    """Return whether a key names other records."""
    return key.rpartition(":")[2] in INDEX_PARTS


def keys_changed_together(key: str) -> tuple[str, ...]:
    """Return the names of the keys that change together with a key, itself included; some may not exist."""
    prefix, _, part = key.rpartition(":")
    parts = next((row for row in (CONVERSATION_PARTS, RESULT_PARTS) if part in row), (part,))
    return tuple(f"{prefix}:{each}" for each in parts)


def is_of_officers(key: str) -> bool:
    """Return whether a key of Radap's holds something of officers: all do but criteria, cookie key and marks."""
    return "{" in key and not key.endswith(":criteria") and key not in {COOKIE_KEY, UNFINISHED_RESTORE_KEY}


def _token_key(token: str, kind: str) -> str:
    return f"radap:{{{digest(token, DIGEST_BYTES)}}}:{kind}"
