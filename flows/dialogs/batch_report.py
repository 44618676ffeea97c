"""The report on a table that was read: how many rows, what is to be corrected, and what a confirmation would change."""

from collections.abc import Iterator, Sequence

from flows.actions.batch_draft import BatchDraft, Renewal
from flows.assessment.context import Context
from flows.i18n.wording import quoted
from flows.model.messages import Block, Entry, Message, Paragraph, Role, Section
from flows.model.question_ids import AGENCY
from flows.service_table.service_table import ServiceTable

#: Lines of each list; a chat's message holds no more of 500 rows. What is left out is counted.
MOST_FAULTS = 8
MOST_REMARKS = 3
MOST_CHANGES = 8


def batch_report(context: Context, table: ServiceTable, draft: BatchDraft) -> Message:
    """Return the report."""
    text = context.text
    title = text("batch.read_title")
    blocks: list[Block] = [Paragraph("\n".join(_counts(context, table, draft)))]
    blocks += _listed(context, "batch.faults", [fault.text(text) for fault in table.faults], MOST_FAULTS)
    changes = [_change(context, renewal) for renewal in draft.renewals]
    blocks += _section(context, "batch.changes", changes, MOST_CHANGES)
    blocks += _listed(context, "batch.remarks", [remark.text(text) for remark in table.remarks], MOST_REMARKS)
    if table.other_sheets:
        blocks.append(Paragraph(text("table.other_sheets", sheets=quoted(table.other_sheets)), Role.REMARK))
    if any(not row.service_data.get(AGENCY) for row in draft.new):
        blocks.append(Paragraph(text("batch.no_agency"), Role.REMARK))
    return Message(summary=title, title=title, blocks=tuple(blocks))


def _counts(context: Context, table: ServiceTable, draft: BatchDraft) -> Iterator[str]:
    """Yield a line for each number of rows that is not zero; the number of all rows always."""
    faulty, text = len(table.faulty_rows), context.text
    yield text.plural("batch.rows", len(table.rows) + len(table.unfilled) + faulty)
    counts = {
        "batch.new": len(draft.new),
        "batch.renewed": len(draft.renewals),
        "batch.same": draft.same,
        "offered.rows": draft.offered,
        "batch.faulty": faulty,
        "batch.unfilled": len(table.unfilled),
    }
    for key, count in counts.items():
        if count:
            yield text.plural(key, count)


def _listed(context: Context, key: str, lines: Sequence[str], most: int) -> list[Section]:
    return _section(context, key, [Entry(line) for line in lines], most)


def _section(context: Context, key: str, rows: Sequence[Entry], most: int) -> list[Section]:
    """Return the rows under a heading, as many as fit, and how many more there are; nothing without a row."""
    if not rows:
        return []
    left = len(rows) - most
    more = [Entry(context.text.plural("batch.more", left))] if left > 0 else []
    return [Section(context.text(key), (*rows[:most], *more))]


def _change(context: Context, renewal: Renewal) -> Entry:
    """Return what a row changes of a result: the processes with another level, the group, other data."""
    known, renewed, criteria = renewal.known, renewal.renewed, context.rules.newest_rules.criteria
    language, text = context.language, context.text
    changed = [item for item in criteria.processes if known.levels.get(item.id) != renewed.levels.get(item.id)]
    parts = [text("batch.change_level", process=item.short[language]) for item in changed[:2]]
    if len(changed) > len(parts):
        parts.append(text.plural("batch.change_more", len(changed) - len(parts)))
    if known.group != renewed.group:
        parts.append(text("batch.change_group", before=known.group, after=renewed.group))
    if known.service != renewed.service:
        parts.append(text("batch.change_name", name=known.service))
    return Entry(renewed.service, detail=", ".join(parts) or text("batch.change_data"))
