"""All services of an owner as a table: its headings, and the cells of each service, for every format."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.i18n.wording import Wording
from flows.results.approval_view import ApprovalView
from flows.results.portfolio_view import PortfolioView, ServiceRow
from flows.results.process_view import LevelView, ProcessView

#: Widths of columns in characters.
NAME_WIDTH, LINE_WIDTH, PROCESS_WIDTH = 44, 30, 9
BEFORE = (("page.date", 14), ("page.group_heading", 10))
AFTER = (("page.missing", 10), ("page.raises", 10), ("result.processes_verdict", 22), ("result.levels_verdict", 22))

#: Only where approval was asked for.
APPROVAL = ("approval.heading", "approval.by", "approval.decided", "approval.remark", "approval.changes")

#: A program takes a text that begins with a hyphen for a formula; both are read back as the level none.
HYPHEN, DASH = "-", "–"


class PortfolioCell(NamedTuple):
    """A text or a number, and the level that colours the cell, if it is that of a process."""

    value: str | int
    level: LevelView | None = None


def portfolio_columns(view: PortfolioView, text: Wording) -> dict[str, int]:
    """Return the headings with the widths of their columns in characters."""
    columns = {item.label: NAME_WIDTH if item.is_name else LINE_WIDTH for item in view.rows[0].view.public_data}
    columns |= {text(key): width for key, width in BEFORE}
    columns |= dict.fromkeys(_process_headings(view.processes), PROCESS_WIDTH)
    columns |= {text(key): width for key, width in AFTER}
    if view.has_several_editions:
        columns[text("page.edition")] = LINE_WIDTH
    if view.has_approvals:
        columns |= {text(key): LINE_WIDTH for key in APPROVAL}
    return columns


def portfolio_rows(view: PortfolioView) -> list[list[PortfolioCell]]:
    """Return the cells of every service.

    A process's cell has the code of its level, and of the recommended level if that is higher.
    """
    return [[*_cells(row, view)] for row in view.rows]


def _process_headings(processes: Sequence[ProcessView]) -> Iterator[str]:
    """Yield the heading of each process; the id tells apart what two editions give one name."""
    names = [f"{process.number}. {process.short}" for process in processes]
    for name, process in zip(names, processes, strict=True):
        yield name if names.count(name) == 1 else f"{name} ({process.id})"


def _cells(row: ServiceRow, portfolio: PortfolioView) -> Iterator[PortfolioCell]:
    view = row.view
    own = {process.id: process for process in view.processes}
    yield from (PortfolioCell(item.value) for item in view.public_data)
    yield from map(PortfolioCell, (view.date, view.group_id))
    yield from (_level(own.get(process.id)) for process in portfolio.processes)
    yield from map(PortfolioCell, (len(view.missing), len(view.raises)))
    yield from map(PortfolioCell, (view.processes_verdict_text, view.levels_verdict_text))
    if portfolio.has_several_editions:
        yield PortfolioCell(view.edition)
    if portfolio.has_approvals:
        yield from map(PortfolioCell, _approval(view.approval))


def _approval(approval: ApprovalView | None) -> tuple[str, ...]:
    """Return the state, who decided, when, the remark, and what changed afterwards."""
    if approval is None:
        return ("",) * len(APPROVAL)
    changes = "\n".join(approval.changes)
    return approval.state, approval.who, approval.date, approval.remark, changes


def _level(process: ProcessView | None) -> PortfolioCell:
    """Return the cell of a process; it is empty where the edition of the assessment has no such process."""
    if process is None:
        return PortfolioCell("")
    own = DASH if process.own.code == HYPHEN else process.own.code
    return PortfolioCell(f"{own} → {process.recommended.code}" if process.is_gap else own, process.own)
