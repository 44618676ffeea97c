"""The benchmark report."""

from dataclasses import replace
from typing import Any

import pytest

from tests.bench.cluster import Clustered
from tests.bench.collections import CollectionCosts
from tests.bench.files import FileCost, Files
from tests.bench.limits import FEW, MANY, Doubled
from tests.bench.load import Cost
from tests.bench.measurements import MIB, Run
from tests.bench.program import PROGRAMS
from tests.bench.report import Measured, write_report
from tests.bench.tables import TableCosts

COST = Cost(turns=100, cpu=0.1, elapsed=1.0, latencies=[0.01] * 100, commands=300, round_trips=200, calls=100)
RUN = Run(COST, COST, COST, memory=100 * 1024 * 1024, seconds_to_ready=1.0, stored_bytes=500.0)
MEASURED = Measured(
    runs={program: [RUN, RUN] for program in PROGRAMS},
    crowds={"telegram": {8: COST}, "line": {8: COST}},
    groups={"telegram": [0.2], "line": [0.2]},
    stored={"running": 500, "finished": 520, "list": 408, "result": 264},
    flatness={FEW: [1.0], MANY: [1.0]},
    doubled=Doubled(100.0, 200.0, [2.0]),
    files=Files([FileCost(kind, [3.0], [0.3]) for kind in ("page", ".pdf")], 100, 200),
    collection=CollectionCosts(150.0, [60.0], [7.0], 60.0, {"csv": 400.0}, (0.3, 0.3), 4 * MIB),
    tables=TableCosts([0.3], {"page": [120.0], ".csv": [90.0]}, 5 * MIB),
    cluster=Clustered(COST, [1, 2, 3], 0),
    redis="7.2.0",
    peers={"aiogram": "3.0"},
    cores=2,
)


def test_the_report_names_every_program_and_every_target() -> None:
    report = write_report(MEASURED)
    for program in PROGRAMS:
        assert report.count(f"| {program.platform} | {program.name} | ") == 2
    assert "| CPU of a Telegram turn ÷ aiogram FSM | ≤ 0.45 | 1.00 (1.00–1.00) | **missed** |" in report
    assert "| Redis: a finished one with its result | ≤ 1536 bytes | 1192.00 bytes | met |" in report


@pytest.mark.parametrize(("bytes_kept", "outcome"), [(1024, "met"), (1025, "**missed**")])
def test_a_target_is_met_at_its_limit_and_missed_above(bytes_kept: int, outcome: str) -> None:
    report = write_report(replace(MEASURED, stored=dict(MEASURED.stored) | {"running": bytes_kept}))
    assert f"| Redis: a running assessment | ≤ 1024 bytes | {bytes_kept}.00 bytes | {outcome} |" in report


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({}, 0),
        ({"sheets": [1.01]}, 1),
        ({"portfolio": {"page": [301.0], ".csv": [299.0]}}, 1),
        ({"growth": 11 * MIB}, 1),
    ],
)
def test_tables_have_targets_of_their_own(change: dict[str, Any], missed: int) -> None:
    every = write_report(MEASURED).count("**missed**")
    report = write_report(replace(MEASURED, tables=replace(MEASURED.tables, **change)))
    assert report.count("**missed**") == every + missed
    assert "| 500 services read, checked and saved, CPU | ≤ 1 s | " in report


@pytest.mark.parametrize(
    ("change", "missed"),
    [({}, 0), ({"cold": 301.0}, 1), ({"few": [301.0]}, 1), ({"growth": 11 * MIB}, 1), ({"giving": (0.3, 0.6)}, 1)],
)
def test_a_collection_has_targets_of_its_own(change: dict[str, Any], missed: int) -> None:
    every = write_report(MEASURED).count("**missed**")
    report = write_report(replace(MEASURED, collection=replace(MEASURED.collection, **change)))
    assert report.count("**missed**") == every + missed


def test_the_report_fits_a_terminal() -> None:
    lines = write_report(MEASURED).splitlines()
    assert [line for line in lines if len(line) > (140 if line.startswith("|") else 100)] == []
