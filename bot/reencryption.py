"""Writing everything stored again with the newest key, so that an older one can be taken away."""

from dataclasses import dataclass

from bot.conversation_format import HEAD
from bot.key_names import COOKIE_KEY
from bot.redis_call import RedisClient, answered, stored_bytes
from bot.redis_script import RedisScript
from bot.sealing import Sealing
from flows.errors import RadapError

#: Where sealed data stands, and how many bytes in the open come before it.
SEALED = {
    "radap:*:session": HEAD.size,
    "radap:*:result": 0,
    "radap:*:portfolio": 0,
    "radap:*:export": 0,
    COOKIE_KEY: 0,
}

BATCH = 500

#: Replaces a value that nobody has changed in the meantime; its time to live stays.
REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""


@dataclass(slots=True)
class Reencrypted:
    """How many records were written again, were new already, and could not be read."""

    written: int = 0
    unchanged: int = 0
    unreadable: int = 0


async def reencrypt(redis: RedisClient, sealing: Sealing) -> Reencrypted:
    """Go through all records while the server runs. What it changes meanwhile is written with the newest key anyway.

    What Radap 0.1 left is not sealed; it is with its next use. Raises StoreUnavailable.
    """
    counts, replace = Reencrypted(), RedisScript(redis, REPLACE)
    for pattern, begins in SEALED.items():
        keys = redis.scan_iter(match=pattern, count=BATCH)
        while key := await answered(anext(keys, b"")):
            name = key.decode()
            stored = await stored_bytes(redis, name) or b""
            if not stored or sealing.is_newest(stored[begins:]):
                counts.unchanged += 1
            elif renewed := _renewed(stored, begins, name, sealing):
                await answered(replace(keys=[name], args=[stored, renewed]))
                counts.written += 1
            else:
                counts.unreadable += 1
    return counts


def _renewed(stored: bytes, begins: int, name: str, sealing: Sealing) -> bytes | None:
    """What was stored, sealed anew; None where no key opens it."""
    try:
        return stored[:begins] + sealing.seal(sealing.open(stored[begins:], name), name)
    except RadapError:
        return None
