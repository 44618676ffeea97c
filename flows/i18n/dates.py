"""Dates in words: the Buddhist era in Thai, the common era in English, always in Thailand's time."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from flows.i18n.language import Language
from flows.i18n.wording import Wording

BANGKOK = timezone(timedelta(hours=7), "ICT")
BUDDHIST_ERA = 543
SECONDS_A_DAY = 24 * 60 * 60


def spoken_date(seconds: int, wording: Wording) -> str:
    """Return a time (seconds since 1970, UTC) as a date: `1 ม.ค. 2567` or `1 Jan 2024`."""
    return spoken_day(day_of(seconds), wording)


def spoken_day(day: date, wording: Wording) -> str:
    """Return a date in words: `1 ม.ค. 2567` or `1 Jan 2024`."""
    year = day.year + (BUDDHIST_ERA if wording.language is Language.THAI else 0)
    return f"{day.day} {wording.words('months')[day.month - 1]} {year}"


def spoken_moment(seconds: int, wording: Wording) -> str:
    """Return a time (seconds since 1970, UTC) as a date and a time of the day: `1 ม.ค. 2567 เวลา 15:30 น.`."""
    at = datetime.fromtimestamp(seconds, UTC).astimezone(BANGKOK)
    return wording("handover.moment", date=spoken_day(at.date(), wording), time=f"{at:%H:%M}")


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 28 February instead of 29 where a year has no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def noon(day: date) -> int:
    """Return noon of a day in Thailand, in seconds since 1970 (UTC)."""
    return int(datetime.combine(day, time(12), BANGKOK).timestamp())


def iso_date(seconds: int) -> str:
    """Return a time (seconds since 1970, UTC) as a date in ISO 8601, in Thailand's time."""
    return day_of(seconds).isoformat()


def day_of(seconds: int) -> date:
    """Return the date of a time (seconds since 1970, UTC) in Thailand."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BANGKOK).date()


def start_of_day(day: date) -> int:
    """Return the time (seconds since 1970, UTC) at which a date begins in Thailand."""
    return int(datetime.combine(day, time(), BANGKOK).timestamp())
