"""Requests about a result in words: its link and its files. Each gets one short message."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.dialogs.owners_copy import wanted_entry
from flows.handlers.progress import progress_line
from flows.model.finished import FinishedEntry
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink
from flows.model.pending import Guess
from flows.model.question_ids import CONFIRM, RESULT, REVIEW
from flows.screens.result import result_links


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
        return none_yet(context)
    title = context.text(f"give.{purpose}", service=entry.service)
    message = Message(summary=title, title=title, blocks=_unfinished(context), links=links_for(context, entry, purpose))
    return Outcome(context, before=(message,), brief=True)


def links_for(context: Context, entry: FinishedEntry, purpose: LinkPurpose) -> tuple[ResultLink, ...]:
    """Return the link of a result for one purpose."""
    known = result_links(context, entry.token, entry.service, entry.group)
    if chosen := tuple(link for link in known if link.purpose is purpose):
        return chosen
    link = ResultLink(context.text(f"give.{purpose}_label"), entry.token, purpose)
    # Another day than that of the file is picked on the page.
    return (link, *known[:1]) if purpose is LinkPurpose.CALENDAR else (link,)


def _unfinished(context: Context) -> tuple[Paragraph, ...]:
    """Tell that the assessment in progress has no result, where an earlier one's is given."""
    return () if context.state == RESULT else (Paragraph(context.text("give.is_earlier")),)


def none_yet(context: Context) -> Outcome:
    """Tell that there is no result yet, and how far the assessment is."""
    lines = in_lines(context.text("give.none_yet"), progress_line(context))
    return Outcome(context, notice=lines, brief=True)
