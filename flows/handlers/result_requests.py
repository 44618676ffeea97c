"""Requests about a result in words: its link, its files, and what to do next. Each gets one short message."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.dialogs.owners_copy import wanted_entry
from flows.handlers.progress import progress_line
from flows.model.finished import FinishedEntry
from flows.model.messages import Entry, LinkPurpose, Message, Paragraph, ResultLink, Section
from flows.model.pending import Guess
from flows.model.question_ids import CONFIRM, RESULT, REVIEW
from flows.results.process_view import ProcessView
from flows.results.result_view import view_result
from flows.screens.publication import build_result
from flows.screens.result import result_links

#: The steps of the road map that a chat's message has; the page has them all.
FIRST_STEPS = 3


def give_result(context: Context) -> Outcome:
    """Give the result on screen or the newest one; at the review, ask whether to confirm it."""
    if context.state == REVIEW and not context.open_questions:
        return Outcome(context.with_pending(Guess(context.tap(context.press(CONFIRM)))))
    return _give(context, LinkPurpose.OPEN)


def give_share_link(context: Context) -> Outcome:
    """Give the button that passes the result on."""
    return _give(context, LinkPurpose.SHARE)


def give_file(context: Context, purpose: LinkPurpose) -> Outcome:
    """Give the link of one of the result's files."""
    return _give(context, purpose)


def _give(context: Context, purpose: LinkPurpose) -> Outcome:
    entry = wanted_entry(context)
    if entry is None:
        return _none_yet(context)
    title = context.text(f"give.{purpose}", service=entry.service)
    message = Message(summary=title, title=title, blocks=_unfinished(context), links=_links(context, entry, purpose))
    return Outcome(context, before=(message,), brief=True)


def _links(context: Context, entry: FinishedEntry, purpose: LinkPurpose) -> tuple[ResultLink, ...]:
    known = result_links(context, entry.token, entry.service, entry.group)
    if chosen := tuple(link for link in known if link.purpose is purpose):
        return chosen
    link = ResultLink(context.text(f"give.{purpose}_label"), entry.token, purpose)
    # Another day than that of the file is picked on the page.
    return (link, *known[:1]) if purpose is LinkPurpose.CALENDAR else (link,)


def _unfinished(context: Context) -> tuple[Paragraph, ...]:
    """Tell that the assessment in progress has no result, where an earlier one's is given."""
    return () if context.state == RESULT else (Paragraph(context.text("give.is_earlier")),)


def _none_yet(context: Context) -> Outcome:
    lines = in_lines(context.text("give.none_yet"), progress_line(context))
    return Outcome(context, notice=lines, brief=True)


def tell_next_steps(context: Context) -> Outcome:
    """Tell the first steps of the road map of the result on screen, each with what it requires."""
    text, entry = context.text, wanted_entry(context)
    if entry is None:
        return _none_yet(context)
    view = view_result(context.criteria, build_result(context, entry.token, entry.finished_at), text)
    steps = view.road_map
    if not steps:
        return Outcome(context, notice=text("result.no_gap"), brief=True)
    rows = tuple(_step(context, number, step) for number, step in enumerate(steps[:FIRST_STEPS], 1))
    title = text("give.next", shown=len(rows), count=len(steps))
    links = _links(context, entry, LinkPurpose.OPEN)
    message = Message(summary=title, title=title, blocks=(Section(text("give.next_order"), rows),), links=links)
    return Outcome(context, before=(message,), brief=True)


def _step(context: Context, number: int, step: ProcessView) -> Entry:
    requirement = context.criteria.process_by_id[step.id].levels[step.recommended.id]
    label = context.text("give.step", number=number, process=step.short, level=step.recommended.name)
    return Entry(label, requirement.short[context.language], level=step.own.rank)
