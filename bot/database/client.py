"""redis-py clients for every form of REDIS_URL. They connect with the first command and reconnect by themselves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from redis.asyncio import Redis, RedisCluster, Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.database.commands import RedisClient
from bot.shared.redis_url import RedisAddress, Topology

CONNECT_TIMEOUT_SECONDS = 1.0

#: More than the requests that the server handles at once (bot/server/concurrency_limit.py).
MAX_CONNECTIONS = 2048

#: redis-py repeats a command whose connection is lost, so that a restart of Redis between two turns is not noticed.
MAX_RETRIES = 2
BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS = 0.02, 0.2


@asynccontextmanager
async def open_client(address: RedisAddress) -> AsyncIterator[RedisClient]:
    """Open a client for the address; it is closed with the context."""
    async with AsyncExitStack() as stack:
        yield await _client(address, stack)


async def _client(address: RedisAddress, stack: AsyncExitStack) -> RedisClient:
    """Make the client; the stack closes what is opened."""
    if address.topology is Topology.SENTINEL:
        return await _sentinel_client(address, stack)
    if address.topology is Topology.CLUSTER:
        cluster = _cluster_client(address)
        stack.push_async_callback(cluster.aclose)
        return cluster
    client = Redis.from_url(address.url, max_connections=MAX_CONNECTIONS, retry=_retry(), **_timeouts())
    return await stack.enter_async_context(client)


async def _sentinel_client(address: RedisAddress, stack: AsyncExitStack) -> Redis:
    """Make a client that asks the Sentinels for the primary whenever it connects."""
    credentials = {
        "username": address.options.get("sentinel_username"),
        "password": address.options.get("sentinel_password"),
    }
    sentinel = Sentinel(
        list(address.nodes),
        sentinel_kwargs={**credentials, **_tls(address), **_timeouts(), "retry": _retry()},
        username=address.username,
        password=address.password,
        db=address.database,
        max_connections=MAX_CONNECTIONS,
        retry=_retry(),
        **_tls(address),
        **_timeouts(),
    )
    for watcher in sentinel.sentinels:
        stack.push_async_callback(watcher.aclose)
    client: Redis = sentinel.master_for(address.service)
    return await stack.enter_async_context(client)


def _cluster_client(address: RedisAddress) -> RedisCluster:
    """Make a cluster client. Slots without a server cost only the conversations in them."""
    return RedisCluster(
        startup_nodes=[ClusterNode(host, port) for host, port in address.nodes],
        username=address.username,
        password=address.password,
        require_full_coverage=False,
        max_connections=MAX_CONNECTIONS,
        retry=_retry(),
        **_tls(address),
        **_timeouts(),
    )


def _tls(address: RedisAddress) -> dict[str, Any]:
    if not address.has_tls:
        return {}
    authorities = {"ssl_ca_certs": address.options["ssl_ca_certs"]} if "ssl_ca_certs" in address.options else {}
    return {"ssl": True, **authorities}


def _timeouts() -> dict[str, Any]:
    """Limit the time to connect only: `bot.database.commands.execute` limits the time of a command."""
    return {"socket_timeout": None, "socket_connect_timeout": CONNECT_TIMEOUT_SECONDS}


def _retry() -> Retry:
    """Repeat on lost connections only: more commands do not help a server that is too slow."""
    backoff = ExponentialWithJitterBackoff(cap=BACKOFF_CAP_SECONDS, base=BACKOFF_BASE_SECONDS)
    return Retry(backoff, MAX_RETRIES, supported_errors=(RedisConnectionError,))
