"""The Thai fiscal year: from 1 October to 30 September, named by the year in which it ends (Budget Procedure Act)."""

from datetime import date

from flows.i18n.dates import BUDDHIST_ERA
from flows.i18n.language import Language
from flows.i18n.wording import Wording

FIRST_MONTH = 10
#: The first and the last month of each quarter.
QUARTERS = ((10, 12), (1, 3), (4, 6), (7, 9))


def fiscal_year(day: date) -> int:
    """Return the fiscal year of a day, as a year of the common era."""
    return day.year + (day.month >= FIRST_MONTH)


def fiscal_quarters(day: date, years: int, text: Wording) -> tuple[str, ...]:
    """Return the quarters of so many fiscal years in words, from the one in which the day lies.

    `ไตรมาส 1/2570 (ต.ค.–ธ.ค. 2569)` in the Buddhist era, or `Q1/2027 (Oct–Dec 2026)` in the common one.
    """
    era = BUDDHIST_ERA if text.language is Language.THAI else 0
    months, first = text.words("months"), fiscal_year(day)
    return tuple(
        text(
            "plan.quarter",
            number=number,
            year=year + era,
            begin=months[begin - 1],
            end=months[end - 1],
            calendar_year=year - (begin >= FIRST_MONTH) + era,
        )
        for year in range(first, first + years)
        for number, (begin, end) in enumerate(QUARTERS, 1)
    )
