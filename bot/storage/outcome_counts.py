"""Counts for how many stored results another edition of the criteria would change the outcome. Nothing is written."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.database.commands import RedisClient
from bot.storage.encryption import RecordCipher
from bot.storage.stored_results import stored_results
from flows.model.question_ids import YES
from flows.model.result import Result
from flows.standard.criteria import Criteria
from flows.standard.outcome_comparison import OutcomeChange, compare_outcomes


@dataclass
class OutcomeCounts:
    """Numbers of results. `total` is all that were read; each of them is counted in one of the next five.

    `kinds` counts the changed ones by what changes; one result may have several kinds.
    """

    total: int = 0
    unchanged: int = 0
    changed: int = 0
    not_comparable: int = 0
    other_edition: int = 0
    unreadable: int = 0
    kinds: Counter[OutcomeChange] = field(default_factory=Counter)


async def count_outcomes(
    redis: RedisClient, cipher: RecordCipher, old: Criteria, new: Criteria, on_progress: Callable[[int], None]
) -> OutcomeCounts:
    """Compare every stored result by the old edition with its outcome by the new one. Deleted results do not count.

    `on_progress` gets the number of results read so far, after each batch. Raises StoreUnavailable.
    """
    counts = OutcomeCounts()
    async for batch in stored_results(redis, cipher):
        for result in batch:
            counts.total += 1
            _count(counts, result, old, new)
        on_progress(counts.total)
    return counts


def _count(counts: OutcomeCounts, result: Result | None, old: Criteria, new: Criteria) -> None:
    if result is None:
        counts.unreadable += 1
        return
    if result.is_provisional:
        counts.not_comparable += 1
        return
    if result.edition != old.edition.id:
        counts.other_edition += 1
        return
    try:
        held = {characteristic for characteristic, answer in result.ticks.items() if answer == YES}
        changes = compare_outcomes(old, new, result.group, held, result.levels)
    except (AttributeError, KeyError, TypeError):
        counts.unreadable += 1
        return
    if changes is None:
        counts.not_comparable += 1
    elif changes:
        counts.changed += 1
        counts.kinds.update(changes)
    else:
        counts.unchanged += 1
