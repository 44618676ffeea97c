"""The question whether the agency-wide answers of the last service of the same agency hold for this one, too."""

from flows.actions.answers import record_levels
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Entry, Message, Paragraph, Section
from flows.model.pending import ReuseAgencyAnswers, Topic
from flows.model.question_ids import AGENCY, level_question, process_of
from flows.screens.confirmation import is_yes, yes_or_no
from flows.screens.screen import state_screen
from flows.understanding.normal_form import normalise, squeeze


def offer_agency_answers(outcome: Outcome) -> Outcome:
    """Ask once, at the first level question."""
    context = outcome.context
    last = context.assessment.last
    if outcome.deleted or context.session.pending or last is None or last.is_offered or not _levels(context):
        return outcome
    asked = context.with_assessment(context.assessment._replace(last=last._replace(is_offered=True)))
    return outcome._replace(context=asked.with_pending(ReuseAgencyAnswers()), explained=False)


def screen(context: Context) -> Message:
    """Ask with the level of each process; the present question if there is nothing to take over any more."""
    levels, criteria, language = _levels(context), context.criteria, context.language
    if not levels:
        return state_screen(context)
    rows = tuple(
        Entry(
            criteria.process_by_id[process].short[language],
            criteria.level_by_id[level].short[language],
            level=criteria.level_rank[level],
            number=str(criteria.process_number[process]),
        )
        for process, level in levels.items()
    )
    return Message(
        summary=context.text("reuse.title"),
        title=context.text("reuse.title"),
        blocks=(Paragraph(context.text("reuse.text")), Section("", rows)),
        choices=yes_or_no(context, Topic.REUSE),
    )


def answer(context: Context, choice: str) -> Outcome:
    """Record these levels, or ask them one by one."""
    if not is_yes(choice):
        return Outcome(context)
    levels = _levels(context)
    outcome = record_levels(context, levels)
    done = context.text.plural("reuse.done", len(levels))
    return outcome._replace(notice=in_lines(done, outcome.notice))


def _levels(context: Context) -> dict[str, str]:
    """Return the open levels of the last service that hold for its agency, where they are asked of the same agency.

    Another edition may ask something else.
    """
    last, answers, criteria = context.assessment.last, context.assessment.answers, context.criteria
    if last is None or process_of(context.state) is None or last.edition != criteria.edition.id:
        return {}
    if _plain(last.agency) != _plain(answers.get(AGENCY, "")):
        return {}
    return {process: level for process, level in last.levels.items() if level_question(process) not in answers}


def _plain(agency: str) -> str:
    return squeeze(normalise(agency))
