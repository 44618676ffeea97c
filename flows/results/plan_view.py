"""The steps that several services have to take alike: a process, and the level that it has to reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.results.process_view import LevelView, ProcessView
from flows.results.result_view import ResultView


@dataclass(frozen=True, slots=True)
class EqualStep:
    """A process, the level that it has to reach, what that level requires, and the names of the services."""

    process: ProcessView
    level: LevelView
    demand: str
    services: tuple[str, ...]


def equal_steps(views: Iterable[ResultView]) -> tuple[EqualStep, ...]:
    """Return the steps of all services, those that most services share first.

    Steps are equal where process, level and requirement are: two editions may require different things of one level.
    """
    first: dict[tuple[str, str, str], ProcessView] = {}
    names: dict[tuple[str, str, str], list[str]] = {}
    for view in views:
        for process in view.road_map:
            key = (view.edition, process.id, process.recommended.id)
            first.setdefault(key, process)
            names.setdefault(key, []).append(view.service)
    steps = (EqualStep(each, each.recommended, each.requirement, tuple(names[key])) for key, each in first.items())
    return tuple(sorted(_merged(steps), key=lambda step: (-len(step.services), step.process.number, step.level.rank)))


def _merged(steps: Iterable[EqualStep]) -> Iterable[EqualStep]:
    """Merge what two editions require in the same words."""
    merged: dict[tuple[str, str, str], EqualStep] = {}
    for step in steps:
        key = (step.process.id, step.level.id, step.demand)
        known = merged.get(key)
        services = (*known.services, *step.services) if known else step.services
        merged[key] = EqualStep(step.process, step.level, step.demand, services)
    return merged.values()
