"""`python -m tests.bench`: measure everything and write docs/benchmarks.md."""

import asyncio
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import uvloop

from bot.database.open_database import program_of
from tests.bench.cluster import measure_cluster
from tests.bench.collections import measure_collection
from tests.bench.comparison import compare
from tests.bench.files import measure_files
from tests.bench.group import last_answers
from tests.bench.limits import LINE, TELEGRAM, crowds, doubled, flatness, stored_bytes
from tests.bench.program import PEERS, ROOT
from tests.bench.report import Measured, write_report
from tests.bench.setup import BenchSetup, opened_setup
from tests.bench.tables import measure_tables

REPORT = ROOT / "docs" / "benchmarks.md"
PEERS_PACKAGES = ("aiogram", "python-telegram-bot", "line-bot-sdk", "fastapi", "uvicorn", "redis")


async def measure(setup: BenchSetup) -> Measured:
    """Run all measurements, one after the other."""
    runs = await compare(setup)
    say("8 to 500 at once")
    at_once = {program.platform: await crowds(setup, program) for program in (TELEGRAM, LINE)}
    say("the members of a group at once")
    groups = {program.platform: await last_answers(setup, program) for program in (TELEGRAM, LINE)}
    say("what is stored")
    stored = await stored_bytes(setup)
    say("few and many stored conversations")
    flat = await flatness(setup)
    say("two workers")
    two = await doubled(setup)
    say("pages and files")
    files = await measure_files(setup)
    say("tables of 500 services")
    tables = await measure_tables(setup)
    say("a collection of 20,000 services")
    collection = await measure_collection(setup)
    say("cluster")
    cluster = await measure_cluster(setup)
    redis = program_of(await setup.redis.client.info("server"))
    return Measured(
        runs=runs,
        crowds=at_once,
        groups=groups,
        stored=stored,
        flatness=flat,
        doubled=two,
        files=files,
        tables=tables,
        collection=collection,
        cluster=cluster,
        redis=redis,
        peers=peer_versions(),
        cores=os.cpu_count() or 0,
    )


def say(what: str) -> None:
    """Print a line of progress."""
    print(f"  {what}", flush=True)


def peer_versions() -> Mapping[str, str]:
    """Return the versions of the packages in the peers' environment."""
    program = "import sys\nfrom importlib.metadata import version\nfor name in sys.argv[1:]: print(version(name))"
    answer = subprocess.run([PEERS, "-c", program, *PEERS_PACKAGES], check=True, capture_output=True, text=True)
    return dict(zip(PEERS_PACKAGES, answer.stdout.split(), strict=True))


async def main(report: Path) -> None:
    """Measure, and write the report."""
    begin = time.perf_counter()
    async with opened_setup() as setup:
        report.write_text(write_report(await measure(setup)), encoding="utf-8")
    print(f"{report.relative_to(ROOT)} written after {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(REPORT))
