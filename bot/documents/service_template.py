"""The template of a table of services: one row a service, drop-down lists, and each level's requirement as a note."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from bot.documents.excel_table import MAX_CELL_LENGTH
from bot.documents.service_columns import DATE, GROUP, ROW_ID, cells, group_labels, headings
from bot.documents.spreadsheet import TEXT_ONLY
from bot.shared.level_styles import level_style
from bot.shared.terminal_width import text_width
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.language import Language
from flows.i18n.wording import Wording
from flows.model.question_ids import SERVICE
from flows.service_table.cells import as_string_cell, would_be_formula
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria, Process

#: Rows with drop-down lists.
ROWS = 500
#: Widths of columns in characters, and of the columns of the explanation.
NAME_WIDTH, TEXT_WIDTH, GROUP_WIDTH, LEVEL_WIDTH, DATE_WIDTH = 44, 26, 30, 13, 14
EXPLANATION_WIDTHS = (34, 90)
#: Heights in points, and the lines of a text that a row shows.
HEADING_HEIGHT, LINE_HEIGHT, MOST_LINES = 48, 16.0, 8
#: The paper in the workbook format.
A4 = 9
#: The size of a note, in pixels for a text of four levels.
NOTE_SIZE = {"x_scale": 3.4, "y_scale": 4.2, "font_size": 9}
#: Numbers are texts: a program would make a date of group 3.1, and a formula of a level's hyphen.
AS_TEXT = "@"


class TemplateFormats:
    """Cell formats of the template."""

    def __init__(self, book: Workbook) -> None:
        cell = {"num_format": AS_TEXT, "valign": "top", "text_wrap": True}
        self.cell: Format = book.add_format(cell)
        #: Excel's own mark of a text that is no formula.
        self.quoted: Format = book.add_format({**cell, "quote_prefix": True})
        self.plain: Format = book.add_format({"valign": "top", "text_wrap": True})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.line: Format = book.add_format({})
        self.bold: Format = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self.heading: Format = book.add_format(
            {"bold": True, "valign": "vcenter", "text_wrap": True, "bg_color": "#E2E8F0", "border": 1}
        )

    def of(self, text: str) -> Format:
        """Return the format of a cell with a text."""
        return self.quoted if would_be_formula(text) else self.cell


def make_template(rows: Sequence[ServiceRow], criteria: Criteria, wording: Wording, made_at: int) -> bytes:
    """Return the XLSX, filled with these rows: names alone, or all that is known. `made_at` is in seconds since 1970.

    The hidden row ids are those of the rows.
    """
    content = BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": wording("template.title"), "created": datetime.fromtimestamp(made_at, UTC)})
        formats = TemplateFormats(book)
        table = book.add_worksheet(wording("template.sheet"))
        explanation = book.add_worksheet(wording("template.explanation"))
        lists = _write_explanation(explanation, criteria, wording, formats)
        _write_table(table, rows, criteria, wording, formats)
        _add_lists(table, lists, criteria, wording, len(rows))
        _colour_levels(table, book, criteria, wording)
    return content.getvalue()


def _write_table(
    sheet: Worksheet, rows: Sequence[ServiceRow], criteria: Criteria, wording: Wording, formats: TemplateFormats
) -> None:
    titles = headings(criteria, wording)
    for place, (column, title) in enumerate(titles.items()):
        sheet.set_column(place, place, _width(column, criteria), formats.cell, {"hidden": column == ROW_ID})
        sheet.write_string(0, place, title, formats.heading)
        if process := criteria.process_by_id.get(column):
            sheet.write_comment(0, place, _note(process, criteria, wording), NOTE_SIZE)
    for number, row in enumerate(rows, 1):
        filled = cells(row, criteria, wording)
        heights = (_height(text, _width(column, criteria)) for column, text in filled.items())
        sheet.set_row(number, max(heights, default=LINE_HEIGHT))
        for place, column in enumerate(titles):
            if text := filled.get(column):
                sheet.write_string(number, place, as_string_cell(text)[:MAX_CELL_LENGTH], formats.of(text))
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.freeze_panes(1, [*titles].index(SERVICE) + 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(column: str, criteria: Criteria) -> int:
    if column in criteria.process_by_id:
        return LEVEL_WIDTH
    return {SERVICE: NAME_WIDTH, GROUP: GROUP_WIDTH, DATE: DATE_WIDTH}.get(column, TEXT_WIDTH)


def _height(text: str, width: int) -> float:
    """Return the height of a wrapped text: LibreOffice does not fit rows to it."""
    lines = sum(max(1, ceil(text_width(line) / width)) for line in text.split("\n"))
    return LINE_HEIGHT * min(lines, MOST_LINES)


def _note(process: Process, criteria: Criteria, wording: Wording) -> str:
    """Return what each level requires of a process."""
    language = wording.language
    lines = (
        f"{level.short[language]}: {process.levels[level.id].short[language]}"
        for level in criteria.levels
        if level.id in process.levels
    )
    return "\n".join((process.name[language], *lines))


def _add_lists(sheet: Worksheet, lists: dict[str, str], criteria: Criteria, wording: Wording, filled: int) -> None:
    """Add the drop-down lists; another word is only warned of, for Radap reads more than the lists have."""
    last = max(ROWS, filled)
    for place, column in enumerate(headings(criteria, wording)):
        source = lists.get("group" if column == GROUP else "level" if column in criteria.process_by_id else "")
        if source:
            rule: dict[str, Any] = {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": wording("template.not_in_list_title"),
                "error_message": wording("template.not_in_list"),
            }
            sheet.data_validation(1, place, last, place, rule)


def _colour_levels(sheet: Worksheet, book: Workbook, criteria: Criteria, wording: Wording) -> None:
    """Give each level its colour. The word stays, so that colour is not the only sign."""
    places = [place for place, column in enumerate(headings(criteria, wording)) if column in criteria.process_by_id]
    for rank, level in enumerate(criteria.levels):
        style = level_style(rank)
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{level.short[wording.language]}"',
            "format": book.add_format({"bg_color": style.colour, "font_color": style.ink}),
        }
        sheet.conditional_format(1, places[0], ROWS, places[-1], rule)


def _write_explanation(
    sheet: Worksheet, criteria: Criteria, wording: Wording, formats: TemplateFormats
) -> dict[str, str]:
    """Write the second sheet; return where the words of the drop-down lists stand in it."""
    language = wording.language
    lists: dict[str, str] = {}
    row = 0
    for row, text in enumerate(wording("template.how", rows=ROWS, count=len(criteria.processes)).splitlines()):
        # Without wrapping, a line runs on over the empty cell beside it.
        sheet.write_string(row, 0, text, formats.title if row == 0 else formats.line)
    for name, title, lines in (
        ("level", "template.levels", [(level.short[language], level.meaning[language]) for level in criteria.levels]),
        ("group", "template.groups", _groups(criteria, wording)),
        ("", "template.example", _example(criteria, wording)),
    ):
        sheet.write_string(row + 2, 0, wording(title), formats.title)
        first = row + 3
        for row, (word, meaning) in enumerate(lines, first):
            sheet.write_string(row, 0, word, formats.bold)
            sheet.write_string(row, 1, meaning, formats.plain)
            sheet.set_row(row, _height(meaning, EXPLANATION_WIDTHS[1]))
        if name:
            lists[name] = f"='{wording('template.explanation')}'!{xl_range_abs(first, 0, row, 0)}"
    for column, width in enumerate(EXPLANATION_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    return lists


def _groups(criteria: Criteria, wording: Wording) -> list[tuple[str, str]]:
    labels = group_labels(criteria, wording)
    return [(labels[group.id], group.definition[wording.language]) for group in criteria.groups]


def _example(criteria: Criteria, wording: Wording) -> Iterable[tuple[str, str]]:
    """Return the standard's example, one line a column: beside each other, they would be read as a table."""
    example = criteria.example
    group = criteria.characteristic_by_id[example.characteristics[0]].group
    row = ServiceRow(
        number=0,
        service_data={
            column.id: example.service_data[column.id][wording.language]
            for column in TEXT_COLUMNS
            if column.id in example.service_data
        },
        group=group,
        levels={
            process.id: criteria.level_by_code[code].id
            for process, code in zip(criteria.processes, example.levels.split(), strict=True)
        },
        assessed_on=example.assessed_on,
    )
    filled = cells(row, criteria, wording)
    return [(title, filled[column]) for column, title in headings(criteria, wording).items() if column in filled]


def named_services(names: Iterable[str]) -> list[ServiceRow]:
    """Return rows for a template that has only the names of services."""
    return [ServiceRow(0, {SERVICE: name}) for name in names]


def template_file_name(language: Language) -> str:
    """Return the name under which the template is sent, in ASCII: chats and old browsers spoil other letters."""
    return f"radap-template-{language}.xlsx"
