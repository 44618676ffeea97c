"""The forms of REDIS_URL: one server, several watched by Sentinel, or a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis.asyncio.connection import Connection, parse_url
from redis.exceptions import RedisError

SENTINEL_PORT, REDIS_PORT = 26379, 6379
PORTS = range(1, 65536)

#: What may stand behind the question mark. Others of the client's are for programs, or would get in our own's way.
SERVER_OPTIONS = frozenset(
    {"db", "username", "password", "client_name", "protocol", "health_check_interval", "socket_keepalive"}
)
SERVER_TLS_OPTIONS = frozenset(
    {"ssl_ca_certs", "ssl_ca_path", "ssl_cert_reqs", "ssl_check_hostname", "ssl_certfile", "ssl_keyfile"}
)
SENTINEL_OPTIONS = frozenset({"sentinel_username", "sentinel_password"})
TLS_OPTIONS = frozenset({"ssl_ca_certs"})


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
    database: int = 0
    has_tls: bool = False
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_redis_address(url: str) -> RedisAddress:
    """Read REDIS_URL. Raises ValueError, which says nothing of the address: it may hold a password."""
    parts = urlsplit(url)
    if not url.isprintable() or " " in url:
        raise ValueError("a sign that no address has")
    scheme, _, topology = parts.scheme.partition("+")
    if not topology:
        _check_server(parts)
        _check_options(parts, dict(parse_url(url)))
        return RedisAddress(Topology.SERVER, url)
    if scheme not in {"redis", "rediss"}:
        raise ValueError("unknown scheme")
    return _of_many(parts, Topology(topology), has_tls=scheme == "rediss")


def _check_server(parts: SplitResult) -> None:
    """The client would leave out what it does not understand, and write to another database or server."""
    if parts.fragment:
        raise ValueError("something behind #")
    if parts.scheme == "unix":
        if parts.hostname or not parts.path.strip("/"):
            raise ValueError("no path of a socket")
        return
    if not parts.hostname or parts.port == 0:
        raise ValueError("no host, or port 0")
    path = unquote(parts.path).removeprefix("/")
    if path:
        _database_number(path)


def _check_options(parts: SplitResult, read: dict[str, Any]) -> None:
    """Whether the options are known, and the client's connections take their values; none is opened."""
    fit = SERVER_OPTIONS | SERVER_TLS_OPTIONS if parts.scheme == "rediss" else SERVER_OPTIONS
    if not _options(parts).keys() <= fit or read.get("db", 0) < 0:
        raise ValueError("unknown option, or one that does not fit")
    kind = read.pop("connection_class", Connection)
    try:
        kind(**read)
    except RedisError as error:
        raise ValueError("an option's value does not fit") from error


def _options(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}


def _of_many(parts: SplitResult, topology: Topology, *, has_tls: bool) -> RedisAddress:
    credentials, _, hosts = parts.netloc.rpartition("@")
    username, _, password = credentials.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    options = _options(parts)
    fit = SENTINEL_OPTIONS if topology is Topology.SENTINEL else frozenset()
    if topology is Topology.SERVER or parts.fragment or not options.keys() <= fit | (TLS_OPTIONS if has_tls else set()):
        raise ValueError("unknown scheme, or an option that does not fit")
    service, database = _service_and_database(path) if topology is Topology.SENTINEL else ("", _cluster_database(path))
    port = SENTINEL_PORT if topology is Topology.SENTINEL else REDIS_PORT
    return RedisAddress(
        topology=topology,
        nodes=tuple(_node(host, port) for host in hosts.split(",")),
        username=unquote(username) or None,
        password=unquote(password) or None,
        service=service,
        database=database,
        has_tls=has_tls,
        options=options,
    )


def _service_and_database(path: list[str]) -> tuple[str, int]:
    if not 1 <= len(path) <= 2:
        raise ValueError("no name of a service")
    return path[0], _database_number(path[1]) if path[1:] else 0


def _database_number(text: str) -> int:
    """A database's number. Raises ValueError where it is none."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no number of a database")
    return int(text)


def _cluster_database(path: list[str]) -> int:
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
