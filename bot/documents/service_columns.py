"""The columns of the tables of services that Radap writes, whose headings and cells it also reads."""

from collections.abc import Iterable, Mapping, Sequence

from flows.assessment.table_columns import TEXT_COLUMNS
from flows.i18n.dates import spoken_day
from flows.i18n.wording import Wording
from flows.service_table.service_table import ServiceRow
from flows.standard.criteria import Criteria

#: Columns that are named by a key; the others have the ids of the service data and of the processes.
ROW_ID, GROUP, DATE = "table.heading.row_id", "table.heading.group", "table.heading.date"


def headings(criteria: Criteria, wording: Wording) -> dict[str, str]:
    """Return the heading of every column, in their order."""
    language = wording.language
    return {
        ROW_ID: wording(ROW_ID),
        **{column.id: wording(column.title) for column in TEXT_COLUMNS},
        GROUP: wording(GROUP),
        **{process.id: f"{number}. {process.short[language]}" for number, process in enumerate(criteria.processes, 1)},
        DATE: wording(DATE),
    }


def group_labels(criteria: Criteria, wording: Wording) -> Mapping[str, str]:
    """Return the cell of each group: its number before its name."""
    return {group.id: f"{group.id} {group.short[wording.language]}" for group in criteria.groups}


def cells(row: ServiceRow, criteria: Criteria, wording: Wording) -> dict[str, str]:
    """Return the filled cells of a service by column."""
    levels = {
        process: criteria.level_by_id[level].short[wording.language]
        for process, level in row.levels.items()
        if process in criteria.process_by_id
    }
    return {
        **({ROW_ID: row.row_id} if row.row_id else {}),
        **row.service_data,
        **({GROUP: group_labels(criteria, wording)[row.group]} if row.group in criteria.group_by_id else {}),
        **levels,
        **({DATE: spoken_day(row.assessed_on, wording)} if row.assessed_on else {}),
    }


def filled_columns(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> list[str]:
    """Return the columns that some row fills, in their order."""
    filled = {column for row in rows for column in row}
    return [column for column in columns if column in filled]
