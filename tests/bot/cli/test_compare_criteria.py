"""`radap compare-criteria` as an operator runs it."""

import json
import os
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.config.data_files import criteria_file
from bot.config.encryption_keys import new_key
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.store import Store
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.cli.test_cli import radap as radap_program
from tests.bot.storage.test_outcome_counts import store_mixture, token
from tests.fakes.radap_command import radap
from tests.fakes.second_edition import EDITION, GROUP_NAME, IDENTITY_FULL, plain_second_edition
from tests.fakes.services import plain_store

NOT_COUNTED = "Stored results were not counted"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and no setting of the machine."""
    for name in ("REDIS_URL", "ENCRYPTION_KEYS", "CRITERIA_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def old(tmp_path: Path) -> str:
    copy = tmp_path / "old.json"
    copy.write_bytes(criteria_file().read_bytes())
    return str(copy)


@pytest.fixture
def new(tmp_path: Path) -> str:
    copy = tmp_path / "new.json"
    copy.write_text(json.dumps(plain_second_edition()), "utf-8")
    return str(copy)


def test_what_changes_is_listed_in_thai_letters(old: str, new: str, criteria: Criteria, data_folder: Path) -> None:
    done = radap("compare-criteria", old, new)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == f"{criteria.edition.id} → {EDITION}"
    assert f"3.1, name.th: {criteria.group_by_id['3.1'].name.th} → {GROUP_NAME['th']}" in lines
    assert "identity, standard, full.th:" in lines
    assert f"+ {IDENTITY_FULL['th']}" in lines
    assert f"- {criteria.process_by_id['identity'].levels['standard'].full.th}" in lines
    assert "3.1, tracking: M → O" in lines
    assert "3.1, security: S → I" in lines
    assert lines[-1].startswith(NOT_COUNTED)
    assert not data_folder.exists(), "a comparison creates no database"


def test_one_json_object_says_the_same(old: str, new: str, criteria: Criteria) -> None:
    done = radap("compare-criteria", old, new, "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert GROUP_NAME["th"] in done.stdout
    assert (data["format"], data["old"], data["new"], data["results"]) == (1, criteria.edition.id, EDITION, None)
    cell = {"part": "table_2", "item": "3.1 tracking", "kind": "changed", "field": "", "old": "M", "new": "O"}
    assert cell in data["changes"]


def test_the_same_file_twice_has_no_difference(old: str) -> None:
    done = radap("compare-criteria", old, old)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no difference" in done.stdout
    assert json.loads(radap("compare-criteria", old, old, "--json").stdout)["changes"] == []


def test_two_files_of_one_edition_are_told_apart_by_a_warning(old: str, tmp_path: Path, criteria: Criteria) -> None:
    plain = plain_second_edition()
    plain["edition"]["id"] = criteria.edition.id
    copy = tmp_path / "same.json"
    copy.write_text(json.dumps(plain), "utf-8")
    done = radap("compare-criteria", old, str(copy))
    assert done.returncode == 0
    assert "edition.id" in done.stderr


@pytest.mark.parametrize("place", ["old", "new"])
def test_a_file_with_faults_is_refused_by_name_with_place_and_remedy(old: str, tmp_path: Path, place: str) -> None:
    wrong = plain_second_edition()
    del wrong["processes"][4]["question"]["en"]
    copy = tmp_path / "wrong.json"
    copy.write_text(json.dumps(wrong), "utf-8")
    done = radap("compare-criteria", *((str(copy), old) if place == "old" else (old, str(copy))))
    assert (done.returncode, done.stdout) == (1, "")
    assert "wrong.json" in done.stderr
    assert "processes.4.question.en" in done.stderr
    assert "Add it." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told(old: str, tmp_path: Path) -> None:
    done = radap("compare-criteria", old, str(tmp_path / "nothing.json"))
    assert done.returncode == 1
    assert "nothing.json" in done.stderr
    assert "Traceback" not in done.stderr


async def test_stored_results_are_counted_and_nobody_is_named(
    old: str, new: str, store: Store, redis: Redis, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_mixture(store, result)
    monkeypatch.setenv("REDIS_URL", f"unix://{redis.connection_pool.connection_kwargs['path']}")
    done = radap("compare-criteria", old, new)
    assert (done.returncode, done.stderr) == (0, ""), "no progress is shown where nobody looks at a terminal"
    lines = [line.strip() for line in done.stdout.splitlines()]
    for line in (
        "Stored results: 58",
        "outcome unchanged: 30",
        "outcome changed: 20",
        "other missing processes: 20",
        "other processes to raise: 20",
        "other verdict on processes: 20",
        "other verdict on levels: 0",
        "of another edition than draft-2567-02: 5",
        "unreadable: 3",
    ):
        assert line in lines
    data = json.loads(radap("compare-criteria", old, new, "--json").stdout)["results"]
    assert data == {
        "total": 58,
        "unchanged": 30,
        "changed": 20,
        "not_comparable": 0,
        "other_edition": 5,
        "unreadable": 3,
        "kinds": {"group": 0, "missing": 20, "raise": 20, "processes_verdict": 20, "levels_verdict": 0},
    }
    for secret in (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, token(1)):
        assert secret not in done.stdout


async def test_the_built_in_database_is_read_where_it_has_run(
    old: str, new: str, data_folder: Path, result: Result
) -> None:
    async with EmbeddedRedis(data_folder) as url:
        async with Redis.from_url(url) as redis:
            await store_mixture(plain_store(redis, 600, 600), result)
        running = radap("compare-criteria", old, new)
    assert "outcome changed: 20" in running.stdout
    stopped = radap("compare-criteria", old, new)
    assert (stopped.returncode, stopped.stdout) == (0, running.stdout)


def test_a_database_that_does_not_answer_is_told_after_the_differences(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    done = radap("compare-criteria", old, new)
    assert done.returncode == 1
    assert "3.1, tracking: M → O" in done.stdout
    assert "REDIS_URL" in done.stderr
    assert "Traceback" not in done.stderr


async def test_results_under_a_key_that_is_not_set_are_unreadable(
    old: str, new: str, store: Store, redis: Redis, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_mixture(store, result)
    monkeypatch.setenv("REDIS_URL", f"unix://{redis.connection_pool.connection_kwargs['path']}")
    monkeypatch.setenv("ENCRYPTION_KEYS", new_key())
    done = radap("compare-criteria", old, new)
    assert done.returncode == 0
    assert "unreadable: 58" in done.stdout


async def test_progress_is_shown_on_a_terminal(
    old: str, new: str, store: Store, redis: Redis, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_mixture(store, result)
    monkeypatch.setenv("REDIS_URL", f"unix://{redis.connection_pool.connection_kwargs['path']}")
    terminal, side = os.openpty()
    try:
        done = radap_program("compare-criteria", old, new, stderr=side)
        shown = os.read(terminal, 1000).decode()
    finally:
        os.close(terminal)
        os.close(side)
    assert done.returncode == 0
    assert shown.strip() == "58 results read"
