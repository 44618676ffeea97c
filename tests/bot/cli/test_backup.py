"""`radap backup` and `radap restore` as an operator runs them, with the built-in database."""

import asyncio
import gzip
import hashlib
import json
import os
import pty
import subprocess
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.cli.doctor import run_checks
from bot.cli.main import main
from bot.config.encryption_keys import new_key, read_key
from bot.config.settings import load_settings
from bot.database.embedded_server import EmbeddedRedis
from bot.errors import BackupUnreadable
from bot.storage.backup_file import BackupWriter, StoredRecord, check_backup
from bot.storage.encryption import RecordCipher
from bot.storage.keys import COOKIE_KEY, UNFINISHED_RESTORE_KEY
from bot.storage.store import Store
from flows.model.result import Result
from tests import worked_example
from tests.bot.cli.test_cli import RADAP, radap
from tests.fakes.stored_keys import life_times, stored_keys
from tests.fakes.worked_result import publish

KEY = new_key()
FORMAT_1 = Path(__file__).parents[2] / "data" / "backups" / "format_1.backup"
HOUR_MS = 3_600_000
KEPT = "radap:{1}:session"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("REDIS_URL", "CRITERIA_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "first"))


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Redis]:
    async with EmbeddedRedis(folder) as url:
        redis = Redis.from_url(url)
        yield redis
        await redis.aclose()


async def run(command: str, *arguments: object, folder: Path, success: bool = True) -> str:
    """Run a command on a data folder; return its output, or of one that must fail what it says on standard error.

    The command line is run in this process, in a thread of its own: a process of Python's takes a second to start.
    """
    output, errors = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(errors), pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_DIR", str(folder))
        status = await asyncio.to_thread(main, [command, *map(str, arguments)])
    assert (status == 0) is success, errors.getvalue()
    return output.getvalue() if success else errors.getvalue()


def write_backup(path: Path, records: Iterable[StoredRecord], made_at: datetime | None = None) -> Path:
    with path.open("wb") as file:
        writer = BackupWriter(file, "0.2.0", made_at or datetime.now(UTC))
        for record in records:
            writer.write(record)
        writer.finish()
    return path


def record(key: str = KEPT, expires_at: int = 0) -> StoredRecord:
    return StoredRecord(key, "string", expires_at, (b"\x02any bytes\xff",))


async def fill(redis: Redis, result: Result) -> None:
    """Every type that Radap stores, a set, other programs' keys, and a real encrypted result."""
    cipher = RecordCipher([read_key(KEY)])
    await publish(Store(redis, session_seconds=600, result_seconds=600, cipher=cipher), result)
    await redis.set("radap:{1}:session", bytes(range(256)), px=HOUR_MS)
    await redis.hset("radap:{1}:finished", mapping={f"a{number}": os.urandom(40) for number in range(9000)})
    await redis.rpush("radap:{1}:bubbles", b"3", b"1", b"2")
    await redis.zadd("radap:{1}:topics", {"7": 1.5, "8": 1764355810})
    await redis.pexpire("radap:{1}:finished", 2 * HOUR_MS)
    await redis.set("radap:{2}:session", b"")
    await redis.sadd("radap:{3}:later", b"x", b"y")
    await redis.set("radap:{edition}:criteria", "{}")
    await redis.set(COOKIE_KEY, b"\x01key")
    await redis.set("other:key", "of another program")


async def test_a_restored_database_is_that_of_the_backup(tmp_path: Path, result: Result) -> None:
    """Every byte is as it was stored, and every record has as long to live as the one that was backed up."""
    file = tmp_path / "radap.backup"
    async with database(tmp_path / "first") as redis:
        await fill(redis, result)
        before, lives = await stored_keys(redis, "radap:*"), await life_times(redis)
        said = await run("backup", file, folder=tmp_path / "first")
        assert said.startswith(f"{file}: {len(before)} records, {file.stat().st_size:,} bytes.")
    said = await run("restore", "--yes", file, folder=tmp_path / "second")
    assert f"Restored: {len(before)} records" in said
    async with database(tmp_path / "second") as redis:
        assert await stored_keys(redis) == before
        after = await life_times(redis)
    assert {key for key in before if lives[key] == -1} == {key for key in before if after[key] == -1}
    assert all(lives[key] - 60_000 < after[key] <= lives[key] for key in before)
    text = file.read_text("utf-8")
    assert "other:key" not in text
    assert worked_example.SERVICE not in text


async def test_the_file_is_private_and_replaces_the_last_one_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "radap.backup"
    file.write_text("the last one")
    file.chmod(0o644)
    async with database(tmp_path / "first") as redis:
        await redis.set(KEPT, "x")
        previous = os.umask(0)
        try:
            await run("backup", file, folder=tmp_path / "first")
        finally:
            os.umask(previous)
        assert file.stat().st_mode & 0o777 == 0o600
        content = file.read_bytes()
        await redis.xadd("radap:{1}:stream", {"field": "value"})
        assert "type stream" in await run("backup", file, folder=tmp_path / "first", success=False)
    assert file.read_bytes() == content
    assert {path.name for path in tmp_path.iterdir()} == {"radap.backup", "first"}


