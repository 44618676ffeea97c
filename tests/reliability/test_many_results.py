"""Many results are read together from all servers of a cluster."""

from pathlib import Path

from bot.database.client import open_client
from bot.shared.redis_url import read_redis_address
from bot.storage.linked_records import Tombstone
from flows.model.link import Link, LinkKind
from tests.fakes.redis_servers import redis_cluster
from tests.fakes.services import plain_store

LINKS = [Link(LinkKind.RESULT, f"result-{number:015}") for number in range(300)]
UNKNOWN = Link(LinkKind.RESULT, "result-nobody-has-made")


async def test_many_results_from_a_cluster_keep_their_order(tmp_path: Path) -> None:
    async with redis_cluster(tmp_path) as (_, url), open_client(read_redis_address(url)) as redis:
        store = plain_store(redis)
        for link in LINKS:
            await store.links.publish(link, f'{{"of": "{link.token}"}}', 60, 1)
        await store.links.delete(LINKS[100], Tombstone.DELETED)
        stored = await store.links.get_all([*LINKS, UNKNOWN])
    assert stored.pop() is None
    read = [store.links.decode(link, each or b"") for link, each in zip(LINKS, stored, strict=True)]
    assert read == [None if link == LINKS[100] else f'{{"of": "{link.token}"}}' for link in LINKS]
