"""`radap report` as an operator runs it, on a known set of results."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.cli.report import NUMBER_WIDTH
from bot.config.encryption_keys import new_key, read_key
from bot.database.embedded_server import EmbeddedRedis
from bot.shared.terminal_width import text_width
from bot.storage.encryption import RecordCipher
from bot.storage.linked_records import Tombstone
from bot.storage.store import Store
from flows.i18n.dates import BANGKOK
from flows.model.link import Link, LinkKind
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.cli.test_operator_language import english
from tests.fakes.radap_command import radap
from tests.fakes.second_edition import second_edition
from tests.fakes.worked_result import publish

KEY = new_key()


def at(day: str, clock: str = "12:00") -> int:
    """A time in Thailand, in seconds since 1970."""
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BANGKOK).timestamp())


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """The store of the data folder that the command reads."""
    for name in ("REDIS_URL", "CRITERIA_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    async with EmbeddedRedis(tmp_path / "var") as url:
        redis = Redis.from_url(url)
        yield Store(redis, session_seconds=600, result_seconds=600, cipher=RecordCipher([read_key(KEY)]))
        await redis.aclose()


class Results:
    """Stores results, each under a token of its own."""

    def __init__(self, store: Store, first: int = 1) -> None:
        self._store, self._number = store, first - 1

    async def add(self, result: Result, times: int = 1, **changes: Any) -> str:
        """Store a result some times, and return the last token."""
        for _ in range(times):
            self._number += 1
            await publish(self._store, replace(result, token=f"token-number-{self._number:09}", **changes))
        return f"token-number-{self._number:09}"


async def add_known_set(store: Store, result: Result) -> None:
    """Forty confirmed assessments, six provisional ones, and what is left of assessments that were deleted or moved."""
    results = Results(store)
    best, worst = dict.fromkeys(result.levels, "advanced"), dict.fromkeys(result.levels, "none")
    await results.add(result, 22, assessed_at=at("2026-03-02", "00:10"))
    await results.add(result, 1, assessed_at=at("2026-03-02", "23:50"), open_until=1)
    await results.add(result, 12, levels=best, group="2", assessed_at=at("2026-03-03", "00:00"))
    await results.add(result, 5, levels=worst, group="1", assessed_at=at("2026-03-05"))
    await results.add(result, 6, is_provisional=True, levels={})
    for tombstone in Tombstone:
        gone = await results.add(result, assessed_at=at("2026-03-04"))
        await store.links.delete(Link(LinkKind.RESULT, gone), tombstone)


def report(*arguments: str) -> dict[str, Any]:
    done = radap("report", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    plain: dict[str, Any] = json.loads(done.stdout)
    return plain


async def test_each_assessment_is_counted_once(store: Store, result: Result) -> None:
    await add_known_set(store, result)
    plain = report()
    processes = {row.pop("process"): row for row in plain.pop("processes")}
    del plain["until"]
    assert plain == {
        "format": 1,
        "since": None,
        "rounded_to": 5,
        "conversations": 0,
        "confirmed": 40,
        "provisional": 5,
        "unreadable": 0,
        "days": {"2026-03-02": 25, "2026-03-03": 10, "2026-03-05": 5},
        "groups": {"1": 5, "2": 10, "3.1": 25, "3.2": 0, "4": 0},
        "verdicts": {
            "processes": {"conform": 10, "partial": 25, "none": 5},
            "levels": {"conform": 10, "partial": 25, "none": 5},
        },
    }
    assert processes["tracking"] == {"missing": 25, "below": 0}
    assert processes["identity"] == {"missing": 0, "below": 25}
    assert next(iter(processes)) == "tracking"


async def test_only_days_since_the_date_are_counted(store: Store, result: Result) -> None:
    await add_known_set(store, result)
    plain = report("--since", "2026-03-03")
    assert (plain["since"], plain["confirmed"]) == ("2026-03-03", 15)
    assert plain["days"] == {"2026-03-03": 10, "2026-03-05": 5}
    assert plain["groups"]["3.1"] == 0


async def test_small_numbers_are_hidden_and_cannot_be_subtracted(store: Store, result: Result) -> None:
    results = Results(store)
    await results.add(result, 30, assessed_at=at("2026-03-02"))
    await results.add(result, 9, group="2", assessed_at=at("2026-03-03"))
    await results.add(result, 3, group="1", assessed_at=at("2026-03-04"), is_provisional=False)
    await results.add(result, 2, is_provisional=True)
    plain = report()
    assert plain["confirmed"] == 40
    assert plain["provisional"] is None
    assert plain["groups"] == {"1": None, "2": None, "3.1": 30, "3.2": None, "4": None}
    assert plain["days"] == {"2026-03-02": 30}


async def test_the_text_says_the_same_without_names(store: Store, result: Result) -> None:
    await add_known_set(store, result)
    await Results(store, first=1000).add(result, assessed_at=at("2026-03-09"), group="4")
    done = radap("report", "--since", "2026-03-01")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Assessments in Radap, 2026-03-01 to ")
    cells = [line.split(maxsplit=1) for line in lines]
    for row in (["40", "Confirmed assessments"], ["25", "2026-03-02"], ["hidden", "4 Connected Services"]):
        assert any(cell[:1] == row[:1] and cell[1].startswith(row[1]) for cell in cells), row
    assert next(line for line in lines if "Status tracking" in line).split()[:2] == ["25", "0"]
    assert next(line for line in lines if "Identity" in line).split()[:2] == ["0", "25"]
    for name in (worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, "token"):
        assert name not in done.stdout


async def test_the_text_is_in_the_operators_language(
    store: Store, result: Result, criteria: Criteria, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the Thai names of groups and processes, and numbers in their column."""
    await add_known_set(store, result)
    await Results(store, first=1000).add(result, assessed_at=at("2026-03-09"), group="4")
    monkeypatch.setenv("LANGUAGE", "th")
    done = radap("report")
    assert (done.returncode, done.stderr) == (0, "")
    assert english(done.stdout) == []
    hidden = next(line for line in done.stdout.splitlines() if criteria.groups[-1].name.th in line)
    number, _, name = hidden.partition("  4 ")
    assert (text_width(number), number.strip(), name) == (NUMBER_WIDTH, "ไม่แสดง", criteria.groups[-1].name.th)
    assert all(process.name.th in done.stdout for process in criteria.process_by_id.values())


