"""`python -m tests.bench.batches`: CPU and memory of sending and saving tables of 500 services."""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from bot.config.data_files import load_catalogues, load_criteria
from bot.database.embedded_server import EmbeddedRedis
from bot.sheets.sheet_reader import CHAT_LIMITS
from bot.turns.incoming_event import IncomingEvent
from bot.turns.turn_handler import TurnHandler
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.model.events import FileSent
from tests.bench.sheets import KIB, cpu, resident
from tests.bot.turns.test_turn_handler import Officer
from tests.fakes.services import make_turns, plain_store
from tests.fakes.tables import csv_table, xlsx_table

ROUNDS = 10


async def send_and_save(turns: TurnHandler, officer: Officer, name: str, content: bytes) -> tuple[float, float]:
    """Return the seconds of CPU until the table is told, and until it is saved."""

    async def fetch() -> bytes:
        return content

    incoming = IncomingEvent("test", officer.conversation, name, FileSent(name))
    begin = cpu()
    await turns.handle(incoming)
    officer.reply = await turns.read_file(incoming, fetch)
    told = cpu()
    await officer.tap("yes")
    return told - begin, cpu() - told


async def main() -> None:
    """Print the medians, and how much the process grew after the first table."""
    engine = Engine(load_criteria(None), load_catalogues(), Retention(session_days=180, result_days=365))
    with TemporaryDirectory() as folder:
        async with EmbeddedRedis(Path(folder)) as url, Redis.from_url(url) as redis:
            turns = make_turns(engine, plain_store(redis, session_seconds=9000, result_seconds=9000))
            officer = Officer(turns)
            await officer.type("/start")
            await officer.tap("agree")
            times: list[tuple[float, float]] = []
            after_first = 0
            for number in range(ROUNDS):
                services = [f"บริการขออนุญาตประเภทที่ {number} ลำดับที่ {row}" for row in range(CHAT_LIMITS.rows)]
                content = (xlsx_table if number % 2 else csv_table)(*services)
                times.append(await send_and_save(turns, officer, f"file-{number}", content))
                after_first = after_first or resident()
            grown = (resident() - after_first) / KIB / KIB
    told, saved = (median(column) * 1000 for column in zip(*times, strict=True))
    spent = f"{told:.0f} ms CPU until told, {saved:.0f} ms to save"
    print(f"{CHAT_LIMITS.rows} services: {spent}, {grown:+.1f} MiB after {ROUNDS}")


if __name__ == "__main__":
    asyncio.run(main())
