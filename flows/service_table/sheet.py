"""One sheet of a file: its cells, its name, and the rows that could not be read."""

from dataclasses import dataclass

from flows.service_table.cells import Cell
from flows.service_table.service_table import TableFault


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet. A row named in `faults` could not be read and is empty; a text has one sheet, unnamed."""

    grid: tuple[tuple[Cell, ...], ...]
    faults: tuple[TableFault, ...] = ()
    name: str = ""