async def test_a_link_to_a_backup_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "latest").symlink_to(tmp_path / "real" / "today")
    async with database(tmp_path / "first") as redis:
        await redis.set(KEPT, "x")
        await run("backup", tmp_path / "latest", folder=tmp_path / "first")
    assert (tmp_path / "latest").is_symlink()
    assert check(tmp_path / "real" / "today") == 1


def check(file: Path) -> int:
    with file.open("rb") as content:
        return check_backup(content, file.name).records


@pytest.mark.parametrize("name", [".", "missing/radap.backup"])
async def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, name: str) -> None:
    async with database(tmp_path / "first") as redis:
        await redis.set(KEPT, "x")
        said = await run("backup", tmp_path / name, folder=tmp_path / "first", success=False)
    assert str((tmp_path / name).resolve()) in said


async def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert "no database" in await run("backup", tmp_path / "file", folder=tmp_path / "first", success=False)
    assert list(tmp_path.iterdir()) == []


async def test_records_without_encryption_are_pointed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCRYPTION_KEYS")
    async with database(tmp_path / "first") as redis:
        await redis.set(KEPT, "x")
        assert "not encrypted" in radap("backup", str(tmp_path / "file")).stderr


async def test_what_has_expired_since_is_not_restored(tmp_path: Path) -> None:
    now = int(datetime.now(UTC).timestamp() * 1000)
    records = [record(), record("radap:{2}:session", now - 1), record("radap:{3}:session", now + HOUR_MS)]
    file = write_backup(tmp_path / "file", records, datetime.now(UTC) - timedelta(days=3))
    said = await run("restore", "--yes", file, folder=tmp_path / "first")
    assert "3 days ago" in said
    assert "brings back what officers deleted" in said
    assert "Restored: 2 records. Expired since the back-up, and not restored: 1." in said
    async with database(tmp_path / "first") as redis:
        lives = await life_times(redis)
    assert lives.keys() == {KEPT, "radap:{3}:session"}
    assert HOUR_MS - 60_000 < lives["radap:{3}:session"] <= HOUR_MS


async def test_a_database_with_records_is_replaced_only_by_force(tmp_path: Path) -> None:
    """Then its records are those of the back-up; what is not of officers stays."""
    file = write_backup(tmp_path / "file", [record()])
    async with database(tmp_path / "first") as redis:
        await redis.set("radap:{edition}:criteria", "{}")
        await redis.set("radap:{9}:session", "written since")
        await redis.set("other:key", "of another program")
        before = await stored_keys(redis)
        assert "--force" in await run("restore", "--yes", file, folder=tmp_path / "first", success=False)
        assert await stored_keys(redis) == before
        assert "removed first" in await run("restore", "--yes", "--force", file, folder=tmp_path / "first")
        del before["radap:{9}:session"]
        assert await stored_keys(redis) == before | {KEPT: ("string", record().values[0])}


async def test_a_server_that_has_only_been_started_is_restored_into_without_force(tmp_path: Path) -> None:
    file = write_backup(tmp_path / "file", [record()])
    async with database(tmp_path / "first") as redis:
        await redis.mset({"radap:{edition}:criteria": "{}", COOKIE_KEY: b"key", "other:key": "x"})
        await run("restore", "--yes", file, folder=tmp_path / "first")
        assert await redis.get(KEPT) == record().values[0]


@pytest.mark.parametrize(("answer", "is_restored"), [("yes\n", True), ("y\n", False), ("\x04", False)])
def test_a_restore_asks_in_a_terminal(tmp_path: Path, answer: str, is_restored: bool) -> None:
    file = write_backup(tmp_path / "file", [record()])
    terminal, end = pty.openpty()
    os.write(terminal, answer.encode())
    done = subprocess.run([*RADAP, "restore", file], stdin=end, capture_output=True, text=True, check=False)
    os.close(terminal)
    os.close(end)
    assert "Type yes to restore: " in done.stdout
    assert (done.returncode == 0) is is_restored
    assert ("Nothing was restored" in done.stderr) is not is_restored
    assert ("Restored: 1 records" in done.stdout) is is_restored


async def test_without_a_terminal_nothing_is_restored_unless_told_so(tmp_path: Path) -> None:
    file = write_backup(tmp_path / "file", [record()])
    assert "--yes" in await run("restore", file, folder=tmp_path / "first", success=False)
    async with database(tmp_path / "first") as redis:
        assert await redis.dbsize() == 0


