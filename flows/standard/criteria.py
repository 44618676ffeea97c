"""The standard as typed, frozen data: the content of a criteria file.

Nothing of the standard is written in code: levels, service groups, characteristics, processes and both tables come
from the file. Lengths are chosen so that every text fits the chat platforms (see docs/change-the-criteria.md).
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from flows.i18n.language import Localized

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,32}$")]
EditionIdentifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,32}$")]
LevelIdentifier = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,12}$")]
LevelCode = Annotated[str, StringConstraints(pattern=r"^[A-Z-]$")]
Cells = Annotated[str, StringConstraints(pattern=r"^[A-Z-]( [A-Z-])*$")]
Alias = Annotated[str, StringConstraints(pattern=r"\S", max_length=60)]

Line14 = Annotated[str, StringConstraints(pattern=r"\S", max_length=14)]
Line28 = Annotated[str, StringConstraints(pattern=r"\S", max_length=28)]
Line40 = Annotated[str, StringConstraints(pattern=r"\S", max_length=40)]
Line60 = Annotated[str, StringConstraints(pattern=r"\S", max_length=60)]
Line80 = Annotated[str, StringConstraints(pattern=r"\S", max_length=80)]
Line120 = Annotated[str, StringConstraints(pattern=r"\S", max_length=120)]
Text160 = Annotated[str, StringConstraints(pattern=r"\S", max_length=160)]
Text200 = Annotated[str, StringConstraints(pattern=r"\S", max_length=200)]
Text240 = Annotated[str, StringConstraints(pattern=r"\S", max_length=240)]
Text320 = Annotated[str, StringConstraints(pattern=r"\S", max_length=320)]
Text700 = Annotated[str, StringConstraints(pattern=r"\S", max_length=700)]


MANDATORY, OPTIONAL = "M", "O"


class Record(BaseModel):
    """The base of all parts of the file: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Edition(Record):
    """The text of the standard behind the file, and the notice about it that is shown with a result.

    `published` is the day on which the text came out. Of two editions the one published later is newer, and of two of
    one day the one whose id comes later.
    """

    id: EditionIdentifier
    name: Localized[Line120]
    published: date
    status: Literal["draft", "final"]
    notice: Localized[Text320]
    source: Localized[Text320]

    @property
    def order(self) -> tuple[date, str]:
        """The sort key among editions; a newer edition has a greater one."""
        return self.published, self.id


class Aliases(Record):
    """Other words that officers type for the same thing."""

    th: tuple[Alias, ...]
    en: tuple[Alias, ...]


NO_ALIASES = Aliases(th=(), en=())


class Level(Record):
    """A level of electronic methods; the file lists them from none to the highest (chapter 2)."""

    id: LevelIdentifier
    code: LevelCode
    name: Localized[Line40]
    short: Localized[Line14]
    meaning: Localized[Text240]
    aliases: Aliases
    source: Localized[Line120]


class Group(Record):
    """A service group; the file lists them by importance, least first (chapter 2)."""

    id: Identifier
    name: Localized[Line120]
    short: Localized[Line40]
    definition: Localized[Text320]
    aliases: Aliases
    source: Localized[Line120]


class Characteristic(Record):
    """A characteristic of step 1, as a statement and as a yes-or-no question; it puts the service into `group`.

    Source: chapter 4, step 1.
    """

    id: Identifier
    group: Identifier
    name: Localized[Line60]
    description: Localized[Text200]
    question: Localized[Text200]
    examples: Localized[Text200]
    explanation: Localized[Text700]
    aliases: Aliases = NO_ALIASES
    source: Localized[Line120]


class Requirement(Record):
    """The requirement of one level for one process (a cell of Table 1), and an example."""

    demand: Localized[Text240]
    example: Localized[Text240]


class Process(Record):
    """One of the processes of a service; `levels` has every level but the first (none)."""

    id: Identifier
    name: Localized[Line80]
    short: Localized[Line28]
    question: Localized[Text160]
    explanation: Localized[Text700]
    levels: dict[LevelIdentifier, Requirement]
    source: Localized[Line120]


class Tables(Record):
    """Tables 2 and 3: for each group one code a process, in the order of the processes, separated by spaces."""

    mandatory: dict[Identifier, Cells]
    recommended: dict[Identifier, Cells]


class Criteria(Record):
    """A whole edition of the standard. Only `parse_criteria` creates one, so that it is consistent."""

    schema_reference: str | None = Field(default=None, alias="$schema")
    format: Literal[1]
    edition: Edition
    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    characteristics: Annotated[tuple[Characteristic, ...], Field(min_length=1)]
    processes: Annotated[tuple[Process, ...], Field(min_length=1)]
    tables: Tables

    @cached_property
    def level_by_id(self) -> dict[str, Level]:
        """Levels by id."""
        return {level.id: level for level in self.levels}

    @cached_property
    def level_by_code(self) -> dict[str, Level]:
        """Levels by code."""
        return {level.code: level for level in self.levels}

    @cached_property
    def level_rank(self) -> dict[str, int]:
        """Rank of each level id, 0 for none."""
        return {level.id: rank for rank, level in enumerate(self.levels)}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def process_by_id(self) -> dict[str, Process]:
        """Processes by id."""
        return {process.id: process for process in self.processes}

    @cached_property
    def process_number(self) -> dict[str, int]:
        """Number of each process id in the tables, from 1."""
        return {process.id: number for number, process in enumerate(self.processes, 1)}

    @cached_property
    def characteristic_by_id(self) -> dict[str, Characteristic]:
        """Characteristics by id."""
        return {item.id: item for item in self.characteristics}

    @cached_property
    def asked_characteristics(self) -> tuple[Characteristic, ...]:
        """Characteristics from the most important to the least: the order in which they are asked."""
        rank = {group.id: place for place, group in enumerate(self.groups)}
        places = sorted(range(len(self.characteristics)), key=lambda at: (rank[self.characteristics[at].group], at))
        return tuple(self.characteristics[at] for at in reversed(places))

    @cached_property
    def mandatory(self) -> dict[str, dict[str, bool]]:
        """Table 2: group id → process id → whether the process is mandatory."""
        return {
            group: {process: code == MANDATORY for process, code in self._row(cells)}
            for group, cells in self.tables.mandatory.items()
        }

    @cached_property
    def recommended(self) -> dict[str, dict[str, Level]]:
        """Table 3: group id → process id → the recommended level."""
        return {
            group: {process: self.level_by_code[code] for process, code in self._row(cells)}
            for group, cells in self.tables.recommended.items()
        }

    def _row(self, cells: str) -> list[tuple[str, str]]:
        return [(process.id, code) for process, code in zip(self.processes, cells.split(), strict=True)]


def criteria_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a criteria file, for editors; `parse_criteria` checks more than it."""
    schema = Criteria.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Radap criteria",
        **{key: value for key, value in schema.items() if key != "title"},
    }
