"""`radap report`: how many assessments there are, and what they found, without names."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.assembly import make_store
from bot.cli.progress import Progress
from bot.config.data_files import load_criteria
from bot.config.settings import Settings, load_settings
from bot.database.open_database import has_database, open_database
from bot.errors import NoDatabase, ReportRefused
from bot.shared.criteria_names import criteria_name
from bot.shared.disclosure_control import BASE, publish, publish_parts
from bot.shared.terminal_width import text_width
from bot.storage.assessment_counts import AssessmentCounts, count_assessments
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.encryption import RecordCipher
from flows.i18n.dates import BANGKOK
from flows.operator_text import Joined, Text, Translatable, Translate
from flows.standard.criteria import Criteria
from flows.standard.gap import Verdict

FORMAT = 1
#: Columns of a number; the name follows it.
NUMBER_WIDTH = 9

PROGRESS = Translatable("{count} results read")
FEW, HIDDEN = f"<{BASE}", Translatable("hidden")
ROUNDED = Translatable(
    "Rounded to multiples of {base}. {few}: one to {most}. {hidden}: below {base}, or it would tell such a number.",
    base=BASE,
    few=FEW,
    most=BASE - 1,
    hidden=HIDDEN,
)
TOTALS = {
    "conversations": Translatable("Conversations that are stored now"),
    "confirmed": Translatable("Confirmed assessments"),
    "provisional": Translatable("Not finished yet"),
}
BY_DAY = Translatable("Confirmed by day (other days: none, or hidden)")
BY_GROUP = Translatable("Confirmed by service group")
BY_VERDICT = {
    "processes": Translatable("By verdict on processes"),
    "levels": Translatable("By verdict on levels"),
}
BY_PROCESS = Translatable("By process: required and missing, and below the recommended level")
VERDICTS = {
    Verdict.CONFORM: Translatable("conform"),
    Verdict.PARTIAL: Translatable("conform in part"),
    Verdict.NONE: Translatable("do not conform"),
}
YEAR = Translatable("Give a year of the common era: 2026, not 2569.")


def run(options: argparse.Namespace) -> int:
    """Print the report. Raises SettingsError, CriteriaError, NoDatabase, ReportRefused or StoreUnavailable."""
    settings, today = load_settings(), datetime.now(UTC).astimezone(BANGKOK).date()
    if options.since and options.since > today:
        raise ReportRefused(Translatable("--since {day} is in the future.", day=options.since.isoformat()), YEAR)
    if not has_database(settings):
        raise NoDatabase
    criteria = load_criteria(settings.criteria_file)
    counts = asyncio.run(_count(settings, criteria, options.since, options.translate))
    plain = _plain(criteria, counts, options.since, today)
    if options.json:
        print(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))
    else:
        print("\n".join(_lines(criteria, plain, options.translate)))
    if counts.unreadable:
        unreadable = Translatable(
            "{count} stored results are not counted. They are encrypted with a key that ENCRYPTION_KEYS lacks, or made "
            "with criteria that are not stored.",
            count=_number(plain["unreadable"], FEW),
        )
        print(f"radap: {options.translate(unreadable)}", file=sys.stderr)
    return 0


async def _count(settings: Settings, criteria: Criteria, since: date | None, translate: Translate) -> AssessmentCounts:
    async with open_database(settings) as database:
        cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
        editions = CriteriaEditions(criteria, make_store(settings, database.redis))
        with Progress(PROGRESS, translate) as progress:
            return await count_assessments(database.redis, cipher, editions, since, progress.show)


def _plain(criteria: Criteria, counts: AssessmentCounts, since: date | None, today: date) -> dict[str, Any]:
    """Return what may be published, as JSON values; None for a hidden number. Nothing else is printed."""
    days = publish_parts({day.isoformat(): counts.days[day] for day in sorted(counts.days)})
    groups = dict.fromkeys((group.id for group in criteria.groups), 0) | counts.groups
    return {
        "format": FORMAT,
        "since": since and since.isoformat(),
        "until": today.isoformat(),
        "rounded_to": BASE,
        "conversations": publish(counts.conversations),
        "confirmed": publish(counts.confirmed),
        "provisional": publish(counts.provisional),
        "unreadable": publish(counts.unreadable),
        "days": {day: number for day, number in days.items() if number},
        "groups": publish_parts(groups),
        "verdicts": {
            "processes": publish_parts({verdict.value: counts.processes_verdicts[verdict] for verdict in Verdict}),
            "levels": publish_parts({verdict.value: counts.levels_verdicts[verdict] for verdict in Verdict}),
        },
        "processes": _processes(criteria, counts),
    }


def _processes(criteria: Criteria, counts: AssessmentCounts) -> list[dict[str, Any]]:
    """Return the processes, the most often missing ones first, and among equals in the order of the standard.

    They are ordered by what is shown: the order tells nothing more.
    """
    known = list(dict.fromkeys([*criteria.process_by_id, *sorted(counts.missing | counts.below)]))
    rows = [
        {"process": name, "missing": publish(counts.missing[name]), "below": publish(counts.below[name])}
        for name in known
    ]
    return sorted(rows, key=lambda row: (_rank(row["missing"]), _rank(row["below"])))


def _rank(number: Any) -> int:
    """Order shown numbers from the largest to the smallest; a hidden one is more than 0."""
    return -1 if number is None else -number


def _lines(criteria: Criteria, plain: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """Yield the report's lines in the operator's language; days as in JSON, as programs and `--since` write them."""
    yield translate(_title(plain))
    yield translate(ROUNDED)
    yield ""
    for key, name in TOTALS.items():
        yield _row(translate(name), _number(plain[key], FEW))
    yield from _table(BY_DAY, plain["days"], {}, translate)
    groups = {group.id: Joined(" ", (group.id, criteria_name(group.name))) for group in criteria.groups}
    yield from _table(BY_GROUP, plain["groups"], groups, translate)
    for key, title in BY_VERDICT.items():
        yield from _table(title, plain["verdicts"][key], VERDICTS, translate)
    yield from ("", translate(BY_PROCESS))
    for row in plain["processes"]:
        process = criteria.process_by_id.get(row["process"])
        numbers = _number(row["missing"], FEW), _number(row["below"], FEW)
        yield _row(translate(criteria_name(process.name) if process else row["process"]), *numbers)


def _title(plain: Mapping[str, Any]) -> Text:
    first, last = plain["since"], plain["until"]
    if first:
        return Translatable("Assessments in Radap, {first} to {last} (days in Thailand)", first=first, last=last)
    return Translatable("Assessments in Radap, from the first to {last} (days in Thailand)", last=last)


def _table(
    title: Text, numbers: Mapping[str, int | None], names: Mapping[Any, Text], translate: Translate
) -> Iterator[str]:
    """Yield a table of numbers by id. An id without a name is shown as it is."""
    yield from ("", translate(title))
    for each, number in numbers.items():
        yield _row(translate(names.get(each, each)), _number(number, translate(HIDDEN)))


def _row(name: str, *numbers: str) -> str:
    return f"{''.join(' ' * (NUMBER_WIDTH - text_width(number)) + number for number in numbers)}  {name}"


def _number(number: int | None, hidden: str) -> str:
    return hidden if number is None else f"{number:,}"
