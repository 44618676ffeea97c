"""The changes of levels between two assessments of the same service."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.standard.criteria import Criteria


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """Process ids whose level rose, fell or stayed, in the order of the tables."""

    rose: tuple[str, ...]
    fell: tuple[str, ...]
    stayed: tuple[str, ...]


def compare_levels(criteria: Criteria, earlier: Mapping[str, str], later: Mapping[str, str]) -> LevelChanges:
    """Compare levels (process id → level id); a process that one of them does not know is left out."""
    rank = criteria.level_rank
    steps = {
        process.id: rank[later[process.id]] - rank[earlier[process.id]]
        for process in criteria.processes
        if earlier.get(process.id) in rank and process.id in later
    }
    return LevelChanges(
        rose=tuple(process for process, step in steps.items() if step > 0),
        fell=tuple(process for process, step in steps.items() if step < 0),
        stayed=tuple(process for process, step in steps.items() if step == 0),
    )
