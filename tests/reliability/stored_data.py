"""Data folders as each version wrote them, and the officers whose conversations they hold.

`python -m tests.reliability.stored_data VERSION` writes a folder with the present program (`make stored-data`).
"""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key
from bot.database.embedded_server import EmbeddedRedis
from tests.fakes.browser_officer import BrowserOfficer
from tests.fakes.officers import ASSESSMENT, LineOfficer, TelegramOfficer, platform_settings
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.running_server import running_server

STORED = Path(__file__).parents[1] / "data" / "stored"
ARCHIVE, TOLD = "data.zip", "told.json"

#: The moves after which the conversations in progress are left: before the sixth level.
HALFWAY = len(ASSESSMENT) - 8

#: A later version's events have later numbers; one with an earlier number would count as repeated.
NUMBERS_LATER = 1_000_000


class Told(NamedTuple):
    """What the officers and the operator know of a folder.

    `codes` are the pages of codes that were given (from 0.6.0 on): a request for approval, and a question.
    """

    encryption_keys: str
    result: str
    portfolio: str
    cookie: str
    codes: tuple[str, ...] = ()


class Office:
    """A server, and the officers of a stored folder: one who is done, and three who are halfway."""

    def __init__(self, client: httpx.AsyncClient, api: RecordingApi, cookie: str, ids: Ids) -> None:
        self.client = client
        self.done, self.in_line = LineOfficer(api, ids, 1), LineOfficer(api, ids, 2)
        self.in_telegram = TelegramOfficer(api, ids, 3)
        self.in_browser = BrowserOfficer(cookie, ids.number())

    @property
    def halfway(self) -> tuple[LineOfficer, TelegramOfficer, BrowserOfficer]:
        return self.in_line, self.in_telegram, self.in_browser

    async def play(self, officer: LineOfficer | TelegramOfficer | BrowserOfficer, *moves: str) -> None:
        """Make moves, each of which is accepted."""
        for move in moves:
            call = officer.act(move)
            answer = await self.client.post(call.path, content=call.body, headers=call.headers)
            assert answer.status_code == 200
            if isinstance(officer, BrowserOfficer):
                officer.see(answer.content)


@asynccontextmanager
async def office(folder: Path, keys: str, cookie: str = "", first_number: int = 1) -> AsyncIterator[Office]:
    """Serve a data folder; without a cookie a new visitor opens the chat page."""
    async with RecordingApi() as api:
        settings = platform_settings(api) | {"ENCRYPTION_KEYS": keys, "CHAT_PAGE": "on"}
        async with (
            running_server(folder, **settings) as server,
            httpx.AsyncClient(base_url=server, timeout=20) as client,
        ):
            if not cookie:
                cookie = (await client.get("/chat")).headers["set-cookie"].partition(";")[0]
            yield Office(client, api, cookie, Ids(count(first_number)))


async def write_folder(version: str) -> None:
    """Write a data folder with the present program, and what the officers know of it."""
    target = STORED / version
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        told = await _fill(folder)
        await _make_lasting(folder)
        for name in ("redis.log", "redis.lock", "server.lock"):
            (folder / name).unlink()
        await asyncio.to_thread(shutil.make_archive, str(target / Path(ARCHIVE).stem), "zip", folder)
    (target / TOLD).write_text(json.dumps(told._asdict(), indent=2) + "\n")


async def _fill(folder: Path) -> Told:
    keys = new_key()
    async with office(folder, keys) as served:
        await served.play(served.done, *ASSESSMENT)
        result = httpx.URL(served.done.link()).path
        assert (await served.client.get(result)).status_code == 200
        await served.play(served.done, "=my results", "share_all")
        portfolio = next(httpx.URL(link).path for link in served.done.links() if "example.go.th/p/" in link)
        codes = []
        for moves in (("=ask for approval", "ask"), ("=ask a colleague", "level_identity")):
            await served.play(served.done, *moves)
            codes += [httpx.URL(link).path for link in served.done.links() if "example.go.th/k/" in link][:1]
        for officer in served.halfway:
            await served.play(officer, *ASSESSMENT[:HALFWAY])
        return Told(keys, result, portfolio, served.in_browser.cookie, tuple(codes))


async def _make_lasting(folder: Path) -> None:
    """Remove all times to live, and write the data as one snapshot, so that the folder can be read in years."""
    async with EmbeddedRedis(folder) as url, Redis.from_url(url) as redis:
        for key in await redis.keys("*"):
            await redis.persist(key)
        await redis.bgrewriteaof()
        while (await redis.info("persistence"))["aof_rewrite_in_progress"]:
            await asyncio.sleep(0.05)
        assert {await redis.ttl(key) for key in await redis.keys("*")} == {-1}


def unpack(version: str, folder: Path) -> Told:
    """Unpack a version's data folder, and return what is known of it."""
    shutil.unpack_archive(STORED / version / ARCHIVE, folder)
    return read_told(version)


def read_told(version: str) -> Told:
    """Return what is known of a version's folder."""
    return Told(**json.loads((STORED / version / TOLD).read_text()))


def versions() -> list[str]:
    """The versions that have such a folder."""
    return sorted(path.parent.name for path in STORED.glob(f"*/{ARCHIVE}"))


if __name__ == "__main__":
    asyncio.run(write_folder(sys.argv[1]))
