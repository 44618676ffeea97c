"""`python -m tests.bench.tables`: 500 services sent as a file and saved, their page, and the worker's memory."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import uvloop

from bot.config.data_files import load_catalogues, load_criteria
from bot.documents.assessed_table import make_assessed_csv
from bot.documents.service_template import make_template
from bot.sheets.sheet_reader import CHAT_LIMITS
from flows.i18n.language import Language
from flows.service_table.assessed_services import assess_rows
from flows.service_table.service_table import ServiceRow
from tests.bench.limits import LINE
from tests.bench.measurements import MIB, spread
from tests.bench.officers import LineOfficer
from tests.bench.program import Running
from tests.bench.setup import BenchSetup, opened_setup

ROWS = CHAT_LIMITS.rows
#: Tables that are sent to one worker, and workers that make each file of the page for the first time.
SHEETS, WORKERS = 10, 3
KINDS = ("", ".xlsx", ".csv", ".json")
PAGE = re.compile(r"/p/[A-Za-z0-9_-]{22}")
#: Users of this part: no other part's load begins here.
FIRST_USER = 2_000_000
#: Seconds until a file is told, and of a quiet worker.
TOLD_WITHIN, QUIET_SECONDS, QUIET_CPU = 30.0, 0.25, 0.005


@dataclass(frozen=True)
class TableCosts:
    """Seconds of CPU of each table until it is saved; milliseconds of the page's files; bytes that the worker grew.

    `portfolio` has, for each kind, one figure a worker: the first request of the worker for that page.
    """

    sheets: Sequence[float]
    portfolio: Mapping[str, Sequence[float]]
    growth: int


async def measure_tables(setup: BenchSetup) -> TableCosts:
    """Send tables of 500 services through the webhook and save them; open the page of one officer's services."""
    await setup.redis.client.flushall()
    async with setup.playing(LINE) as (server, _):
        users = range(FIRST_USER, FIRST_USER + SHEETS)
        officers = [LineOfficer(setup.platforms, setup.ids, user, next(setup.scripts)) for user in users]
        sheets, sizes = [], []
        for officer, content in zip(officers, tables(), strict=True):
            sheets.append(await _save(setup, server, officer, content))
            sizes.append(server.memory())
        path = await _shared(setup, server, officers[-1])
    portfolio = {kind or "page": [await _first(setup, path + kind) for _ in range(WORKERS)] for kind in KINDS}
    return TableCosts(sheets, portfolio, sizes[-1] - sizes[0])


def tables() -> Iterator[bytes]:
    """Yield tables of 500 services: the template, filled in, and a CSV in turn."""
    criteria, wording = load_criteria(None), load_catalogues()[Language.THAI]
    levels = [level.id for level in criteria.levels]
    for number in range(SHEETS):
        rows = [
            ServiceRow(
                number=0,
                service_data={"service": f"บริการขออนุญาตประเภทที่ {number} ลำดับที่ {row}", "agency": "กรมการค้าภายใน"},
                group=criteria.groups[row % len(criteria.groups)].id,
                levels={name: levels[(row + at) % len(levels)] for at, name in enumerate(criteria.process_by_id)},
            )
            for row in range(ROWS)
        ]
        if number % 2:
            yield make_assessed_csv([*assess_rows(criteria, rows)], criteria, wording)
        else:
            yield make_template(rows, criteria, wording, 0)


async def _save(setup: BenchSetup, server: Running, officer: LineOfficer, content: bytes) -> float:
    """Return the seconds of CPU from the file to the saved results."""
    for move in ("=/start", "agree"):
        await setup.deliver(server, officer.act(move))
    await settled(server)
    begin = server.cpu_seconds()
    await setup.deliver(server, officer.send(content))
    async with asyncio.timeout(TOLD_WITHIN):
        while not officer.is_answered():
            await asyncio.sleep(0.01)
    await setup.deliver(server, officer.act("yes"))
    return server.cpu_seconds() - begin


async def _shared(setup: BenchSetup, server: Running, officer: LineOfficer) -> str:
    """Return the path of the page of an officer's services, which has all of them."""
    for move in ("=/results", "share_all"):
        await setup.deliver(server, officer.act(move))
    link = PAGE.search(officer.said())
    assert link, "no link in the answer"
    async with setup.http.get(f"{server.address}{link[0]}.json") as answer:
        assert len((await answer.json())["services"]) == ROWS
    return link[0]


async def _first(setup: BenchSetup, path: str) -> float:
    """Return the milliseconds of CPU of the first request to a new worker."""
    async with setup.playing(LINE) as (server, _):
        await settled(server)
        begin = server.cpu_seconds()
        async with setup.http.get(server.address + path) as answer:
            assert answer.status == 200
            await answer.read()
        return (server.cpu_seconds() - begin) * 1000


async def settled(server: Running) -> None:
    """Wait until a worker has nothing left to do, such as the warm-up after its start."""
    before = -1.0
    while (spent := server.cpu_seconds()) - before > QUIET_CPU:
        before = spent
        await asyncio.sleep(QUIET_SECONDS)


async def _print() -> None:
    async with opened_setup() as setup:
        found = await measure_tables(setup)
    print(f"{ROWS} services saved: {spread(found.sheets, ' s')}; {found.growth / MIB:+.1f} MiB after {SHEETS}")
    for kind, costs in found.portfolio.items():
        print(f"{kind} of {ROWS}, first: {spread(costs, ' ms')}")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_print())
