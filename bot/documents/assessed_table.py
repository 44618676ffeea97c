"""Assessed services as a table, XLSX or CSV, which `radap assess` and the chats read back."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook

from bot.documents.excel_table import Cell, write_table
from bot.documents.service_columns import GROUP, ROW_ID, cells, filled_columns, headings
from bot.documents.service_template import TemplateFormats
from bot.documents.spreadsheet import TEXT_ONLY
from flows.i18n.wording import Wording
from flows.model.question_ids import SERVICE
from flows.service_table.assessed_services import AssessedService
from flows.service_table.cells import as_string_cell, with_apostrophe
from flows.standard.criteria import Criteria

MISSING, RAISES = "table.heading.missing", "table.heading.raises"
PROCESSES, LEVELS = "result.processes_verdict", "result.levels_verdict"
#: Widths of columns in characters.
NAME_WIDTH, TEXT_WIDTH, LEVEL_WIDTH = 44, 26, 13
#: Excel reads CSV as UTF-8 only with a byte order mark.
CSV_ENCODING = "utf-8-sig"


def make_assessed_csv(services: Sequence[AssessedService], criteria: Criteria, wording: Wording) -> bytes:
    """Return the CSV (RFC 4180) with a byte order mark."""
    titles, rows = _table(services, criteria, wording)
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(titles.values())
    writer.writerows([with_apostrophe(row.get(column, "")) for column in titles] for row in rows)
    return content.getvalue().encode(CSV_ENCODING)


def make_assessed_xlsx(
    services: Sequence[AssessedService], criteria: Criteria, wording: Wording, made_at: int
) -> bytes:
    """Return the XLSX. `made_at` is in seconds since 1970 (UTC)."""
    titles, rows = _table(services, criteria, wording)
    content = io.BytesIO()
    with Workbook(content, TEXT_ONLY) as book:
        book.set_properties({"title": wording("template.sheet"), "created": datetime.fromtimestamp(made_at, UTC)})
        formats = TemplateFormats(book)
        table: list[list[Cell]] = [
            [(as_string_cell(row.get(column, "")), formats.of(row.get(column, ""))) for column in titles]
            for row in rows
        ]
        widths = {title: _width(column, criteria) for column, title in titles.items()}
        write_table(book.add_worksheet(wording("template.sheet")), "Services", widths, table, frozen_columns=1)
    return content.getvalue()


def _table(
    services: Sequence[AssessedService], criteria: Criteria, wording: Wording
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the headings by column, and the cells of each row by column."""
    rows = [cells(service.row, criteria, wording) | _result(service, criteria, wording) for service in services]
    titles = headings(criteria, wording)
    results = {key: wording(key) for key in (MISSING, RAISES, PROCESSES, LEVELS)}
    del titles[ROW_ID]
    kept = filled_columns([{SERVICE: "", GROUP: "", **dict.fromkeys(criteria.process_by_id, "")}, *rows], [*titles])
    return {column: titles[column] for column in kept} | results, rows


def _result(service: AssessedService, criteria: Criteria, wording: Wording) -> dict[str, str]:
    language, gap = wording.language, service.gap

    def name(process: str) -> str:
        return f"{criteria.process_number[process]}. {criteria.process_by_id[process].short[language]}"

    def level(identifier: str) -> str:
        return criteria.level_by_id[identifier].short[language]

    return {
        MISSING: ", ".join(map(name, gap.missing)),
        RAISES: ", ".join(f"{name(each.process)} {level(each.own)} → {level(each.recommended)}" for each in gap.raises),
        PROCESSES: wording(f"verdict.{gap.processes}"),
        LEVELS: wording(f"verdict.{gap.levels}"),
    }


def _width(column: str, criteria: Criteria) -> int:
    if column == SERVICE:
        return NAME_WIDTH
    return LEVEL_WIDTH if column in criteria.process_by_id else TEXT_WIDTH
