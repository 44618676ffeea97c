"""The differences between two editions of the criteria, text by text and cell by cell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from pydantic import BaseModel

from flows.standard.criteria import Criteria, Process

#: Fields of one item by their path, such as `name.th`; an item of a table has a single field without a name.
Fields: TypeAlias = Mapping[str, str]
#: Items by their id; those of a table by the ids of row and column.
Items: TypeAlias = Mapping[str, Fields]

#: The fields of a requirement that make a cell of Table 1, and their paths in a process.
CELL_FIELDS = {"short", "full"}
CELL = re.compile(r"levels\.[^.]+\.(short|full)\.")
#: The fields that say in short what an item is.
SUMMARY_FIELDS = ("name.th", "title.th", "short.th", "absent.th", "")


class Part(StrEnum):
    """A part of the criteria. The tables are those of the standard; the others are named as in the file."""

    EDITION = "edition"
    LEVELS = "levels"
    GROUPS = "groups"
    CHARACTERISTICS = "characteristics"
    PROCESSES = "processes"
    ASKED_TOGETHER = "asked_together"
    TABLE_1 = "table_1"
    TABLE_2 = "table_2"
    TABLE_3 = "table_3"
    READINGS = "readings"
    STEP_READINGS = "step_readings"
    ABOUT = "about"
    EXAMPLE = "example"


class ChangeKind(StrEnum):
    """Kind of change: an item came, went, or has another value in one field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CriteriaChange:
    """One difference between two editions.

    `item` is the id of what differs; a cell of a table has those of its row and column. `field` is the path of the
    field, such as `full.th`; it is empty for an item that came or went, whose name is `new` or `old` then. The item
    `order` stands for the order of a list.
    """

    part: Part
    item: str
    kind: ChangeKind
    field: str
    old: str
    new: str


ORDER = "order"


def compare_criteria(old: Criteria, new: Criteria) -> tuple[CriteriaChange, ...]:
    """Return all differences, in the order of the file and the tables."""
    before, after = _parts(old), _parts(new)
    return tuple(change for part in Part for change in _part_changes(part, before[part], after[part]))


def _parts(criteria: Criteria) -> dict[Part, Items]:
    return {
        Part.EDITION: {"": _fields(criteria.edition)},
        Part.LEVELS: _items(criteria.levels),
        Part.GROUPS: _items(criteria.groups),
        Part.CHARACTERISTICS: _items(criteria.characteristics),
        Part.PROCESSES: {process.id: _process_fields(process) for process in criteria.processes},
        Part.ASKED_TOGETHER: {item.processes[0]: _fields(item) for item in criteria.asked_together},
        Part.TABLE_1: _table_1(criteria),
        Part.TABLE_2: _table(criteria, criteria.tables.mandatory),
        Part.TABLE_3: _table(criteria, criteria.tables.recommended),
        Part.READINGS: _items(criteria.readings),
        Part.STEP_READINGS: _items(criteria.step_readings),
        Part.ABOUT: _items(criteria.about),
        Part.EXAMPLE: {"": _fields(criteria.example)},
    }


def _part_changes(part: Part, old: Items, new: Items) -> Iterator[CriteriaChange]:
    for item in dict.fromkeys((*old, *new)):
        if item not in new:
            yield CriteriaChange(part, item, ChangeKind.REMOVED, "", _summary(old[item]), "")
        elif item not in old:
            yield CriteriaChange(part, item, ChangeKind.ADDED, "", "", _summary(new[item]))
        else:
            yield from _field_changes(part, item, old[item], new[item])
    before, after = (" ".join(item for item in one if item in other) for one, other in ((old, new), (new, old)))
    if before != after and not part.startswith("table"):
        yield CriteriaChange(part, ORDER, ChangeKind.CHANGED, "", before, after)


def _field_changes(part: Part, item: str, old: Fields, new: Fields) -> Iterator[CriteriaChange]:
    for field in dict.fromkeys((*old, *new)):
        before, after = old.get(field, ""), new.get(field, "")
        if before != after:
            yield CriteriaChange(part, item, ChangeKind.CHANGED, field, before, after)


def _summary(fields: Fields) -> str:
    return next((fields[field] for field in SUMMARY_FIELDS if field in fields), "")


def _items(parts: Iterable[Any]) -> Items:
    return {part.id: _fields(part, {"id"}) for part in parts}


def _process_fields(process: Process) -> Fields:
    """Return the fields of a process without the cells of Table 1."""
    return {path: text for path, text in _fields(process, {"id"}).items() if not CELL.match(path)}


def _fields(part: BaseModel, excluded: set[str] | None = None) -> dict[str, str]:
    """Return the fields of a part by their paths; a field without a value is left out."""
    return dict(_paths("", part.model_dump(mode="json", exclude=excluded)))


def _paths(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _paths(f"{path}.{name}" if path else name, item)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, 1):
            yield from _paths(f"{path}.{number}", item)
    elif isinstance(value, list):
        yield path, ", ".join(map(str, value))
    elif value is not None:
        yield path, str(value)


def _table_1(criteria: Criteria) -> Items:
    return {
        f"{process.id} {level}": dict(_paths("", requirement.model_dump(include=CELL_FIELDS)))
        for process in criteria.processes
        for level, requirement in process.levels.items()
    }


def _table(criteria: Criteria, rows: Mapping[str, str]) -> Items:
    """Return the cells of Table 2 or 3."""
    return {
        f"{group.id} {process.id}": {"": code}
        for group in criteria.groups
        for process, code in zip(criteria.processes, rows[group.id].split(), strict=True)
    }
