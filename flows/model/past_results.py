"""The past results of a service that a result carries: its trend over the years."""

from datetime import date
from typing import NamedTuple

from flows.i18n.dates import start_of_day
from flows.model.result import Result
from flows.model.session import PreviousResult

#: Results that are carried at most: ten years of a yearly cycle.
MOST_PAST = 10


class Past(NamedTuple):
    """The previous result, and those before it, the oldest first."""

    earlier: PreviousResult | None
    history: tuple[PreviousResult, ...]


def past_after(result: Result) -> Past:
    """Return the past of the result that follows this one. The oldest is dropped where there are too many."""
    known = (*result.history, *((result.earlier,) if result.earlier else ()))
    return Past(_as_previous(result), known[-(MOST_PAST - 1) :])


def past_of_correction(before: Result | None, day: date) -> Past | None:
    """Return the past of a result that takes the place of another on this day; None where it corrects that one.

    A confirmation in a later year tells of that year: what was confirmed before stays as a past result.
    """
    is_of_later_year = before is not None and not before.is_provisional and before.assessed_day.year < day.year
    return past_after(before) if before is not None and is_of_later_year else None


def _as_previous(result: Result) -> PreviousResult:
    finished_at = start_of_day(result.assessed_day) if result.assessed_on else result.assessed_at
    return PreviousResult(finished_at, result.group, dict(result.levels))
