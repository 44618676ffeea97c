"""The sheet of the plan: the steps in order, and empty columns for who, by when, and for how much."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import Cell, write_table
from bot.documents.formats import Formats
from flows.i18n.fiscal_year import fiscal_quarters
from flows.i18n.wording import Wording, quoted
from flows.results.plan_view import EqualStep
from flows.results.portfolio_view import PortfolioView
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView

#: Columns with the step of one service, and of several: the key of the heading, and the width in characters.
STEP = (
    ("page.number", 6),
    ("page.process", 40),
    ("page.gap", 18),
    ("page.own", 16),
    ("page.recommended", 16),
    ("sheet.demand", 54),
)
SHARED_STEP = (
    ("page.number", 6),
    ("page.process", 40),
    ("page.recommended", 16),
    ("sheet.demand", 54),
    ("plan.count", 10),
    ("plan.services", 54),
)
#: Columns to fill in.
DUE, BUDGET = "plan.due", "plan.budget"
TO_FILL_IN = (("plan.who", 26), (DUE, 30), (BUDGET, 16), ("plan.remark", 40))
#: The running fiscal year, and the two that are planned now.
YEARS = 3
#: Rows below the steps that have the drop-down list too, for steps of the office's own.
SPARE_ROWS = 50
A4 = 9


class PlanSheet:
    """Fills the sheet of a plan, in the language of `text`. `assessed_on` tells with which fiscal year it begins."""

    def __init__(self, sheet: Worksheet, assessed_on: date, text: Wording, formats: Formats) -> None:
        self._sheet = sheet
        self._quarters = fiscal_quarters(assessed_on, YEARS, text)
        self._text = text
        self._formats = formats

    def write_steps(self, view: ResultView) -> None:
        """Write the steps of one service, or a line that says that there are none."""
        rows = [self._step(number, process) for number, process in enumerate(view.road_map, 1)]
        self._write(rows or self._nothing(is_provisional=view.is_provisional), STEP)

    def write_shared_steps(self, view: PortfolioView) -> None:
        """Write the steps of several services: equal ones are one row, with the names of the services."""
        rows = [self._shared_step(number, step) for number, step in enumerate(view.steps, 1)]
        self._write(rows or self._nothing(is_provisional=view.is_provisional), SHARED_STEP)

    def _nothing(self, *, is_provisional: bool) -> list[list[Cell]]:
        said = self._text("page.road_map_open" if is_provisional else "page.road_map_none")
        return [[("", self._formats.text), (said, self._formats.text)]]

    def _step(self, number: int, process: ProcessView) -> list[Cell]:
        formats = self._formats
        return [
            (number, formats.text),
            (process.name, formats.text),
            (self._text(f"status.{process.status}"), formats.statuses[process.status]),
            *((f"{level.code} {level.name}", formats.level(level)) for level in (process.own, process.recommended)),
            (process.requirement, formats.text),
        ]

    def _shared_step(self, number: int, step: EqualStep) -> list[Cell]:
        formats = self._formats
        return [
            (number, formats.text),
            (step.process.name, formats.text),
            (f"{step.level.code} {step.level.name}", formats.level(step.level)),
            (step.demand, formats.text),
            (len(step.services), formats.text),
            (quoted(step.services), formats.text),
        ]

    def _write(self, rows: Sequence[Sequence[Cell]], columns: Sequence[tuple[str, int]]) -> None:
        """Write the rows, and the columns to fill in beside them."""
        widths = dict((*columns, *TO_FILL_IN))
        empty: Sequence[Cell] = [("", self._formats.text)] * len(widths)
        cells = [[*row, *empty[len(row) :]] for row in rows]
        headings = {self._text(key): width for key, width in widths.items()}
        write_table(self._sheet, "Plan", headings, cells, frozen_columns=2)
        budget = [*widths].index(BUDGET)
        self._sheet.set_column(budget, budget, widths[BUDGET], self._formats.money)
        for row in range(1, len(rows) + 1):
            self._sheet.write_blank(row, budget, None, self._formats.money)
        self._add_quarters([*widths].index(DUE), len(rows) + SPARE_ROWS)
        self._sheet.set_paper(A4)
        self._sheet.print_area(0, 0, len(rows), len(widths) - 1)

    def _add_quarters(self, column: int, last: int) -> None:
        """Add the drop-down list. Another word is only warned of: an office may plan by month, or beyond these years.

        The list stands in a hidden column, since Excel takes no more than 255 characters in the rule itself.
        """
        place = column + len(TO_FILL_IN)
        for row, quarter in enumerate((self._text("plan.quarters"), *self._quarters)):
            self._sheet.write_string(row, place, quarter)
        self._sheet.set_column(place, place, None, None, {"hidden": True})
        rule: dict[str, Any] = {
            "validate": "list",
            "source": "=" + xl_range_abs(1, place, len(self._quarters), place),
            "error_type": "warning",
            "error_title": self._text("plan.not_in_list_title"),
            "error_message": self._text("plan.not_in_list"),
        }
        self._sheet.data_validation(1, column, last, column, rule)
