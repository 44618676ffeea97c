"""Fixtures for every test: Radap's own criteria and catalogues, and a conversation with them."""

import gc
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bot.database.disk_space import ENOUGH_BYTES, free_bytes
from bot.database.embedded_server import EmbeddedRedis
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.standard.criteria import Criteria
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.standard_engine import standard_engine

# No test depends on the machine's speed: by default hypothesis fails an example that takes longer than 200 ms.
hypothesis.settings.register_profile("radap", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("radap")

MEMORY = "/dev/shm"  # noqa: S108 - the folder made in it is private and has a random name


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-transcripts", action="store_true", help="write the golden transcripts anew")
    parser.addoption("--no-skips", action="store_true", help="fail if a test was skipped, as where CI lacks a program")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With --no-skips, a run that is green but for skipped tests fails."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and terminal.stats.get("skipped") and session.config.getoption("--no-skips"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was not run, and why: one line for each reason, where `-rs` has one for each test."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section("NOT RUN", yellow=True, bold=True)
    for reason, tests in reasons.most_common():
        terminalreporter.write_line(f"{tests} tests: {reason}")


def pytest_configure() -> None:
    """Show operators' texts in English, whatever the language of this machine is. LANGUAGE comes before the locale."""
    os.environ["LANGUAGE"] = "en"


def pytest_collection_finish() -> None:
    """Exempt all that was imported and collected from garbage collection, as the server does: 10 % less CPU time."""
    gc.freeze()


#: Loggers whose levels a server changes that runs in the tests' own process.
LOGGERS = ("", "uvicorn", "uvicorn.error", "uvicorn.access")


@pytest.fixture(autouse=True)
def log_levels() -> Iterator[None]:
    """Restore the levels, so that no test sees more of the log because of the one before."""
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(scope="session")
def dialogue() -> Engine:
    return standard_engine()


@pytest.fixture(scope="session")
def criteria(dialogue: Engine) -> Criteria:
    return dialogue.rules.criteria


@pytest.fixture(scope="session")
def catalogues(dialogue: Engine) -> Catalogues:
    return dialogue.rules.catalogues


@pytest.fixture(scope="session")
def redis_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of the tests' database: in memory where there is room, because it syncs each write."""
    if not os.access(MEMORY, os.W_OK) or free_bytes(Path(MEMORY)) < 2 * ENOUGH_BYTES:
        yield tmp_path_factory.mktemp("redis")
        return
    with TemporaryDirectory(dir=MEMORY, prefix="radap-tests-") as folder:
        yield Path(folder)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_url(redis_folder: Path) -> AsyncIterator[str]:
    """The tests' Redis, which runs until the last of them."""
    async with EmbeddedRedis(redis_folder) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the tests' Redis, which is empty."""
    async with Redis.from_url(redis_url) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def api() -> AsyncIterator[RecordingApi]:
    """The platforms' APIs, which record every call."""
    async with RecordingApi() as api:
        yield api


@pytest.fixture
def ids() -> Ids:
    return Ids()


@pytest.fixture
def say(catalogues: Catalogues) -> Wording:
    return catalogues[Language.THAI]
