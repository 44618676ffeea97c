"""The results of one service over the years, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.i18n.dates import iso_date, spoken_date, spoken_day
from flows.i18n.wording import Wording
from flows.model.result import Result
from flows.model.session import PreviousResult
from flows.results.process_view import LevelView
from flows.standard.criteria import Criteria
from flows.standard.gap import compute_gap


@dataclass(frozen=True, slots=True)
class PastView:
    """A result at a time: its date in words and in ISO 8601, its group, and its levels by process.

    `missing` and `raises` count what the criteria of the present result find; None where they cannot tell, because a
    process was not answered, or another edition had other processes, groups or levels.
    """

    date: str
    assessed_on: str
    group: str
    levels: Mapping[str, LevelView]
    missing: int | None
    raises: int | None


def trend(criteria: Criteria, result: Result, levels: tuple[LevelView, ...], text: Wording) -> tuple[PastView, ...]:
    """Return the results of a service, the oldest first and this one last; empty where it is the first."""
    if result.earlier is None:
        return ()
    past = (*result.history, result.earlier)
    day = result.assessed_day
    return (
        *(_past(criteria, each, levels, text) for each in past),
        _view(criteria, (spoken_day(day, text), day.isoformat()), result.group, result.levels, levels),
    )


def _past(criteria: Criteria, past: PreviousResult, levels: tuple[LevelView, ...], text: Wording) -> PastView:
    dates = (spoken_date(past.finished_at, text), iso_date(past.finished_at))
    return _view(criteria, dates, past.group, past.levels, levels)


def _view(
    criteria: Criteria, dates: tuple[str, str], group: str, own: Mapping[str, str], levels: tuple[LevelView, ...]
) -> PastView:
    ranks = criteria.level_rank
    known = {process: levels[ranks[level]] for process, level in own.items() if level in ranks}
    is_comparable = group in criteria.group_by_id and criteria.process_by_id.keys() <= known.keys()
    gap = compute_gap(criteria, group, own) if is_comparable else None
    return PastView(*dates, group, known, len(gap.missing) if gap else None, len(gap.raises) if gap else None)
