"""Marks what rests on a reading of the standard as one, with a link to the page that lists the readings."""

from collections.abc import Iterable

from flows.assessment.context import Context
from flows.model.messages import PageLink, Paragraph, PublicPage, Role

#: Titles may hold commas.
BETWEEN_TITLES = " · "


def reading_remark(context: Context, readings: Iterable[str]) -> tuple[Paragraph, ...]:
    """Return one remark that names the readings (by id); nothing where there are none."""
    titles = [context.criteria.reading_by_id[reading].title[context.language] for reading in dict.fromkeys(readings)]
    if not titles:
        return ()
    remark = context.text("readings.remark", titles=BETWEEN_TITLES.join(titles))
    return (Paragraph(remark, Role.REMARK),)


def reading_link(context: Context, readings: Iterable[str]) -> tuple[PageLink, ...]:
    """Return one link to the first of the readings (by id); nothing where there are none."""
    first = next(iter(readings), None)
    if first is None:
        return ()
    return (PageLink(context.text("readings.link"), PublicPage.READINGS, context.language, first),)


def readings_of_step(context: Context, step: str) -> tuple[str, ...]:
    """Return the ids of the readings on which a step rests."""
    return context.criteria.readings_of_step.get(step, ())
