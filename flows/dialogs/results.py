"""The list of the officer's assessments."""

from collections.abc import Iterator

from flows.actions.finished_results import stored_result
from flows.actions.permissions import may_withdraw
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.collection_list import open_collections
from flows.dialogs.portfolio import open_portfolio
from flows.i18n.dates import spoken_date, spoken_day
from flows.model.finished import FinishedEntry
from flows.model.messages import Choice, Entry, Message, Paragraph, Section, Style
from flows.model.pending import PAGE_PREFIX, ResultCard, ResultsPage, Topic
from flows.model.question_ids import RESULT, SERVICE, open_questions
from flows.model.result import Result
from flows.model.session import Assessment
from flows.model.step_context import StepInputs
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.parked_assessments import has_service_name, service_of

#: Finished assessments on one page.
PAGE_SIZE = 10

SHARE_ALL = "share_all"
COLLECTIONS = "collections"
OLDER = "older"
NEWER = "newer"
QUESTION = side_question_id(Topic.RESULTS)


def screen(context: Context, pending: ResultsPage) -> Message:
    """Show one page of the list."""
    return results_list(context, pending.offset)


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Show another page, one of the assessments or the page of all services, or leave the list."""
    if choice == CLOSE:
        return Outcome(context)
    if choice == COLLECTIONS:
        return open_collections(context)
    if choice == SHARE_ALL:
        return open_portfolio(context, inputs)
    if choice.startswith(PAGE_PREFIX):
        return Outcome(context.with_pending(ResultsPage(int(choice.removeprefix(PAGE_PREFIX)))))
    return Outcome(context.with_pending(ResultCard(choice)))


def results_list(context: Context, offset: int = 0) -> Message:
    """List the unfinished assessments, then the finished ones, each with its date, group and gap in one line.

    The newest come first; the first `offset` are skipped.
    """
    text, finished = context.text, _finished(context)
    title, unfinished = text("results.title"), _unfinished(context)
    first = 1 + len(context.session.parked) + offset
    rows = tuple(
        _row(context, number, item) for number, item in enumerate(finished[offset : offset + PAGE_SIZE], first)
    )
    blocks = [Section(text("results.finished"), rows)] if rows else [Paragraph(text("results.none"))]
    close = Choice(
        label=text("results.go_on" if context.state != RESULT else "results.to_result"),
        press=context.press(CLOSE, QUESTION),
        words=context.rules.catalogues.words("words.results.close"),
        style=Style.PRIMARY,
    )
    return Message(
        summary=title,
        title=title,
        blocks=(*unfinished, *blocks, *(() if offset else _handed_over(context))),
        choices=(*_pages(context, offset, len(finished)), *_share_all(context), *_collections(context), close),
    )


def _share_all(context: Context) -> Iterator[Choice]:
    """Return the button that leads to the page of all services, if that page is not empty."""
    if context.session.finished.entries:
        yield side_choice(context, "results.share_all", context.press(SHARE_ALL, QUESTION))


def _collections(context: Context) -> Iterator[Choice]:
    """Return the button that leads to what is given to collections, for officers who joined one."""
    if context.session.shared.collections:
        yield side_choice(context, "results.collections", context.press(COLLECTIONS, QUESTION))


def _pages(context: Context, offset: int, count: int) -> Iterator[Choice]:
    """Return the buttons for older and newer assessments, if there are more than one page holds."""
    offsets = {OLDER: offset + PAGE_SIZE, NEWER: offset - PAGE_SIZE}
    for name, start in offsets.items():
        if 0 <= start < count:
            yield side_choice(context, f"results.{name}", context.press(f"{PAGE_PREFIX}{start}", QUESTION))


def _finished(context: Context) -> list[FinishedEntry]:
    """Return the finished assessments, the newest first; one that is being corrected is among the unfinished."""
    parked = {item.id for item in context.session.parked}
    return [item for item in reversed(context.session.finished.entries) if item.assessment not in parked]


def _unfinished(context: Context) -> tuple[Section, ...]:
    """List the assessment in progress, then the parked ones, each with a button."""
    rows = []
    if has_service_name(context):
        rows.append(Entry(context.assessment.answers[SERVICE], open_line(context, context.assessment)))
    for number, item in enumerate(reversed(context.session.parked), 1):
        press = context.press(item.id, QUESTION)
        line = _with_offer(context, item.id, open_line(context, item))
        rows.append(Entry(service_of(context, item), line, number=str(number), press=press))
    return (Section(context.text("results.in_progress"), tuple(rows)),) if rows else ()


def _row(context: Context, number: int, item: FinishedEntry) -> Entry:
    press = context.press(item.assessment, QUESTION)
    line = _with_offer(context, item.assessment, finished_line(context, item))
    return Entry(item.service, line, number=str(number), press=press)


def _with_offer(context: Context, assessment: str, line: str) -> str:
    """Return the line of an assessment, with the remark that it is offered to another owner."""
    return f"{line}\n{context.text('offered.line')}" if context.session.shared.offer_of(assessment) else line


def _handed_over(context: Context) -> Iterator[Section]:
    """Yield the services that have another owner now, the newest first."""
    lines, text = context.session.shared.handed_over, context.text
    rows = (Entry(item.service, text("handover.line", date=spoken_date(item.at, text))) for item in reversed(lines))
    if lines:
        yield Section(text("handover.gone"), tuple(rows))


def open_line(context: Context, assessment: Assessment) -> str:
    """Return the line with the number of open questions of an unfinished assessment."""
    return context.text.plural("results.open", len(open_questions(context.criteria, assessment.answers)))


def finished_line(context: Context, item: FinishedEntry) -> str:
    """Return the line with the date, the group and the gap of a finished assessment."""
    text = context.text
    gap = text("results.gap", missing=item.missing, raises=item.raises)
    row = text("results.row", date=spoken_day(item.assessed_day, text), group=item.group, gap=gap)
    if not item.open:
        return row
    total = len(context.criteria.processes)
    return f"{row} {text('result.stamp', answered=total - item.open, total=total)}"


def refuse_withdrawal(context: Context, assessment: str) -> Outcome:
    """Show the card of an assessment again, and explain who may withdraw or delete it."""
    card = context.with_pending(ResultCard(assessment))
    return Outcome(card, notice=context.text("member.only_starter_withdraws"))


def withdrawable_result(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Result | Outcome:
    """Return the stored result of an entry, as `stored_result` does, where the member may withdraw it."""
    if not may_withdraw(context, entry.started_by):
        return refuse_withdrawal(context, entry.assessment)
    return stored_result(context, entry, inputs)


def answer_after_deletion(context: Context, choice: str) -> Outcome:
    """Answer a question about an assessment that is no longer listed: its screen is the list."""
    return Outcome(context, notice="" if choice == CLOSE else context.text("results.gone"))
