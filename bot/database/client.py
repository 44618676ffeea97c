"""Clients for every form of REDIS_URL. None connects before it is asked something, and all recover by themselves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from redis.asyncio import ConnectionPool, Redis, RedisCluster, Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.database.commands import RedisClient
from bot.database.quick_redis import QuickRedis
from bot.shared.redis_url import RedisAddress, Topology

SECONDS_TO_CONNECT = 1.0

#: More than there may be requests in work.
CONNECTIONS = 2048

#: A connection that was lost between two turns is made again without anybody noticing.
ATTEMPTS_AFTER_FAILURE = 2
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.2


@asynccontextmanager
async def connected(address: RedisAddress) -> AsyncIterator[RedisClient]:
    """A client of whatever the address names, for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        yield await _client(address, stack)


async def _client(address: RedisAddress, stack: AsyncExitStack) -> RedisClient:
    """The stack closes what is opened."""
    if address.topology is Topology.SENTINEL:
        return await _watched_by_sentinel(address, stack)
    if address.topology is Topology.CLUSTER:
        cluster = _cluster(address)
        stack.push_async_callback(cluster.aclose)
        return cluster
    pool = ConnectionPool.from_url(address.url, max_connections=CONNECTIONS, retry=_retry(), **_patience())
    return await stack.enter_async_context(QuickRedis.from_pool(pool))


async def _watched_by_sentinel(address: RedisAddress, stack: AsyncExitStack) -> Redis:
    """The client asks the Sentinels for the primary whenever it connects.

    It keeps its own way to connections: those to a primary that is one no more are closed in its pool.
    """
    credentials = {
        "username": address.options.get("sentinel_username"),
        "password": address.options.get("sentinel_password"),
    }
    sentinel = Sentinel(
        list(address.nodes),
        sentinel_kwargs={**credentials, **_tls(address), **_patience(), "retry": _retry()},
        username=address.username,
        password=address.password,
        db=address.number,
        max_connections=CONNECTIONS,
        retry=_retry(),
        **_tls(address),
        **_patience(),
    )
    for watcher in sentinel.sentinels:
        stack.push_async_callback(watcher.aclose)
    client: Redis = sentinel.master_for(address.service)
    return await stack.enter_async_context(client)


def _cluster(address: RedisAddress) -> RedisCluster:
    """Slots without a server cost only the conversations in them."""
    return RedisCluster(
        startup_nodes=[ClusterNode(host, port) for host, port in address.nodes],
        username=address.username,
        password=address.password,
        require_full_coverage=False,
        max_connections=CONNECTIONS,
        retry=_retry(),
        **_tls(address),
        **_patience(),
    )


def _tls(address: RedisAddress) -> dict[str, Any]:
    if not address.has_tls:
        return {}
    authorities = {"ssl_ca_certs": address.options["ssl_ca_certs"]} if "ssl_ca_certs" in address.options else {}
    return {"ssl": True, **authorities}


def _patience() -> dict[str, Any]:
    return {"socket_timeout": None, "socket_connect_timeout": SECONDS_TO_CONNECT}


def _retry() -> Retry:
    """Only lost connections are tried again at once: a server that is too slow is not helped by more of the same."""
    pause = ExponentialWithJitterBackoff(cap=LONGEST_PAUSE, base=SHORTEST_PAUSE)
    return Retry(pause, ATTEMPTS_AFTER_FAILURE, supported_errors=(RedisConnectionError,))
