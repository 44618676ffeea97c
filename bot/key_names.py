"""The names of what Radap keeps in Redis.

The braces keep all keys of one conversation, and all of one result, in one slot of a cluster. Conversations and tokens
are named by a digest: a dump of the database tells neither the officers' ids on the platforms nor an address that opens
a result.
"""

from bot.digest import digest

#: 128 bits, as many as a token has.
DIGEST_BYTES = 16

COOKIE_KEY = "radap:{cookie}:key"


def session_key(conversation: str) -> str:
    """The key of a conversation."""
    return f"radap:{{{digest(conversation, DIGEST_BYTES)}}}:session"


def result_key(token: str) -> str:
    """The key of a result."""
    return _of_token(token, "result")


def portfolio_key(token: str) -> str:
    """The key of a page of all services."""
    return _of_token(token, "portfolio")


def views_key(token: str) -> str:
    """The key of the count of how often a result was opened."""
    return _of_token(token, "views")


def export_key(token: str) -> str:
    """The key of an officer's exported data."""
    return _of_token(token, "export")


def criteria_key(edition: str) -> str:
    """The key of an edition's criteria."""
    return f"radap:{{{edition}}}:criteria"


#: What may stand under a token.
TOKEN_KEYS = (result_key, views_key, portfolio_key, export_key)


def _of_token(token: str, kind: str) -> str:
    return f"radap:{{{digest(token, DIGEST_BYTES)}}}:{kind}"
