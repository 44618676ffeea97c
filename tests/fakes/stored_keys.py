"""What a database holds, read without Radap's code, to compare two of them."""

from typing import Any


async def stored_keys(redis: Any, pattern: str = "*") -> dict[str, tuple[str, Any]]:
    """Each key with its type and value."""
    found: dict[str, tuple[str, Any]] = {}
    async for key in redis.scan_iter(match=pattern):
        kind = (await redis.type(key)).decode()
        found[key.decode()] = (kind, await _value(redis, kind, key))
    return found


async def _value(redis: Any, kind: str, key: bytes) -> Any:
    match kind:
        case "string":
            return await redis.get(key)
        case "hash":
            return await redis.hgetall(key)
        case "list":
            return await redis.lrange(key, 0, -1)
        case "set":
            return await redis.smembers(key)
        case _:
            return await redis.zrange(key, 0, -1, withscores=True)


async def life_times(redis: Any) -> dict[str, int]:
    """Each key with the milliseconds that it has to live; -1 for ever."""
    return {key.decode(): await redis.pttl(key) async for key in redis.scan_iter()}
