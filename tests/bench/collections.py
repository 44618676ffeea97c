"""`python -m tests.bench.collections`: CPU and memory of the table of 2,000 agencies with 20,000 services."""

import asyncio
import random
import resource
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from redis.asyncio import Redis

from bot.config.data_files import load_catalogues, load_criteria
from bot.config.encryption_keys import new_key, read_key
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.encryption import RecordCipher
from bot.storage.store import Store
from flows.collaboration.collection import Collection
from flows.collaboration.contribution import GivenService
from flows.standard.criteria import Criteria
from tests.bench.sheets import KIB, cpu, resident
from tests.fakes.collected import collection_site, contribute, open_collection, service_of, sign_in

AGENCIES, SERVICES_EACH = 2_000, 10
FEW_CHANGED = 20
ROUNDS = 10

CHANCE = random.Random(65)


def services(criteria: Criteria, agency: int) -> list[GivenService]:
    """Return the services of an agency, with levels as they come."""
    codes = [level.code for level in criteria.levels]
    made = []
    for number in range(SERVICES_EACH):
        levels = "".join(CHANCE.choices(codes, k=len(criteria.processes)))
        name = f"บริการขออนุญาตประกอบกิจการประเภทที่ {number} ของหน่วยงานลำดับที่ {agency}"
        made.append(service_of(criteria, f"{agency}x{number}", name, levels, CHANCE.choice(("", "open", "approved"))))
    return made


def name_of(agency: int) -> str:
    """Return the name of an agency."""
    return f"องค์การบริหารส่วนตำบลบ้านใหม่ลำดับที่ {agency:04}"


async def give(store: Store, collection: Collection, criteria: Criteria, agency: int, version: int) -> None:
    """Store what an agency gives."""
    await contribute(store, collection, name_of(agency), services(criteria, agency), version=version)


async def spent(client: httpx.AsyncClient, address: str) -> float:
    """Return the milliseconds of CPU of a request, of this process."""
    begin = cpu()
    answer = await client.get(address)
    answer.raise_for_status()
    return (cpu() - begin) * 1000


async def main() -> None:
    """Print the figures."""
    criteria, catalogues = load_criteria(None), load_catalogues()
    with TemporaryDirectory() as folder:
        async with EmbeddedRedis(Path(folder)) as url, Redis.from_url(url) as redis:
            cipher = RecordCipher([read_key(new_key())])
            store = Store(redis, session_seconds=9000, result_seconds=9000, cipher=cipher)
            collection = await open_collection(store)
            adding = [await _time_of_giving(store, collection, criteria, agency) for agency in range(AGENCIES)]
            async with collection_site(store, criteria, catalogues) as client:
                page = await sign_in(client, store, collection)
                await _measure(store, collection, criteria, client, page)
    first, last = (median(part) for part in (adding[:100], adding[-100:]))
    print(f"giving 10 services: {first:.2f} ms CPU among the first 100 agencies, {last:.2f} ms among the last 100")


async def _time_of_giving(store: Store, collection: Collection, criteria: Criteria, agency: int) -> float:
    given = services(criteria, agency)
    begin = cpu()
    await contribute(store, collection, name_of(agency), given)
    return (cpu() - begin) * 1000


async def _measure(
    store: Store, collection: Collection, criteria: Criteria, client: httpx.AsyncClient, page: str
) -> None:
    empty = resident()
    cold, unchanged = await spent(client, page), [await spent(client, page) for _ in range(ROUNDS)]
    few: list[float] = []
    before = 0
    for version in range(2, ROUNDS + 2):
        for agency in CHANCE.sample(range(AGENCIES), FEW_CHANGED):
            await give(store, collection, criteria, agency, version)
        few.append(await spent(client, page))
        before = before or resident()
    grown = (resident() - before) / KIB / KIB
    part = await spent(client, f"{page}?agency=0042&state=gap")
    print(f"{AGENCIES} agencies, {AGENCIES * SERVICES_EACH} services, of Radap's process alone:")
    print(f"page: {cold:.0f} ms CPU cold, {median(few):.0f} ms after {FEW_CHANGED} agencies changed,", end=" ")
    print(f"{median(unchanged):.0f} ms unchanged, {part:.0f} ms for a part; {grown:+.1f} MiB after {ROUNDS} changes")
    for name in ("table.csv", "table.json", "table.xlsx"):
        took = await spent(client, f"{page}/{name}")
        again = await spent(client, f"{page}/{name}")
        print(f"{name}: {took:.0f} ms CPU once for each state, {again:.0f} ms from memory")
    kept, most = resident() - empty, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB - empty
    print(f"memory for all of it: {kept / KIB / KIB:.0f} MiB kept, {most / KIB / KIB:.0f} MiB at most")


if __name__ == "__main__":
    asyncio.run(main())
