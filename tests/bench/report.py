"""Writes the bench's measurements to docs/benchmarks.md, from the template benchmarks.md.jinja."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.bench.cluster import WORKERS, Clustered
from tests.bench.collections import AGENCIES, CHANGED, SERVICES_EACH, CollectionCosts
from tests.bench.comparison import ASSESSMENTS, AT_ONCE, RUNS, Runs
from tests.bench.files import Files
from tests.bench.group import MEMBERS
from tests.bench.limits import FEW, MANY, Doubled
from tests.bench.load import Cost
from tests.bench.measurements import MIB, Run, middle, middle_half, spread
from tests.bench.tables import ROWS, SHEETS, TableCosts

PACKAGES = ("python-telegram-bot", "line-bot-sdk", "redis", "starlette", "uvicorn", "uvloop", "aiohttp", "typst")
TITLES = {"telegram": "Telegram", "line": "LINE"}
RATIOS = (
    ("telegram", "aiogram FSM", 0.45),
    ("telegram", "PTB ConversationHandler", 1),
    ("telegram", "floor", 3),
    ("line", "LINE SDK, FastAPI", 0.25),
    ("line", "floor", 2.5),
)


@dataclass(frozen=True)
class Measured:
    """All measurements of the bench."""

    runs: Runs
    crowds: Mapping[str, Mapping[int, Cost]]
    groups: Mapping[str, Sequence[float]]
    stored: Mapping[str, int]
    flatness: Mapping[int, Sequence[float]]
    doubled: Doubled
    files: Files
    tables: TableCosts
    collection: CollectionCosts
    cluster: Clustered
    redis: str
    peers: Mapping[str, str]
    cores: int


@dataclass(frozen=True)
class Target:
    """A target, the measured value, and whether the target is met."""

    name: str
    wanted: str
    found: str
    is_met: bool


def write_report(measured: Measured) -> str:
    """Return the page."""
    words = Environment(  # noqa: S701 - Markdown, from our own measurements
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, keep_trailing_newline=True
    )
    return words.get_template("benchmarks.md.jinja").render(
        measured=measured,
        cluster=measured.cluster,
        targets=[*_ratio_targets(measured), *_other_targets(measured)],
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        peers=", ".join(f"{name} {number}" for name, number in measured.peers.items()),
        machine=platform.machine(),
        python=platform.python_version(),
        redis=measured.redis,
        cores=measured.cores,
        run_count=RUNS,
        assessments=ASSESSMENTS,
        at_once=AT_ONCE,
        few=FEW,
        many=MANY,
        workers=WORKERS,
        rows=ROWS,
        sheets=SHEETS,
        agencies=AGENCIES,
        services_each=SERVICES_EACH,
        changed=CHANGED,
        middle=middle,
        middle_half=middle_half,
        median=median,
        spread=spread,
        mebibytes=lambda size: round(size / MIB),
    )


def _of(measured: Measured, platform_name: str, name: str) -> Sequence[Run]:
    wanted = (platform_name, name)
    return next(runs for program, runs in measured.runs.items() if (program.platform, program.name) == wanted)


def _at_most(name: str, found: float | Sequence[float], limit: float, unit: str = "") -> Target:
    """Compare the median of several measurements with an upper limit."""
    if isinstance(found, Sequence):
        return Target(name, f"≤ {limit:g}{unit}", spread(found, unit), median(found) <= limit)
    return Target(name, f"≤ {limit:g}{unit}", f"{found:.2f}{unit}", found <= limit)


def _ratio_targets(measured: Measured) -> Iterator[Target]:
    """Compare each run with the peer's run of the same round: the median of the ratios, and their range."""
    for platform_name, peer, limit in RATIOS:
        own, others = _of(measured, platform_name, "Radap"), _of(measured, platform_name, peer)
        ratios = [mine.cpu / other.cpu for mine, other in zip(own, others, strict=True)]
        yield _at_most(f"CPU of a {TITLES[platform_name]} turn ÷ {peer}", ratios, limit)


def _other_targets(measured: Measured) -> Iterator[Target]:
    for name, title in TITLES.items():
        runs = _of(measured, name, "Radap")
        yield _at_most(f"{title}: Redis round trips a turn", round(middle(runs, "round_trips"), 1), 2)
        yield _at_most(f"{title}: calls to the platform a turn", middle(runs, "calls"), 1)
        yield _at_most(f"{title}: p99 at half load", [run.half.milliseconds(99) for run in runs], 50, " ms")
        yield _at_most(f"{title}: {MEMBERS} members of a group at once, last answer", measured.groups[name], 2, " s")
    every = [run for name in TITLES for run in _of(measured, name, "Radap")]
    yield _at_most("Cold start to ready", [run.seconds_to_ready for run in every], 2.5, " s")
    yield _at_most("Memory of a worker, both platforms", [run.mebibytes for run in every], 130, " MiB")
    yield _at_most("… after forms and pictures were made", measured.files.after / MIB, 170, " MiB")
    yield _at_most("Redis: a running assessment", measured.stored["running"], 1024, " bytes")
    finished = sum(measured.stored[kind] for kind in ("finished", "list", "result"))
    yield _at_most("Redis: a finished one with its result", finished, 1536, " bytes")
    beside = [many / few for few, many in zip(measured.flatness[FEW], measured.flatness[MANY], strict=True)]
    yield _at_most(f"CPU a turn, {MANY:,} stored conversations ÷ {FEW:,}", beside, 1.1)
    ratios = measured.doubled.ratios
    yield Target("Turns/s of two workers ÷ one", "≥ 1.8", spread(ratios), median(ratios) >= 1.8)
    costs = {cost.kind: cost for cost in measured.files.costs}
    yield _at_most("Result page, CPU", costs["page"].new, 5, " ms")
    yield _at_most("Form (PDF), CPU", costs[".pdf"].new, 60, " ms")
    yield _at_most("Result page, cached, CPU", costs["page"].kept, 0.5, " ms")
    yield _at_most("Form, cached, CPU", costs[".pdf"].kept, 0.5, " ms")
    yield from _table_targets(measured.tables)
    yield from _collection_targets(measured.collection)


def _collection_targets(costs: CollectionCosts) -> Iterator[Target]:
    services = f"{AGENCIES * SERVICES_EACH:,} services collected"
    yield _at_most(f"{services}: page, first time, CPU", costs.cold, 300, " ms")
    yield _at_most(f"… after {CHANGED} agencies changed, CPU", costs.few, 300, " ms")
    yield _at_most("… memory after 10 changes, beyond that after the first", costs.growth / MIB, 10, " MiB")
    first, last = costs.giving
    yield _at_most(f"CPU of giving 10 services to {AGENCIES:,} agencies ÷ to few", last / first, 1.5)


def _table_targets(tables: TableCosts) -> Iterator[Target]:
    yield _at_most(f"{ROWS} services read, checked and saved, CPU", tables.sheets, 1, " s")
    for kind, found in tables.portfolio.items():
        yield _at_most(f"All {ROWS} services ({kind}), first time, CPU", found, 300, " ms")
    yield _at_most(f"Memory after {SHEETS} tables, beyond that after the first", tables.growth / MIB, 10, " MiB")
