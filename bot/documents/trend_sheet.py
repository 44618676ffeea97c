"""The sheet of the trend: the levels of every process, one column for each time that the service was assessed."""

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import Cell, write_table
from bot.documents.formats import Formats
from flows.i18n.wording import Wording
from flows.results.process_view import ProcessView
from flows.results.result_view import ResultView
from flows.results.trend_view import PastView

NAME_WIDTH, DATE_WIDTH = 46, 16
UNKNOWN = "–"


def write_trend(sheet: Worksheet, view: ResultView, text: Wording, formats: Formats) -> None:
    """Fill the sheet. There are at least two results."""
    dates = [past.date for past in view.trend]
    # A table has each heading once: two results of one day are told apart by their number.
    headings = [date if dates.count(date) == 1 else f"{date} ({number})" for number, date in enumerate(dates, 1)]
    widths = {text("page.process"): NAME_WIDTH, **dict.fromkeys(headings, DATE_WIDTH)}
    rows: list[list[Cell]] = [
        _row(text("page.group_heading"), [past.group for past in view.trend], formats),
        _row(text("page.missing"), [_count(past.missing) for past in view.trend], formats),
        _row(text("page.raises"), [_count(past.raises) for past in view.trend], formats),
        *([*_levels(process, view.trend, formats)] for process in view.processes),
    ]
    write_table(sheet, "Trend", widths, rows, frozen_columns=1)


def _row(name: str, values: list[str | int], formats: Formats) -> list[Cell]:
    return [(name, formats.bold), *((value, formats.of(value)) for value in values)]


def _count(count: int | None) -> str | int:
    return UNKNOWN if count is None else count


def _levels(process: ProcessView, trend: tuple[PastView, ...], formats: Formats) -> Iterator[Cell]:
    yield f"{process.number}. {process.name}", formats.text
    for past in trend:
        level = past.levels.get(process.id)
        yield (f"{level.code} {level.name}", formats.level(level)) if level else (UNKNOWN, formats.text)
