"""The event of a table that was read from a file."""

from dataclasses import dataclass

from flows.service_table.service_table import ServiceTable


@dataclass(frozen=True, slots=True)
class TableRead:
    """A file was read; `source` as in its FileSent."""

    source: str
    table: ServiceTable
