"""A collection in a cluster of three primaries: each agency's record may lie in another one."""

from pathlib import Path

from bot.database.client import open_client
from bot.shared.redis_url import read_redis_address
from bot.storage.linked_records import Tombstone
from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.collected import collection_site, contribute, open_collection, service_of, sign_in
from tests.fakes.redis_servers import redis_cluster
from tests.fakes.services import plain_store

AGENCIES = 300


async def test_what_is_given_is_spread_and_read_together(
    tmp_path: Path, criteria: Criteria, catalogues: Catalogues
) -> None:
    async with redis_cluster(tmp_path) as (servers, url), open_client(read_redis_address(url)) as redis:
        store = plain_store(redis)
        collection = await open_collection(store)
        given = [
            await contribute(
                store,
                collection,
                f"กรม {agency:03}",
                [service_of(criteria, str(agency), f"บริการ {agency:03}", worked_example.LEVELS)],
            )
            for agency in range(AGENCIES)
        ]
        held = [len([key async for key in server.client.scan_iter("radap:*:contribution")]) for server in servers[:3]]
        assert sum(held) == AGENCIES
        assert min(held) > AGENCIES // 10, "every primary has its part"
        await store.links.delete(given[0], Tombstone.DELETED)
        await store.contributions.remove(given[0])
        async with collection_site(store, criteria, catalogues) as browser:
            page = await sign_in(browser, store, collection)
            shown = (await browser.get(f"{page}/table.json")).json()["services"]
            assert [each["service"] for each in shown] == [f"บริการ {agency:03}" for agency in range(1, AGENCIES)]
            assert (await browser.post(f"{page}/live", data={"action": "make"})).status_code == 303
            table = {"table": ("list.csv", "หน่วยงาน\nกรม 000\n".encode(), "text/csv")}
            assert (await browser.post(f"{page}/expected", files=table)).status_code == 303
            assert "กรม 000" in (await browser.get(f"{page}/expected")).text
            assert (await browser.get(page)).text.count('<article class="service">') == 100