def newer(content: bytes) -> bytes:
    """The same back-up in a format of later."""
    header, _, rest = content.partition(b"\n")
    plain = json.loads(header) | {"radap-backup": 2, "version": "9.0.0"}
    body = json.dumps(plain).encode() + b"\n" + rest[: rest.rindex(b"\n", 0, -1) + 1]
    return (
        body + json.dumps({"records": 2, "deletions": 0, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    )


def of_another_program(content: bytes) -> bytes:
    """A back-up with a true checksum that would write another program's key."""
    body = content[: content.rindex(b"\n", 0, -1) + 1].replace(b"radap:{1}", b"other:{1}")
    return (
        body + json.dumps({"records": 2, "deletions": 0, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    )


REFUSED: Sequence[tuple[Callable[[bytes], bytes], str]] = (
    (lambda _: b"", "no back-up of Radap"),
    (lambda _: b"REDIS0012\xfa\x09redis-ver", "no back-up of Radap"),
    (lambda _: b'{"radap":1}\n', "no back-up of Radap"),
    (gzip.compress, "no back-up of Radap"),
    (newer, "Install Radap 9.0.0 or later"),
    (lambda content: content[:-1], "cut off"),
    (lambda content: content[: content.rindex(b"\n", 0, -1) + 1], "cut off"),
    (lambda content: content[: len(content) // 2], "cut off"),
    (lambda content: content + content, "damaged"),
    (lambda content: content.replace(b"AmFueS", b"AmFueT", 1), "damaged"),
    (of_another_program, "damaged"),
)


async def test_a_file_that_is_no_whole_backup_is_refused(tmp_path: Path) -> None:
    file = write_backup(tmp_path / "file", [record(), record("radap:{2}:session")])
    content = file.read_bytes()
    for change, said in REFUSED:
        file.write_bytes(change(content))
        assert file.read_bytes() != content
        assert said in await run("restore", "--yes", "--force", file, folder=tmp_path / "first", success=False)
    assert not (tmp_path / "first").exists(), "no database was opened"


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    file = write_backup(tmp_path / "file", [record(), record("radap:{2}:session", 1)])
    content = file.read_bytes()
    for place in range(len(content)):
        for changed in {content[place] ^ 1, content[place] ^ 0x20, 0, 10} - {content[place]}:
            file.write_bytes(content[:place] + bytes([changed]) + content[place + 1 :])
            with pytest.raises(BackupUnreadable):
                check(file)


async def test_a_backup_of_the_first_format_is_read(tmp_path: Path) -> None:
    """Written by 0.2.0. Every later version restores it: a new format needs a file of its own beside it."""
    said = await run("restore", "--yes", FORMAT_1, folder=tmp_path / "first")
    assert "made on 2026-11-29 at 02:00 (Thailand's time) by Radap 0.2.0" in said
    async with database(tmp_path / "first") as redis:
        found, lives = await stored_keys(redis), await life_times(redis)
    assert found == {
        "radap:{draft-2567-02}:criteria": ("string", b"{}"),
        f"radap:{tag(1)}:result": ("string", b"\0\0\0\1\0result"),
        f"radap:{tag(1)}:views": ("string", b"3"),
        f"radap:{tag(4)}:session": ("string", b"\2\xff\0"),
        f"radap:{tag(4)}:finished": ("hash", {b"a1": b"\0\xfe", b"a2": b""}),
        f"radap:{tag(4)}:bubbles": ("list", [b"2", b"1", b"2"]),
        f"radap:{tag(4)}:topics": ("zset", [(b"7", 1.5), (b"8", 1764355810)]),
        f"radap:{tag(5)}:later": ("set", {b"x", b"y"}),
    }
    assert [key for key, life in lives.items() if life == -1] == ["radap:{draft-2567-02}:criteria"]


def tag(number: int) -> str:
    return f"{{{number:032}}}"


async def test_a_restore_that_was_interrupted_is_told_and_completed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mark of the first restore is what a killed one leaves; tests/reliability/test_backup.py kills one."""
    file, other = write_backup(tmp_path / "file", [record()]), write_backup(tmp_path / "other", [record(expires_at=1)])
    with file.open("rb") as content:
        mark = json.dumps([check_backup(content, "file").checksum, False])
    folder = tmp_path / "first"
    async with database(folder) as redis:
        await redis.mset({UNFINISHED_RESTORE_KEY: mark, "radap:{8}:session": "of the restore"})
        assert "interrupted" in await run("backup", tmp_path / "new", folder=folder, success=False)
        assert await run_checks(load_settings({"DATA_DIR": str(folder)})) == 1
        assert "Run `radap restore` again" in capsys.readouterr().out
        assert "another back-up" in await run("restore", "--yes", other, folder=folder, success=False)
        await run("restore", "--yes", file, folder=folder)
        assert await redis.exists(UNFINISHED_RESTORE_KEY) == 0
        assert await redis.get(KEPT) == record().values[0]
        await run_checks(load_settings({"DATA_DIR": str(folder)}))
        assert "radap restore" not in capsys.readouterr().out
