"""Reading a typed date: in figures or with the month's name, by the Buddhist or the common era.

The day stands before the month, as in Thailand. A date that can be read in two ways is not guessed at.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from flows.i18n.dates import BUDDHIST_ERA
from flows.i18n.wording import Catalogues
from flows.understanding.normal_form import normalise

#: The earliest date of assessment: 1 January 2560 by the Buddhist era.
EARLIEST = date(2017, 1, 1)
#: Years of the Buddhist era, and years of the common era; others are neither.
BUDDHIST_YEARS = range(2400, 2701)
COMMON_YEARS = range(1900, 2101)
#: A year of two figures is of this century of the Buddhist era: 67 is 2567.
CENTURY = 2500

LONGEST_DATE = 60
GAP = r"[\s./,\-–—]"
DAY, YEAR = r"([0-9]{1,2})(?:st|nd|rd|th)?", r"([0-9]{4}|[0-9]{2})"
YEAR_FIRST = re.compile(rf"([0-9]{{4}}){GAP}+([0-9]{{1,2}}){GAP}+([0-9]{{1,2}})")
FIGURES = re.compile(rf"([0-9]{{1,2}}){GAP}+([0-9]{{1,2}}){GAP}+{YEAR}")
DAY_FIRST = re.compile(rf"{DAY}{GAP}*([^0-9]+?){GAP}*{YEAR}")
MONTH_FIRST = re.compile(rf"([^0-9]+?){GAP}*{DAY}{GAP}+{YEAR}")
GAPS = re.compile(GAP)


class DateProblem(StrEnum):
    """The reason why a typed date cannot be taken; the name of its sentence in the catalogues."""

    NOT_UNDERSTOOD = "not_understood"
    IMPOSSIBLE = "impossible"
    FUTURE = "future"
    TOO_EARLY = "too_early"


def read_date(text: str, today: date, catalogues: Catalogues) -> date | DateProblem:
    """Return the date that a text names: no later than today, and no earlier than `EARLIEST`."""
    if len(text) > LONGEST_DATE:
        return DateProblem.NOT_UNDERSTOOD
    typed = _core(text, catalogues)
    for days, key in enumerate(("words.date.today", "words.date.yesterday")):
        if typed in map(normalise, catalogues.words(key)):
            return today - timedelta(days)
    parts = _parts(typed, catalogues)
    if parts is None:
        return DateProblem.NOT_UNDERSTOOD
    try:
        day = date(*parts)
    except ValueError:
        return DateProblem.IMPOSSIBLE
    if day > today:
        return DateProblem.FUTURE
    return DateProblem.TOO_EARLY if day < EARLIEST else day


def _core(text: str, catalogues: Catalogues) -> str:
    """Return the text without the words that lead up to a date, and without polite particles."""
    typed = normalise(text)
    for word in _longest_first(catalogues.words("words.particles")):
        typed = typed.removesuffix(word).rstrip()
    for word in _longest_first(catalogues.words("words.date.before")):
        typed = typed.removeprefix(word).lstrip()
    return typed


def _parts(typed: str, catalogues: Catalogues) -> tuple[int, int, int] | None:
    """Return year (common era), month and day; None where the text has not all three."""
    if found := YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    elif found := FIGURES.fullmatch(typed):
        day, month, year = found.groups()
    elif found := DAY_FIRST.fullmatch(typed):
        day, name, year = found.groups()
        month = _month(name, catalogues)
    elif found := MONTH_FIRST.fullmatch(typed):
        name, day, year = found.groups()
        month = _month(name, catalogues)
    else:
        return None
    common = _common_year(year)
    return (common, int(month), int(day)) if month and common else None


def _common_year(figures: str) -> int | None:
    year = int(figures) if len(figures) > 2 else CENTURY + int(figures)
    if year in BUDDHIST_YEARS:
        return year - BUDDHIST_ERA
    return year if year in COMMON_YEARS else None


def _month(name: str, catalogues: Catalogues) -> str:
    """Return the number of a month by its name, with or without stops; empty if it is none."""
    typed = _squeeze(name)
    for word in _longest_first(map(_squeeze, catalogues.words("words.date.around_month"))):
        typed = typed.removeprefix(word).removesuffix(word)
    return _months(catalogues).get(typed, "")


def _months(catalogues: Catalogues) -> Mapping[str, str]:
    return {
        _squeeze(name): str(number)
        for wording in catalogues.all
        for number, names in enumerate(wording.words("words.months"), 1)
        for name in names.split()
    }


def _squeeze(name: str) -> str:
    return GAPS.sub("", normalise(name))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
