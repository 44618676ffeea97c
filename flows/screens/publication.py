"""The result of a complete assessment, and its entry in the list of results."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.service_group import find_ticks
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.finished import LINK_CLOSED, FinishedEntry
from flows.model.note_keys import notes_of
from flows.model.question_ids import ASSESSED_ON
from flows.model.result import Result
from flows.results.result_view import gap_of
from flows.standard.criteria import Criteria


def can_be_provisional(context: Context) -> bool:
    """Return whether a provisional result can be made: questions are open, but the group and a level are known."""
    return bool(context.open_questions and context.group_result and context.levels)


def build_result(context: Context, token: str, now: int, *, is_provisional: bool = False) -> Result:
    """Build the result of the current answers. Raises ValueError while an answer is open, unless it is provisional."""
    group_result, answers, before = context.group_result, context.assessment.answers, _entry_before(context)
    if group_result is None or not (is_provisional or context.is_complete):
        raise ValueError("the assessment is not complete")
    open_until, shows_assessor = _link_settings(context, now)
    return Result(
        token=token,
        edition=context.criteria.edition.id,
        language=context.language.value,
        service_data={question.id: answers.get(question.id, "") for question in FLOW.service_data},
        assessed_at=now,
        group=group_result.group,
        characteristic=group_result.characteristic,
        characteristics=find_ticks(context.criteria, answers),
        levels=context.levels,
        notes=notes_of(context.criteria, answers),
        sources={name: source for name, source in context.assessment.sources.items() if FLOW.stores_text(name)},
        earlier=context.assessment.earlier,
        history=context.assessment.history,
        open_until=open_until,
        shows_assessor=shows_assessor,
        assessed_on=answers.get(ASSESSED_ON, ""),
        is_provisional=is_provisional,
        approval=before.approval if before else "",
        prints_link=before.prints_link if before else False,
    )


def _link_settings(context: Context, now: int) -> tuple[int, bool]:
    """Return the time until which the link opens, and whether it shows private answers.

    A corrected result keeps its settings while its link opens. Otherwise the operator's default holds.
    """
    before = _entry_before(context)
    if before and (before.open_until in {0, LINK_CLOSED} or before.open_until > now):
        return before.open_until, before.shows_assessor
    days = context.rules.retention.link_days
    return now + days * SECONDS_A_DAY if days else 0, before.shows_assessor if before else False


def _entry_before(context: Context) -> FinishedEntry | None:
    """Return the entry of the result that is corrected; an assessment without a token has none."""
    return context.session.finished.find(context.assessment.id) if context.assessment.token else None


def finished_entry(
    criteria: Criteria, result: Result, assessment: str, started_by: str, views: int = 0
) -> FinishedEntry:
    """Return the entry in the list of results of an assessment that has this result."""
    gap = gap_of(criteria, result)
    return FinishedEntry(
        assessment=assessment,
        token=result.token,
        service=result.service,
        group=result.group,
        missing=len(gap.missing),
        raises=len(gap.raises),
        finished_at=result.assessed_at,
        started_by=started_by,
        open_until=result.open_until,
        shows_assessor=result.shows_assessor,
        views=views,
        assessed_on=result.assessed_on,
        open=len(criteria.processes) - len(result.levels) if result.is_provisional else 0,
        approval=result.approval,
        prints_link=result.prints_link,
    )


def with_finished_result(context: Context, result: Result) -> Context:
    """Return the context with the result in the list of results, and its token stored for corrections."""
    before, assessment = _entry_before(context), context.assessment
    views = before.views if before else 0
    entry = finished_entry(context.criteria, result, assessment.id, assessment.started_by, views)
    session = context.session.with_finished(entry)
    return context.with_session(session._replace(assessment=context.assessment._replace(token=result.token, last=None)))
