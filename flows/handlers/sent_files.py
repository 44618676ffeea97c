"""Tables of services that officers send: as a file, which is read beside the conversation, or pasted as text."""

from collections.abc import Sequence
from dataclasses import replace

from flows.actions.batch_draft import draft_batch, wanted_results
from flows.actions.open_batch import is_old, without_batch
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.dialogs.batch_report import batch_report
from flows.i18n.dates import day_of
from flows.model.batch import Batch, BatchRow
from flows.model.events import FileNotRead, FileSent, Text
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink
from flows.model.pending import BatchGroup, ConfirmBatch, Note
from flows.model.question_ids import RESULT, SERVICE, WELCOME
from flows.model.session import FileReading, FileReport, OpenBatch
from flows.model.step_context import StepInputs
from flows.service_table.delimited_text import read_delimited, read_pasted
from flows.service_table.service_table import ServiceTable
from flows.service_table.table_event import TableRead

#: Rows that are read of one table in a chat.
MOST_ROWS = 500
#: Pasted rows are at least the headings and one service.
FEWEST_LINES = 2
#: Pasted rows without a service that can be saved have so many columns; of fewer, they may be an answer.
FEWEST_COLUMNS = 3
#: Pasted lines are a list of names from so many on, none longer than a name may be.
FEWEST_NAMES = 3
LONGEST_NAME = 200
#: Seconds within which a file is read and answered: LINE's reply token is good for a minute at most.
READING_SECONDS = 30


def begin_reading(context: Context, sent: FileSent, inputs: StepInputs) -> Outcome:
    """Note that a file is being read, without a reply. Nothing is read before the officer has agreed."""
    if context.state == WELCOME:
        return Outcome(context, notice=context.text("file.after_consent"))
    session = context.session._replace(reading=FileReading(sent.source, inputs.now))
    return Outcome(context.with_session(session), silent=True)


def read_table_of_file(context: Context, read: TableRead, inputs: StepInputs) -> Outcome:
    """Apply the table of the file that is being read. One that was unsent, or followed by another, is not applied."""
    reading = context.session.reading
    if reading is None or reading.source != read.source:
        return Outcome(context, silent=True)
    settled = context.with_session(context.session._replace(reading=None))
    return _offer(settled, read.source, read.table, inputs)


def tell_fault(context: Context, failed: FileNotRead, inputs: StepInputs) -> Outcome:
    """Tell why the file that is being read was not read."""
    reading = context.session.reading
    if reading is None or reading.source != failed.source:
        return Outcome(context, silent=True)
    told = context.text(failed.reason, **failed.values)
    settled = context.with_session(context.session._replace(reading=None))
    report = Message(summary=told, blocks=(Paragraph(told),))
    return _reported(Outcome(settled, notice=told, brief=True), report, failed.source, inputs)


def tell_unread_file(outcome: Outcome, before: FileReading | None, inputs: StepInputs) -> Outcome:
    """Tell that the file noted before this event was not read yet, and after half a minute that it was not read."""
    session = outcome.context.session
    if before is None or session.reading != before or outcome.deleted:
        return outcome
    if inputs.now < before.since + READING_SECONDS:
        return outcome._replace(notice=in_lines(outcome.context.text("file.still_reading"), outcome.notice))
    settled = outcome.context.with_session(session._replace(reading=None))
    return outcome._replace(context=settled, notice=in_lines(settled.text("file.not_read"), outcome.notice))


