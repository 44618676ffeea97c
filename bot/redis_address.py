"""The forms of REDIS_URL: one server, several watched by Sentinel, or a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis.asyncio.connection import parse_url

SENTINEL_PORT, REDIS_PORT = 26379, 6379
PORTS = range(1, 65536)

#: What may stand behind the question mark of the Sentinel and cluster forms.
OPTIONS = frozenset({"sentinel_username", "sentinel_password", "ssl_ca_certs"})


class Topology(StrEnum):
    """How many servers there are, and who knows which of them to ask."""

    SERVER = "server"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where Redis is. Secrets stay out of `repr`.

    `url` is what redis-py reads of a single server. Of the others `nodes` are the Sentinels or some of the cluster's
    servers (host and port), and `service` is the name by which Sentinel knows the primary.
    """

    topology: Topology
    url: str = field(default="", repr=False)
    nodes: tuple[tuple[str, int], ...] = ()
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    service: str = ""
    number: int = 0
    has_tls: bool = False
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_redis_address(url: str) -> RedisAddress:
    """Read REDIS_URL. Raises ValueError, which says nothing of the address: it may hold a password."""
    parts = urlsplit(url)
    scheme, _, topology = parts.scheme.partition("+")
    if not topology:
        parse_url(url)
        if parts.port == 0:
            raise ValueError("port 0")
        return RedisAddress(Topology.SERVER, url)
    if scheme not in {"redis", "rediss"}:
        raise ValueError("unknown scheme")
    return _of_many(parts, Topology(topology), has_tls=scheme == "rediss")


def _of_many(parts: SplitResult, topology: Topology, *, has_tls: bool) -> RedisAddress:
    credentials, _, hosts = parts.netloc.rpartition("@")
    username, _, password = credentials.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    if topology is Topology.SERVER or not options.keys() <= OPTIONS:
        raise ValueError("unknown scheme or option")
    service, number = _service_and_number(path) if topology is Topology.SENTINEL else ("", _number(path))
    port = SENTINEL_PORT if topology is Topology.SENTINEL else REDIS_PORT
    return RedisAddress(
        topology=topology,
        nodes=tuple(_node(host, port) for host in hosts.split(",")),
        username=unquote(username) or None,
        password=unquote(password) or None,
        service=service,
        number=number,
        has_tls=has_tls,
        options=options,
    )


def _service_and_number(path: list[str]) -> tuple[str, int]:
    if not 1 <= len(path) <= 2:
        raise ValueError("no name of a service")
    return path[0], int(path[1]) if path[1:] else 0


def _number(path: list[str]) -> int:
    """A cluster has one database only."""
    if path not in ([], ["0"]):
        raise ValueError("a database other than 0")
    return 0


def _node(host: str, default_port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    port = default_port if parts.port is None else parts.port
    if not parts.hostname or port not in PORTS:
        raise ValueError("no host, or no port")
    return parts.hostname, port
