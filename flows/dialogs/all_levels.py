"""The question whether to answer all levels as one text gives them, which nothing is changed before."""

from flows.actions.answers import record_levels
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Entry, Message, Paragraph, Section
from flows.model.pending import AnswerLevels, Topic
from flows.model.question_ids import REVIEW, process_of
from flows.screens.confirmation import is_yes, yes_or_no
from flows.screens.screen import state_screen
from flows.standard.criteria import Level
from flows.understanding.level_signs import level_codes


def levels_in(context: Context, text: str) -> AnswerLevels | None:
    """Return the question about the levels in a text; None for other texts, and where no level is asked."""
    if not (process_of(context.state) or context.state == REVIEW):
        return None
    codes = level_codes(context.criteria, text)
    return AnswerLevels(codes) if codes else None


def screen(context: Context, pending: AnswerLevels) -> Message:
    """Ask with the level of every process; a text for another number of processes is asked no more."""
    levels = _levels(context, pending)
    if not levels:
        return state_screen(context)
    language, criteria = context.language, context.criteria
    rows = tuple(
        Entry(
            process.short[language],
            levels[process.id].short[language],
            level=criteria.level_rank[levels[process.id].id],
            number=str(number),
        )
        for number, process in enumerate(criteria.processes, 1)
    )
    title = context.text("all_levels.title")
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(context.text("all_levels.text")), Section("", rows)),
        choices=yes_or_no(context, Topic.LEVELS),
    )


def answer(context: Context, pending: AnswerLevels, choice: str) -> Outcome:
    """Record all levels, or leave every answer as it is."""
    if not is_yes(choice):
        return Outcome(context, notice=context.text("all_levels.kept"))
    levels = _levels(context, pending)
    outcome = record_levels(context, {process: level.id for process, level in levels.items()})
    return outcome._replace(notice=in_lines(context.text("all_levels.done"), outcome.notice))


def _levels(context: Context, pending: AnswerLevels) -> dict[str, Level]:
    """Return the levels by process id; empty where the codes do not fit the criteria."""
    criteria = context.criteria
    if level_codes(criteria, pending.codes) != pending.codes:
        return {}
    levels = (criteria.level_by_code[code] for code in pending.codes)
    return dict(zip(criteria.process_by_id, levels, strict=True))
