"""Dates in words: the Buddhist era in Thai, the common era in English, always in Thailand's time."""

from datetime import UTC, datetime, timedelta, timezone

from flows.i18n.language import Language
from flows.i18n.wording import Wording

BANGKOK = timezone(timedelta(hours=7), "ICT")
BUDDHIST_ERA = 543
SECONDS_A_DAY = 24 * 60 * 60


def spoken_date(seconds: int, wording: Wording) -> str:
    """Return a time (seconds since 1970, UTC) as a date: `1 ม.ค. 2567` or `1 Jan 2024`."""
    date = datetime.fromtimestamp(seconds, UTC).astimezone(BANGKOK)
    year = date.year + (BUDDHIST_ERA if wording.language is Language.THAI else 0)
    return f"{date.day} {wording.words('months')[date.month - 1]} {year}"


def iso_date(seconds: int) -> str:
    """Return a time (seconds since 1970, UTC) as a date in ISO 8601, in Thailand's time."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BANGKOK).date().isoformat()