def without_old_batch(outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Forget a batch whose rows are stored no more, unless this event is about it."""
    session = outcome.context.session
    is_asked = isinstance(session.pending, ConfirmBatch | BatchGroup)
    return without_batch(outcome) if is_old(session.batch, inputs.now) and not is_asked else outcome


def pasted_table(context: Context, typed: Text, inputs: StepInputs) -> Outcome | None:
    """Read several lines with tabs and headings as a table; None for other texts, and for the text of a note."""
    pending = context.session.pending
    if context.state == WELCOME or (isinstance(pending, Note) and pending.key is not None):
        return None
    if sum("\t" in line for line in typed.text.splitlines()) < FEWEST_LINES:
        return None
    sheet, tables = read_delimited(typed.text), context.rules.newest_rules.tables
    table = tables.read([sheet], today=day_of(inputs.now), limit=MOST_ROWS)
    is_table = table.has_headings and (table.rows or max(map(len, sheet.grid)) >= FEWEST_COLUMNS)
    return _offer(context, typed.source, table, inputs) if is_table else None


def pasted_names(context: Context, typed: Text, inputs: StepInputs) -> Outcome | None:
    """Answer a pasted list of service names with a template that has them; None for other texts.

    It is one where a service may begin: at the question for its name, and at a result.
    """
    lines = [line for line in typed.text.splitlines() if line.strip()]
    may_begin = context.state in {SERVICE, RESULT} and context.session.pending is None
    if not may_begin or len(lines) < FEWEST_NAMES or max(map(len, lines)) > LONGEST_NAME:
        return None
    tables, names = context.rules.newest_rules.tables, context.rules.names
    table = tables.read([read_pasted(typed.text)], today=day_of(inputs.now), limit=MOST_ROWS)
    is_list = not (table.has_headings or table.rows or table.faults) and len(table.unfilled) >= FEWEST_NAMES
    if not is_list or any(names.is_talk(row.service) for row in table.unfilled):
        return None
    return _offer(context, typed.source, table, inputs)


def _template_of_names(outcome: Outcome, source: str, table: ServiceTable, inputs: StepInputs) -> Outcome:
    """Add a template with the services that have no levels yet; its rows wait as those of a batch do, for an hour."""
    context, (report,) = outcome.context, outcome.before
    rows = tuple(BatchRow(row.number, "", dict(row.service_data), row.group) for row in table.unfilled)
    started_by = context.member.id if context.member else ""
    batch = OpenBatch(inputs.token, source, inputs.now, started_by, new=0, renewed=0)
    link = ResultLink(context.text("template.names"), inputs.token, LinkPurpose.TEMPLATE)
    return outcome._replace(
        context=context.with_session(context.session._replace(batch=batch)),
        before=(replace(report, links=(link,)),),
        drafted=Batch(context.rules.newest_rules.criteria.edition.id, rows),
    )


def _group_question(rows: Sequence[BatchRow]) -> BatchGroup:
    """Return the question for the group of these rows together; of a single one by its name."""
    return BatchGroup(1, rows[0].number, rows[0].service) if len(rows) == 1 else BatchGroup(len(rows))


def _offer(context: Context, source: str, table: ServiceTable, inputs: StepInputs) -> Outcome:
    """Report what a table holds, and ask whether to save it: first for the groups that it does not tell."""
    if wanted := wanted_results(context, table.rows, inputs):
        return Outcome(context, wanted=wanted)
    draft = draft_batch(context, table.rows, inputs)
    report = batch_report(context, table, draft)
    outcome = without_batch(Outcome(context, before=(report,)))
    if draft.is_empty:
        told = outcome._replace(brief=True)
        done = _template_of_names(told, source, table, inputs) if table.unfilled else told
        return _reported(done, done.before[0], source, inputs)
    asked = [row for row in draft.new if row.asks_group]
    batch = OpenBatch(
        token=inputs.token,
        source=source,
        made_at=inputs.now,
        started_by=context.member.id if context.member else "",
        new=len(draft.new),
        renewed=len(draft.renewals),
        ungrouped=len(asked),
    )
    opened = outcome.context.with_session(outcome.context.session._replace(batch=batch))
    offered = outcome._replace(
        context=opened.with_pending(_group_question(asked) if asked else ConfirmBatch()),
        drafted=draft.batch(context.rules.newest_rules.criteria.edition.id),
    )
    return _reported(offered, report, source, inputs)


def _reported(outcome: Outcome, report: Message, source: str, inputs: StepInputs) -> Outcome:
    """Store the report until the next event, for an hour at most.

    The platform may not take this reply, and deliver the table again.
    """
    context = outcome.context
    session = context.session._replace(report=FileReport(source, inputs.token))
    drafted = outcome.drafted or Batch(context.rules.newest_rules.criteria.edition.id, ())
    return outcome._replace(context=context.with_session(session), drafted=replace(drafted, report=report))
