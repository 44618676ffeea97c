"""What the code on a paper leads to: the token of its result, when the version was made, and by which edition.

A record has nothing of the officer's answers, and stays where its result is deleted: that is how a paper of a deleted
result is told from an invented one. It lives as long as a result of its day is kept. Where a result's link is replaced,
the old token leads to the new one.
"""

from dataclasses import dataclass

import orjson

from bot.database.commands import RedisClient, execute, get_bytes
from bot.storage.encryption import RecordCipher
from bot.storage.keys import link_key
from flows.errors import StoredFormatError
from flows.model.link import Link, LinkKind

#: A result whose link was replaced more often than this is taken for a withdrawn one.
MOST_MOVES = 64

#: KEYS: the record. ARGV: the record, its time to live. The first record stays, with its date; it may live longer.
#: Where there is one that lives as long, nothing is written, so that a full database refuses nothing.
PUBLISH = """
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
elseif redis.call('TTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
"""

#: KEYS: the record. ARGV: the record, its time to live. Where there is one, nothing is written.
PUBLISH_MISSING = """
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
"""


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A version of a result: the token of its link then, when it was made (seconds since 1970, UTC), its edition."""

    token: str
    made_at: int
    edition: str


class PaperRecords:
    """Reads and publishes the records of papers.

    Every method raises StoreUnavailable when Redis fails. Those that read raise StoredFormatError or KeyMissing where a
    record cannot be read.
    """

    def __init__(self, redis: RedisClient, cipher: RecordCipher) -> None:
        self._redis = redis
        self._cipher = cipher
        self._publish = redis.register_script(PUBLISH)
        self._publish_missing = redis.register_script(PUBLISH_MISSING)

    async def publish(self, link: Link, text: str, seconds: int) -> None:
        """Store the JSON text of a record where there is none, to be kept for `seconds` from now at least."""
        await execute(self._publish(keys=[link_key(link)], args=[self._encode(link, text), seconds]))

    async def publish_missing(self, link: Link, text: str, seconds: int) -> None:
        """Store the JSON text of a record for `seconds` where there is none. Otherwise the database is only read."""
        await execute(self._publish_missing(keys=[link_key(link)], args=[self._encode(link, text), seconds]))

    async def find(self, code: str) -> PaperRecord | None:
        """Return the record of a code; None where there is none (never made, or expired)."""
        text = await self._text(paper_link(code))
        return paper_from_json(text) if text else None

    async def present_token(self, token: str) -> str:
        """Return the token that a result has now, which is another one where its link was replaced."""
        for _ in range(MOST_MOVES):
            text = await self._text(moved_link(token))
            if text is None:
                return token
            token = token_from_json(text)
        return token

    def _encode(self, link: Link, text: str) -> bytes:
        return self._cipher.encrypt(text.encode(), link_key(link))

    async def _text(self, link: Link) -> bytes | None:
        stored = await get_bytes(self._redis, link_key(link))
        return self._cipher.decrypt(stored, link_key(link)) if stored else None


def paper_link(code: str) -> Link:
    """Return the link of a code's record."""
    return Link(LinkKind.PAPER, code)


def moved_link(token: str) -> Link:
    """Return the link that leads from a token to the one after it."""
    return Link(LinkKind.MOVED, token)


def paper_to_json(record: PaperRecord) -> str:
    """Return the stored form of a record."""
    return orjson.dumps([record.token, record.made_at, record.edition]).decode()


def paper_from_json(text: bytes) -> PaperRecord:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        token, made_at, edition = orjson.loads(text)
        return PaperRecord(str(token), int(made_at), str(edition))
    except (TypeError, ValueError):
        raise StoredFormatError("paper") from None


def token_to_json(token: str) -> str:
    """Return the stored form of a token that another one leads to."""
    return orjson.dumps(token).decode()


def token_from_json(text: bytes) -> str:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        return str(orjson.loads(text))
    except ValueError:
        raise StoredFormatError("moved") from None
