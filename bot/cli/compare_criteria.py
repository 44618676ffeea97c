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
from flows.operator_text import Joined, Text, Translatable, Translate
from flows.standard.criteria import Criteria
from flows.standard.criteria_comparison import ChangeKind, CriteriaChange, Part, compare_criteria
from flows.standard.outcome_comparison import OutcomeChange
from flows.understanding.text_cleaning import clean_line

FORMAT = 1

TITLES = {
    Part.EDITION: Translatable("Edition"),
    Part.LEVELS: Translatable("Levels"),
    Part.GROUPS: Translatable("Service groups"),
    Part.CHARACTERISTICS: Translatable("Characteristics"),
    Part.PROCESSES: Translatable("Processes"),
    Part.ASKED_TOGETHER: Translatable("Processes asked together"),
    Part.TABLE_1: Translatable("Table 1: requirements (process, level)"),
    Part.TABLE_2: Translatable("Table 2: mandatory processes (group, process)"),
    Part.TABLE_3: Translatable("Table 3: recommended levels (group, process)"),
    Part.READINGS: Translatable("Readings"),
    Part.STEP_READINGS: Translatable("Readings of steps"),
    Part.ABOUT: Translatable("About the standard"),
    Part.EXAMPLE: Translatable("Worked example"),
}
KINDS = {
    OutcomeChange.GROUP: Translatable("other group"),
    OutcomeChange.MISSING: Translatable("other missing processes"),
    OutcomeChange.RAISES: Translatable("other processes to raise"),
    OutcomeChange.PROCESSES_VERDICT: Translatable("other verdict on processes"),
    OutcomeChange.LEVELS_VERDICT: Translatable("other verdict on levels"),
}
NOT_COUNTED = Translatable(
    "Stored results were not counted: there is no database. Set REDIS_URL, or DATA_DIR to the data folder of the "
    "built-in database."
)
NOTHING = Translatable("(nothing)")
CHANGE_KINDS = {ChangeKind.ADDED: Translatable("added"), ChangeKind.REMOVED: Translatable("removed")}
#: Codes and names up to this length are shown in one line.
LONGEST_IN_LINE = 60


def run(options: argparse.Namespace) -> int:
    """Print the differences and the counts.

    Raises CriteriaError for a file that is not valid, SettingsError, or StoreUnavailable.
    """
    translate: Translate = options.translate
    old, new = _load(options.old, translate), _load(options.new, translate)
    settings, changes = load_settings(), compare_criteria(old, new)
    if old.edition.id == new.edition.id and changes:
        same = Translatable(
            "Both files name their edition {edition}. Give the new one an edition.id of its own.",
            edition=old.edition.id,
        )
        print(f"radap: {translate(same)}", file=sys.stderr)
    if not options.json:
        print("\n".join(map(translate, _change_lines(old, new, changes))), flush=True)
    counts = asyncio.run(_count(settings, old, new, translate)) if has_database(settings) else None
    if options.json:
        print(json.dumps(_plain(old, new, changes, counts), ensure_ascii=False, separators=(",", ":")))
    else:
        print("\n".join(map(translate, _count_lines(old, counts) if counts else [NOT_COUNTED])))
    return 0


def _load(path: Path, translate: Translate) -> Criteria:
    try:
        return load_criteria(path)
    except CriteriaError:
        note = Translatable("{file} is not valid:", file=str(path))
        print(f"radap: {translate(note)}", file=sys.stderr)
        raise


async def _count(settings: Settings, old: Criteria, new: Criteria, translate: Translate) -> OutcomeCounts:
    shows_progress = sys.stderr.isatty()

    def show(total: int) -> None:
        if shows_progress:
            progress = translate(Translatable("{count} results read", count=f"{total:,}"))
            print(f"\r{progress}", end="", file=sys.stderr, flush=True)

    async with open_database(settings) as database:
        cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
        counts = await count_outcomes(database.redis, cipher, old, new, show)
    if shows_progress and counts.total:
        print(file=sys.stderr)
    return counts


def _change_lines(old: Criteria, new: Criteria, changes: Sequence[CriteriaChange]) -> Iterator[Text]:
    yield f"{old.edition.id} → {new.edition.id}"
    if not changes:
        yield Joined("", ("  ", Translatable("no difference")))
    for part, group in groupby(changes, key=lambda change: change.part):
        yield ""
        yield TITLES[part]
        for change in group:
            yield from _lines_of(change)
    yield ""


def _lines_of(change: CriteriaChange) -> Iterator[Text]:
    subject = ", ".join(filter(None, (change.item.replace(" ", ", "), change.field)))
    if change.kind is not ChangeKind.CHANGED:
        text, kind = clean_line(change.old or change.new), CHANGE_KINDS[change.kind]
        yield Joined("", (f"  {subject}: ", kind, f" ({text})"))
    elif max(len(change.old), len(change.new)) <= LONGEST_IN_LINE:
        yield Joined(
            "", (f"  {subject}: ", clean_line(change.old) or NOTHING, " → ", clean_line(change.new) or NOTHING)
        )
    else:
        yield f"  {subject}:"
        for sign, text in (("-", change.old), ("+", change.new)):
            yield from (f"    {sign} {clean_line(line)}" for line in text.splitlines())


def _count_lines(old: Criteria, counts: OutcomeCounts) -> Iterator[Text]:
    not_comparable = Translatable("not comparable (NEW lacks the group or a level, or has other processes)")
    other_edition = Translatable("of another edition than {edition}", edition=old.edition.id)
    yield _counted("", Translatable("Stored results"), counts.total)
    yield _counted("  ", Translatable("outcome unchanged"), counts.unchanged)
    yield _counted("  ", Translatable("outcome changed"), counts.changed)
    yield from (_counted("    ", name, counts.kinds[kind]) for kind, name in KINDS.items())
    yield _counted("  ", not_comparable, counts.not_comparable)
    yield _counted("  ", other_edition, counts.other_edition)
    yield _counted("  ", Translatable("unreadable"), counts.unreadable)


def _counted(indent: str, name: Text, count: int) -> Text:
    return Joined("", (indent, name, f": {count:,}"))


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
