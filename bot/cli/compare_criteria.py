"""`radap compare-criteria OLD NEW`: what changes between two criteria files, and for how many stored results."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.config.data_files import load_criteria
from bot.config.settings import Settings, load_settings
from bot.database.open_database import has_database, open_database
from bot.storage.encryption import RecordCipher
from bot.storage.outcome_counts import OutcomeCounts, count_outcomes
from flows.errors import CriteriaError
from flows.standard.criteria import Criteria
from flows.standard.criteria_comparison import ChangeKind, CriteriaChange, Part, compare_criteria
from flows.standard.outcome_comparison import OutcomeChange
from flows.understanding.text_cleaning import clean_line

FORMAT = 1

TITLES = {
    Part.EDITION: "Edition",
    Part.LEVELS: "Levels",
    Part.GROUPS: "Service groups",
    Part.CHARACTERISTICS: "Characteristics",
    Part.PROCESSES: "Processes",
    Part.ASKED_TOGETHER: "Processes asked together",
    Part.TABLE_1: "Table 1: requirements (process, level)",
    Part.TABLE_2: "Table 2: mandatory processes (group, process)",
    Part.TABLE_3: "Table 3: recommended levels (group, process)",
    Part.READINGS: "Readings",
    Part.STEP_READINGS: "Readings of steps",
    Part.ABOUT: "About the standard",
    Part.EXAMPLE: "Worked example",
}
KINDS = {
    OutcomeChange.GROUP: "other group",
    OutcomeChange.MISSING: "other missing processes",
    OutcomeChange.RAISES: "other processes to raise",
    OutcomeChange.PROCESSES_VERDICT: "other verdict on processes",
    OutcomeChange.LEVELS_VERDICT: "other verdict on levels",
}
NOT_COUNTED = (
    "Stored results were not counted: there is no database. Set REDIS_URL, or DATA_DIR to the data folder of the "
    "built-in database."
)
SAME_EDITION = "Both files name their edition {edition}. Give the new one an edition.id of its own."
#: Codes and names up to this length are shown in one line.
LONGEST_IN_LINE = 60


def run(options: argparse.Namespace) -> int:
    """Print the differences and the counts.

    Raises CriteriaError for a file that is not valid, SettingsError, or StoreUnavailable.
    """
    old, new = _load(options.old), _load(options.new)
    settings, changes = load_settings(), compare_criteria(old, new)
    if old.edition.id == new.edition.id and changes:
        print(f"radap: {SAME_EDITION.format(edition=old.edition.id)}", file=sys.stderr)
    if not options.json:
        print("\n".join(_change_lines(old, new, changes)), flush=True)
    counts = asyncio.run(_count(settings, old, new)) if has_database(settings) else None
    if options.json:
        print(json.dumps(_plain(old, new, changes, counts), ensure_ascii=False, separators=(",", ":")))
    else:
        print("\n".join(_count_lines(old, counts)) if counts else NOT_COUNTED)
    return 0


def _load(path: Path) -> Criteria:
    try:
        return load_criteria(path)
    except CriteriaError:
        print(f"radap: {path} is not valid:", file=sys.stderr)
        raise


async def _count(settings: Settings, old: Criteria, new: Criteria) -> OutcomeCounts:
    shows_progress = sys.stderr.isatty()

    def show(total: int) -> None:
        if shows_progress:
            print(f"\r{total:,} results read", end="", file=sys.stderr, flush=True)

    async with open_database(settings) as database:
        cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
        counts = await count_outcomes(database.redis, cipher, old, new, show)
    if shows_progress and counts.total:
        print(file=sys.stderr)
    return counts


def _change_lines(old: Criteria, new: Criteria, changes: Sequence[CriteriaChange]) -> Iterator[str]:
    yield f"{old.edition.id} → {new.edition.id}"
    if not changes:
        yield "  no difference"
    for part, group in groupby(changes, key=lambda change: change.part):
        yield ""
        yield TITLES[part]
        for change in group:
            yield from _lines_of(change)
    yield ""


def _lines_of(change: CriteriaChange) -> Iterator[str]:
    subject = ", ".join(filter(None, (change.item.replace(" ", ", "), change.field)))
    if change.kind is not ChangeKind.CHANGED:
        yield f"  {subject}: {change.kind} ({clean_line(change.old or change.new)})"
    elif max(len(change.old), len(change.new)) <= LONGEST_IN_LINE:
        yield f"  {subject}: {clean_line(change.old) or '(nothing)'} → {clean_line(change.new) or '(nothing)'}"
    else:
        yield f"  {subject}:"
        for sign, text in (("-", change.old), ("+", change.new)):
            yield from (f"    {sign} {clean_line(line)}" for line in text.splitlines())


def _count_lines(old: Criteria, counts: OutcomeCounts) -> Iterator[str]:
    yield f"Stored results: {counts.total:,}"
    yield f"  outcome unchanged: {counts.unchanged:,}"
    yield f"  outcome changed: {counts.changed:,}"
    yield from (f"    {name}: {counts.kinds[kind]:,}" for kind, name in KINDS.items())
    yield f"  not comparable (NEW lacks the group or a level, or has other processes): {counts.not_comparable:,}"
    yield f"  of another edition than {old.edition.id}: {counts.other_edition:,}"
    yield f"  unreadable: {counts.unreadable:,}"


def _plain(
    old: Criteria, new: Criteria, changes: Sequence[CriteriaChange], counts: OutcomeCounts | None
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "old": old.edition.id,
        "new": new.edition.id,
        "changes": [asdict(change) for change in changes],
        "results": counts and {**asdict(counts), "kinds": {kind.value: counts.kinds[kind] for kind in OutcomeChange}},
    }
