"""The date of assessment of the assessment in progress."""

from datetime import date

from flows.assessment.context import Context
from flows.i18n.dates import spoken_day
from flows.model.question_ids import ASSESSED_ON


def assessed_day(context: Context) -> date:
    """Return the date that the officer chose; today, if none was chosen."""
    chosen = context.assessment.answers.get(ASSESSED_ON)
    return date.fromisoformat(chosen) if chosen else context.today


def assessed_day_text(context: Context) -> str:
    """Return the date of assessment in words; of today it says so."""
    day = assessed_day(context)
    spoken = spoken_day(day, context.text)
    return context.text("date.is_today", date=spoken) if day == context.today else spoken
