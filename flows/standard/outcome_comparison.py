"""The outcome of an assessment under two editions of the criteria."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from flows.standard.criteria import Criteria
from flows.standard.gap import compute_gap


class OutcomeChange(StrEnum):
    """A part of the outcome that another edition changes."""

    GROUP = "group"
    MISSING = "missing"
    RAISES = "raise"
    PROCESSES_VERDICT = "processes_verdict"
    LEVELS_VERDICT = "levels_verdict"


def compare_outcomes(
    old: Criteria, new: Criteria, group: str, held: Collection[str], levels: Mapping[str, str]
) -> frozenset[OutcomeChange] | None:
    """Return what the new edition changes in the outcome of an assessment by the old one.

    None stands for an assessment that the new edition cannot judge: it lacks the group or a level, or has other
    processes. `held` are the characteristics that hold; the group follows the most important of them that the new
    edition has. Raises KeyError for an assessment that the old edition cannot judge.
    """
    before = compute_gap(old, group, levels)
    new_group = next((item.group for item in new.asked_characteristics if item.id in held), group)
    if new_group not in new.group_by_id or levels.keys() != new.process_by_id.keys():
        return None
    if not new.level_by_id.keys() >= set(levels.values()):
        return None
    after = compute_gap(new, new_group, levels)
    differs = {
        OutcomeChange.GROUP: new_group != group,
        OutcomeChange.MISSING: set(before.missing) != set(after.missing),
        OutcomeChange.RAISES: set(before.raises) != set(after.raises),
        OutcomeChange.PROCESSES_VERDICT: before.processes is not after.processes,
        OutcomeChange.LEVELS_VERDICT: before.levels is not after.levels,
    }
    return frozenset(change for change, is_different in differs.items() if is_different)
