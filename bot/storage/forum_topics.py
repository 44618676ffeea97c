"""The topics of a forum in which Radap has a conversation: what concerns the whole group concerns each of them."""

import time
from typing import cast

from bot.database.commands import RedisClient, execute
from bot.storage.keys import conversation_digest, topics_key

#: Adds a topic, drops those that were not used for as long as a conversation is kept, and renews the time to live.
#: KEYS: the topics. ARGV: the topic, the present time, and how long a conversation is kept, in seconds.
REMEMBER = """
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2] - ARGV[3])
return redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


class ForumTopics:
    """The numbers of the topics by forum, each kept for as long as its conversation. They are no personal data.

    A forum is named by the conversation of its group. Every method raises StoreUnavailable.
    """

    def __init__(self, redis: RedisClient, seconds: int) -> None:
        self._redis = redis
        self._seconds = seconds
        self._remember = redis.register_script(REMEMBER)

    async def remember(self, forum: str, topic: int) -> None:
        """Add a topic; one that is known is kept longer."""
        await execute(self._remember(keys=[_key(forum)], args=[topic, int(time.time()), self._seconds]))

    async def known(self, forum: str) -> tuple[int, ...]:
        """Return the topics of a forum, the one used last at the end."""
        numbers = cast("list[bytes]", await execute(self._redis.zrange(_key(forum), 0, -1)))
        return tuple(map(int, numbers))

    async def forget(self, forum: str, topic: int) -> None:
        """Remove a topic."""
        await execute(self._redis.zrem(_key(forum), str(topic)))


def _key(forum: str) -> str:
    return topics_key(conversation_digest(forum))
