"""Counts stored assessments by day, group, verdict and process. Nothing is written, and no name is looked at."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.database.commands import RedisClient, scan_keys
from bot.storage.criteria_editions import CriteriaEditions
from bot.storage.encryption import RecordCipher
from bot.storage.stored_results import stored_results
from flows.i18n.dates import day_of
from flows.model.result import Result
from flows.standard.criteria import Criteria
from flows.standard.gap import compute_gap

CONVERSATIONS = "radap:*:session"


@dataclass
class AssessmentCounts:
    """Numbers of assessments, each counted once, however often its link was replaced or its answers were corrected.

    `confirmed` are those with verdicts; the tables divide them: by the day in Thailand on which they were confirmed, by
    service group, and by each of the two verdicts. `missing` and `below` count them by process: mandatory and absent,
    or present and below the recommended level. `provisional` assessments are not finished. `unreadable` are those that
    cannot be decrypted or whose edition of the criteria is not stored. `conversations` are all that are stored.
    """

    conversations: int = 0
    confirmed: int = 0
    provisional: int = 0
    unreadable: int = 0
    days: Counter[date] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    processes_verdicts: Counter[str] = field(default_factory=Counter)
    levels_verdicts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    below: Counter[str] = field(default_factory=Counter)


async def count_assessments(
    redis: RedisClient,
    cipher: RecordCipher,
    editions: CriteriaEditions,
    since: date | None,
    on_progress: Callable[[int], None],
) -> AssessmentCounts:
    """Count the assessments that were confirmed since a day in Thailand; all of them where it is None.

    `on_progress` gets the number of results read so far. Raises StoreUnavailable.
    """
    counts, read = AssessmentCounts(conversations=await _count_conversations(redis)), 0
    async for batch in stored_results(redis, cipher):
        for result in batch:
            if result is None:
                counts.unreadable += 1
            elif since is None or day_of(result.assessed_at) >= since:
                _count(counts, result, await editions.find(result.edition))
        read += len(batch)
        on_progress(read)
    return counts


async def _count_conversations(redis: RedisClient) -> int:
    seen = set[str]()
    async for batch in scan_keys(redis, CONVERSATIONS):
        seen.update(batch)
    return len(seen)


def _count(counts: AssessmentCounts, result: Result, criteria: Criteria | None) -> None:
    if result.is_provisional:
        counts.provisional += 1
        return
    try:
        gap = compute_gap(criteria, result.group, result.levels) if criteria else None
    except (KeyError, TypeError):
        gap = None
    if gap is None:
        counts.unreadable += 1
        return
    counts.confirmed += 1
    counts.days[day_of(result.assessed_at)] += 1
    counts.groups[result.group] += 1
    counts.processes_verdicts[gap.processes] += 1
    counts.levels_verdicts[gap.levels] += 1
    counts.missing.update(gap.missing)
    counts.below.update(each.process for each in gap.raises)
