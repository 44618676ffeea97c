"""The steps to the recommended levels in one short message, in the order of work: each with how it is done."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.dialogs.owners_copy import wanted_entry
from flows.handlers.progress import progress_line
from flows.handlers.result_requests import links_for, none_yet
from flows.model.messages import Entry, LinkPurpose, Message, Paragraph, ResultLink, Section
from flows.model.question_ids import RESULT
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView, view_result
from flows.screens.publication import build_result, can_be_provisional

#: Steps that a chat's message has: with the longest lines it still is one message everywhere. The page has them all.
MOST_STEPS = 12


def tell_next_steps(context: Context) -> Outcome:
    """Tell the steps of the result on screen, or at the review those of the answers so far."""
    if context.state != RESULT:
        return _tell_at_review(context)
    entry = wanted_entry(context)
    if entry is None:
        return none_yet(context)
    view = _view(context, entry.token, entry.finished_at)
    if not view.road_map:
        return Outcome(context, notice=context.text("result.no_gap"), brief=True)
    message = _message(context, view, links=links_for(context, entry, LinkPurpose.OPEN))
    return Outcome(context, before=(message,), brief=True)


def _tell_at_review(context: Context) -> Outcome:
    """Tell the steps, and that the result is not there yet."""
    place = progress_line(context)
    if not (context.is_complete or can_be_provisional(context)):
        return Outcome(context, notice=place, brief=True)
    view = _view(context, "", 0)
    if not view.road_map:
        lines = place if view.is_provisional else in_lines(context.text("result.no_gap"), place)
        return Outcome(context, notice=lines, brief=True)
    return Outcome(context, before=(_message(context, view, note=place),), brief=True)


def _view(context: Context, token: str, now: int) -> ResultView:
    result = build_result(context, token, now, is_provisional=not context.is_complete)
    return view_result(context.criteria, result, context.text, context.rules.guidances)


def _message(context: Context, view: ResultView, *, note: str = "", links: tuple[ResultLink, ...] = ()) -> Message:
    text, steps = context.text, view.road_map
    rows = tuple(_row(context, view, number, step) for number, step in enumerate(steps[:MOST_STEPS], 1))
    if len(rows) == len(steps):
        title = text.plural("raise.steps", len(steps))
    else:
        title = text("raise.first_steps", shown=len(rows), count=len(steps))
    blocks = (Section(text("give.next_order"), rows), *((Paragraph(note),) if note else ()))
    return Message(summary=title, title=title, blocks=blocks, links=links)


def _row(context: Context, view: ResultView, number: int, step: ProcessView) -> Entry:
    """Return a step with how it is done in one line; without guidance, with what its level requires."""
    advice = view.advice(step.id, step.recommended.id)
    label = context.text("give.step", number=number, process=step.short, level=step.recommended.name)
    return Entry(label, advice.short if advice else step.short_requirement, level=step.own.rank)