async def test_results_of_an_earlier_edition_are_judged_by_it(store: Store, result: Result, criteria: Criteria) -> None:
    earlier = second_edition()
    await Results(store).add(result, 10, edition=earlier.edition.id)
    assert unreadable(10) == 10
    await store.save_criteria(earlier.edition.id, earlier.model_dump_json(by_alias=True))
    plain = report()
    assert (plain["confirmed"], plain["unreadable"]) == (10, 0)
    assert all(row["missing"] == 0 for row in plain["processes"] if row["process"] == "tracking")


async def test_results_of_another_key_are_named_and_not_counted(
    store: Store, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Results(store).add(result, 7)
    monkeypatch.setenv("ENCRYPTION_KEYS", new_key())
    assert unreadable(5) == 5


def unreadable(named: int) -> int:
    """The number of results that are not counted, of a report that has nothing else."""
    done = radap("report", "--json")
    assert done.returncode == 0
    assert f"{named} stored results are not counted" in done.stderr
    plain = json.loads(done.stdout)
    assert plain["confirmed"] == 0
    return int(plain["unreadable"])


@pytest.mark.parametrize(
    ("day", "said"), [("2569-01-01", "common era"), ("1.3.2026", "no date"), ("2026-02-30", "no date")]
)
def test_a_wrong_date_is_explained(day: str, said: str) -> None:
    done = radap("report", "--since", day)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_database_there_is_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    done = radap("report")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no database" in done.stderr
    assert not (tmp_path / "var").exists()
