"""The services of a collection as a table: its headings, and the cells of each service, for every format."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.documents.portfolio_table import AFTER, DASH, HYPHEN, LINE_WIDTH, NAME_WIDTH, PROCESS_WIDTH
from flows.i18n.wording import Wording
from flows.results.collection_view import (
    CollectedService,
    CollectionView,
    Editions,
    process_cells,
    process_names,
    verdict_key,
)

BEFORE = (
    ("collection.service", NAME_WIDTH),
    ("collection.agency", NAME_WIDTH),
    ("page.date", 14),
    ("page.group_heading", 10),
)
EXTRA = (("collection.approval", 16), ("page.edition", LINE_WIDTH))


class Cell(NamedTuple):
    """A text or a number, and the code of the level that colours the cell, if it is that of a process."""

    value: str | int
    level: str = ""


def collection_columns(view: CollectionView, editions: Editions, text: Wording) -> dict[str, int]:
    """Return the headings with the widths of their columns in characters.

    Processes have the names of the edition that most services have; those of another edition stand by their number.
    """
    names = process_names(view, editions, text.language)
    columns = {text(key): width for key, width in BEFORE}
    columns |= {f"{number}. {name}": PROCESS_WIDTH for number, name in enumerate(names, 1)}
    return columns | {text(key): width for key, width in (*AFTER, *EXTRA)}


def collection_rows(view: CollectionView, editions: Editions, text: Wording) -> Iterator[list[Cell]]:
    """Yield the cells of every service."""
    count = len(process_names(view, editions, text.language))
    verdicts = {each: text(verdict_key(each)) for each in ("", "conform", "partial", "none")}
    approvals = {each: approval_text(each, text) for each in ("", "open", "approved", "returned")}
    cells: dict[tuple[str, ...], list[Cell]] = {}
    for row in view.rows:
        service = row.service
        yield [
            *map(Cell, (service.service, row.agency, service.assessed_on, service.group)),
            *_levels(row, editions, count, cells),
            *map(Cell, (service.missing, service.raises)),
            *map(Cell, (verdicts[service.processes_verdict], verdicts[service.levels_verdict])),
            *map(Cell, (approvals.get(service.approval, ""), service.edition)),
        ]


def approval_text(approval: str, text: Wording) -> str:
    """Return the state of a request for approval in words; empty where there is none."""
    names = {
        "open": "collection.approval.open",
        "approved": "collection.approval.approved",
        "returned": "collection.approval.returned",
    }
    return text(names[approval]) if approval in names else ""


def _levels(
    row: CollectedService, editions: Editions, count: int, known: dict[tuple[str, ...], list[Cell]]
) -> Iterator[Cell]:
    """Yield `count` cells: the code of the level, and of the recommended one where there is a gap.

    `known` keeps them by three signs and the place: there are few, and half a million cells.
    """
    service = row.service
    criteria = editions.get(service.edition)
    for place, (own, sign) in enumerate(zip(service.levels[:count], service.gaps, strict=False)):
        column = known.setdefault((service.edition, service.group, own, sign), [])
        if len(column) <= place:
            # The same level and the same gap in every place of a service: only what is recommended differs.
            alike = service._replace(levels=own * len(service.levels), gaps=sign * len(service.gaps))
            column[:] = [_cell(cell.own, cell.recommended) for cell in process_cells(alike, criteria)]
        yield column[place]
    yield from [Cell("")] * (count - len(service.levels))


def _cell(level: str, recommended: str) -> Cell:
    own = DASH if level == HYPHEN else level
    return Cell(f"{own} → {recommended}" if recommended else own, level)
