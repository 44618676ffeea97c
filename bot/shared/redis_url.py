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

#: Query options that operators may set. redis-py has more, which are for programs or conflict with Radap's own.
SERVER_OPTIONS = frozenset(
    {"db", "username", "password", "client_name", "protocol", "health_check_interval", "socket_keepalive"}
)
SERVER_TLS_OPTIONS = frozenset(
    {"ssl_ca_certs", "ssl_ca_path", "ssl_cert_reqs", "ssl_check_hostname", "ssl_certfile", "ssl_keyfile"}
)
SENTINEL_OPTIONS = frozenset({"sentinel_username", "sentinel_password"})
TLS_OPTIONS = frozenset({"ssl_ca_certs"})
NO_OPTIONS: frozenset[str] = frozenset()


class Topology(StrEnum):
    """One server, several that Sentinel watches, or a cluster."""

    SERVER = "server"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """A parsed REDIS_URL. Secrets stay out of `repr`.

    `url` is the redis-py URL of a single server. For the other topologies, `nodes` are the Sentinels or some of the
    cluster's servers (host and port), and `service` is Sentinel's name of the primary.
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
    """Parse REDIS_URL. Raises ValueError, whose text does not quote the URL: it may contain a password."""
    parts = urlsplit(url)
    if not url.isprintable() or " " in url:
        raise ValueError("a character that no address has")
    scheme, _, topology = parts.scheme.partition("+")
    if not topology:
        _check_server(parts)
        _check_options(parts, dict(parse_url(url)))
        return RedisAddress(Topology.SERVER, url)
    if scheme not in {"redis", "rediss"}:
        raise ValueError("unknown scheme")
    return _of_several(parts, Topology(topology), has_tls=scheme == "rediss")


def _check_server(parts: SplitResult) -> None:
    """Refuse parts that redis-py would ignore: it would write to another database or server."""
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
    """Check that the options are known and that redis-py accepts their values; nothing connects."""
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


def _of_several(parts: SplitResult, topology: Topology, *, has_tls: bool) -> RedisAddress:
    if topology is Topology.SERVER or parts.fragment:
        raise ValueError("unknown scheme, or something behind #")
    credentials, _, hosts = parts.netloc.rpartition("@")
    username, _, password = credentials.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    if topology is Topology.SENTINEL:
        port, (service, database), fit = SENTINEL_PORT, _service_and_database(path), SENTINEL_OPTIONS
    else:
        port, (service, database), fit = REDIS_PORT, ("", _cluster_database(path)), NO_OPTIONS
    return RedisAddress(
        topology=topology,
        nodes=tuple(_node(host, port) for host in hosts.split(",")),
        username=unquote(username) or None,
        password=unquote(password) or None,
        service=service,
        database=database,
        has_tls=has_tls,
        options=_options_of_several(parts, fit | TLS_OPTIONS if has_tls else fit),
    )


def _options_of_several(parts: SplitResult, fit: frozenset[str]) -> dict[str, str]:
    options = _options(parts)
    if not options.keys() <= fit:
        raise ValueError("an option that does not fit")
    return options


def _service_and_database(path: list[str]) -> tuple[str, int]:
    if not 1 <= len(path) <= 2:
        raise ValueError("no name of a service")
    return path[0], _database_number(path[1]) if path[1:] else 0


def _database_number(text: str) -> int:
    """Return the number of a database. Raises ValueError where the text is none."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no database number")
    return int(text)


def _cluster_database(path: list[str]) -> int:
    """Return 0, the only database of a cluster."""
    if path not in ([], ["0"]):
        raise ValueError("a database other than 0")
    return 0


def _node(host: str, default_port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    port = default_port if parts.port is None else parts.port
    if not parts.hostname or port not in PORTS:
        raise ValueError("no host, or no port")
    return parts.hostname, port
