"""`python -m tests.bench.collections`: the table of a collection of 2,000 agencies with 20,000 services.

The pages are called in this process, without the HTTP server, with records that are encrypted.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import httpx
import uvloop

from bot.config.data_files import load_catalogues, load_criteria
from bot.config.encryption_keys import read_key
from bot.database.client import open_client
from bot.shared.redis_url import read_redis_address
from bot.storage.encryption import RecordCipher
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.collaboration.contribution import GivenService
from flows.standard.criteria import Criteria
from tests.bench.measurements import MIB, spread
from tests.bench.setup import BenchSetup, opened_setup
from tests.fakes.collected import collection_site, contribute, open_collection, service_of, sign_in

AGENCIES, SERVICES_EACH = 2_000, 10
#: Agencies that changed something before a page is opened again, and how often that is measured.
CHANGED, ROUNDS = 20, 10
#: Agencies at the beginning and at the end whose giving is compared.
COMPARED = 200
KINDS = ("csv", "json", "xlsx")
APPROVALS = ("", "open", "approved", "returned")


@dataclass(frozen=True)
class CollectionCosts:
    """Milliseconds of CPU of the page and its files, and of giving ten services; bytes that the process grew.

    `few` are after 20 agencies changed, and `giving` is that of the first and of the last agencies.
    """

    cold: float
    few: Sequence[float]
    unchanged: Sequence[float]
    part: float
    files: Mapping[str, float]
    giving: tuple[float, float]
    growth: int


class Agencies:
    """Makes what agencies give, the same in every run."""

    def __init__(self, criteria: Criteria) -> None:
        self._criteria = criteria
        self._chance = random.Random(65)

    def services(self, agency: int) -> list[GivenService]:
        """Return ten services with levels as they come."""
        return [*self._services(agency)]

    def some(self) -> list[int]:
        """Return those that change something."""
        return self._chance.sample(range(AGENCIES), CHANGED)

    def _services(self, agency: int) -> Iterator[GivenService]:
        codes = [level.code for level in self._criteria.levels]
        for number in range(SERVICES_EACH):
            levels = "".join(self._chance.choices(codes, k=len(self._criteria.processes)))
            name = f"บริการขออนุญาตประกอบกิจการประเภทที่ {number} ของหน่วยงานลำดับที่ {agency}"
            approval = self._chance.choice(APPROVALS)
            yield service_of(self._criteria, f"{agency}x{number}", name, levels, approval)


async def measure_collection(setup: BenchSetup) -> CollectionCosts:
    """Fill a collection, and open its page and files."""
    await setup.redis.client.flushall()
    criteria, catalogues = load_criteria(None), load_catalogues()
    agencies = Agencies(criteria)
    async with open_client(read_redis_address(setup.redis.url)) as redis:
        store = Store(redis, session_seconds=9000, result_seconds=9000, cipher=RecordCipher([read_key(setup.key)]))
        collection = await open_collection(store)
        giving = [await _give(store, collection, agencies, agency) for agency in range(AGENCIES)]
        async with collection_site(store, criteria, catalogues) as client:
            page = await sign_in(client, store, collection)
            cold, unchanged = await _spent(client, page), [await _spent(client, page) for _ in range(ROUNDS)]
            few, before = list[float](), 0
            for version in range(2, ROUNDS + 2):
                for agency in agencies.some():
                    await _give(store, collection, agencies, agency, version)
                few.append(await _spent(client, page))
                before = before or _memory()
            growth = _memory() - before
            part = await _spent(client, f"{page}?agency=0042&state=gap")
            files = {kind: await _spent(client, f"{page}/table.{kind}") for kind in KINDS}
    first, last = median(giving[:COMPARED]), median(giving[-COMPARED:])
    return CollectionCosts(cold, few, unchanged, part, files, (first, last), growth)


async def _give(store: Store, collection: Collection, agencies: Agencies, agency: int, version: int = 1) -> float:
    """Store what an agency gives; return the milliseconds of CPU."""
    given, name = agencies.services(agency), f"องค์การบริหารส่วนตำบลบ้านใหม่ลำดับที่ {agency:04}"
    begin = process_time()
    await contribute(store, collection, name, given, version=version)
    return (process_time() - begin) * 1000


async def _spent(client: httpx.AsyncClient, address: str) -> float:
    """Return the milliseconds of CPU of a request."""
    begin = process_time()
    answer = await client.get(address)
    answer.raise_for_status()
    return (process_time() - begin) * 1000


def _memory() -> int:
    """Return the bytes of this process that no other shares."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


async def main() -> None:
    """Measure, and print the figures."""
    async with opened_setup() as setup:
        costs = await measure_collection(setup)
    print(f"page of {AGENCIES * SERVICES_EACH:,} services: {costs.cold:.0f} ms CPU for the first time")
    print(
        f"  after {CHANGED} agencies changed: {spread(costs.few, ' ms')}; unchanged: {spread(costs.unchanged, ' ms')}"
    )
    print(f"  a part by agency and state: {costs.part:.0f} ms; memory {costs.growth / MIB:+.1f} MiB")
    print("  " + ", ".join(f"{kind}: {spent:.0f} ms" for kind, spent in costs.files.items()))
    print("giving ten services: {:.2f} ms among the first agencies, {:.2f} ms among the last".format(*costs.giving))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
