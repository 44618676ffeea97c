"""Parsing of REDIS_URL."""

import pytest

from bot.shared.redis_url import Topology, read_redis_address


def test_a_sentinel_url_names_sentinels_service_and_database() -> None:
    address = read_redis_address("rediss+sentinel://radap:secret@one,two:26380/main/3?sentinel_username=guard")
    assert address.topology is Topology.SENTINEL
    assert address.nodes == (("one", 26379), ("two", 26380))
    assert (address.service, address.database, address.has_tls) == ("main", 3, True)
    assert (address.username, address.password) == ("radap", "secret")
    assert address.options == {"sentinel_username": "guard"}


def test_a_cluster_url_names_some_of_its_servers() -> None:
    address = read_redis_address("redis+cluster://one,[2001:db8::2]:7000/0")
    assert address.topology is Topology.CLUSTER
    assert address.nodes == (("one", 6379), ("2001:db8::2", 7000))
    assert (address.service, address.database, address.has_tls) == ("", 0, False)
    assert (address.username, address.password) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://one",
        "redis+sentinel://one/main/third",
        "redis+sentinel://one/main/0/more",
        "redis+cluster://one/1",
        "redis+cluster://one/0?sentinel_username=guard",
        "redis+cluster://one/0?ssl_ca_certs=ca.pem",
        "redis+cluster://one,/0",
        "redis+cluster://one:0/0",
        "redis+server://one/0",
    ],
)
def test_what_does_not_fit_the_topology_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_redis_address(url)


def test_the_password_is_not_shown() -> None:
    for url in ("redis://:secret@one/0", "redis+cluster://:secret@one/0"):
        assert "secret" not in repr(read_redis_address(url))
