"""What `radap doctor` and the start report say of the stored records: their keys, their size, the room for more."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.assembly import make_store, make_turn_handler
from bot.cli.doctor import run_checks
from bot.config.settings import Settings, load_settings
from bot.database.embedded_server import EmbeddedRedis
from bot.observability.metrics import Metrics
from bot.turns.incoming_event import IncomingEvent
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Text
from flows.standard.criteria import Criteria
from tests.fakes.running_server import running_server

SECRET_TEXT = "กรมตัวอย่าง"
OLD, NEW = (urlsafe_b64encode(byte * 32).decode() for byte in (b"1", b"2"))


async def store_something(redis: Redis, settings: Settings, criteria: Criteria, catalogues: Catalogues) -> None:
    turns = make_turn_handler(settings, criteria, catalogues, make_store(settings, redis), Metrics())
    for officer in range(3):
        for number, words in enumerate(("1", SECRET_TEXT)):
            await turns.handle(IncomingEvent("test", f"test:{officer}", str(number), Text(words), Language.THAI))


def line_of(told: str, subject: str) -> tuple[str, str]:
    """Return the line of a check, and the one below it."""
    lines = told.splitlines()
    (place,) = [number for number, line in enumerate(lines) if f"  {subject}  " in line]
    return lines[place], lines[place + 1]


@pytest.mark.parametrize(
    ("written", "now", "status", "text", "remedy"),
    [
        ("", "", "ok", "could be opened", ""),
        (OLD, OLD, "ok", "could be opened", ""),
        (OLD, f"{NEW},{OLD}", "ok", "could be opened", ""),
        (OLD, NEW, "failed", "a key that ENCRYPTION_KEYS lacks", "Add the key"),
        (OLD, "", "failed", "ENCRYPTION_KEYS is not set", "Set ENCRYPTION_KEYS"),
        ("", NEW, "failed", "not encrypted", ",unencrypted"),
        ("", f"{NEW},unencrypted", "ok", "could be opened", ""),
    ],
)
async def test_the_keys_are_tried_on_stored_records(
    written: str,
    now: str,
    status: str,
    text: str,
    remedy: str,
    tmp_path: Path,
    criteria: Criteria,
    catalogues: Catalogues,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        before = load_settings({"REDIS_URL": url, "ENCRYPTION_KEYS": written})
        await store_something(redis, before, criteria, catalogues)
        kept = {key: await redis.dump(key) for key in await redis.keys()}
        failed = await run_checks(load_settings({"REDIS_URL": url, "ENCRYPTION_KEYS": now}))
        assert kept == {key: await redis.dump(key) for key in await redis.keys()}, "nothing is changed"
    told = capsys.readouterr().out
    line, below = line_of(told, "keys")
    assert (line.split()[0], failed) == (status, int(status == "failed"))
    assert text in line
    assert remedy in below
    assert SECRET_TEXT not in told
    assert not any(key in told for key in (OLD, NEW))


@pytest.mark.parametrize(("now", "warns"), [(OLD, False), (NEW, True)])
async def test_the_start_report_warns_of_wrong_keys(
    now: str, warns: bool, tmp_path: Path, criteria: Criteria, catalogues: Catalogues
) -> None:
    reports: list[str] = []
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        before = load_settings({"REDIS_URL": url, "ENCRYPTION_KEYS": OLD})
        await store_something(redis, before, criteria, catalogues)
        async with running_server(tmp_path, reports.append, REDIS_URL=url, ENCRYPTION_KEYS=now):
            pass
    assert ("a key that ENCRYPTION_KEYS lacks. Add the key" in reports[0]) is warns


async def test_an_empty_database_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run_checks(load_settings({"DATA_DIR": str(tmp_path), "ENCRYPTION_KEYS": NEW})) == 0
    told = capsys.readouterr().out
    assert "nothing is stored yet" in line_of(told, "keys")[0]
    assert f"free in {tmp_path}" in told


async def test_a_damaged_record_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        await redis.set("radap:{x}:result", b"\0\0\0\1" + b"\x07nonsense")
        assert await run_checks(load_settings({"REDIS_URL": url, "ENCRYPTION_KEYS": NEW})) == 1
    assert "1 of 1 records read are damaged" in capsys.readouterr().out


async def test_a_database_that_is_nearly_full_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        # So much that the server's own buffers do not matter.
        await redis.setrange("other", 32_000_000, "x")
        used = (await redis.info("memory"))["used_memory"]
        await redis.config_set("maxmemory", int(used / 0.9))
        assert await run_checks(load_settings({"REDIS_URL": url})) == 0
        line, below = line_of(capsys.readouterr().out, "memory")
        assert line.split()[0] == "warning"
        assert "maxmemory" in below
        await redis.config_set("maxmemory", "1gb")
        assert await run_checks(load_settings({"REDIS_URL": url})) == 0
    assert "of 1.0 GB used" in line_of(capsys.readouterr().out, "memory")[0]


async def test_a_user_who_may_not_read_all_keys_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as redis:
        await redis.acl_setuser("default", enabled=True, categories=["+@all"], commands=["-scan"], nopass=True)
        assert await run_checks(load_settings({"REDIS_URL": url})) == 0
        await redis.acl_setuser("default", enabled=True, categories=["+@all"], nopass=True)
    line, below = line_of(capsys.readouterr().out, "keys")
    assert line.split()[0] == "warning"
    assert "SCAN" in below
