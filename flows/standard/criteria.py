"""The standard as typed, frozen data: the content of a criteria file.

Nothing of the standard is written in code: levels, service groups, characteristics, processes, both tables and the
project's readings of unclear places come from the file. A text that a chat shows has a full form beside it, which no
chat's limit shortens.
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.i18n.language import Localized
from flows.standard.fields import (
    NO_ALIASES,
    Aliases,
    Cells,
    EditionIdentifier,
    FactRules,
    Identifier,
    LevelCode,
    LevelIdentifier,
    Line14,
    Line28,
    Line40,
    Line60,
    Line80,
    Line120,
    Record,
    Text160,
    Text200,
    Text240,
    Text320,
    Text700,
    Text1400,
)
from flows.standard.readings import Reading, ReadingUse, uses

MANDATORY, OPTIONAL = "M", "O"

#: How a process may be done to reach a level: by electronic means, or (Table 1, rows 11 and 12) by any.
Channel = Literal["electronic", "any"]


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


class OfflineWork(Record):
    """Ways that also count as the lowest level where a process must be electronic: paper, a counter, the telephone.

    `meaning` takes the place of the level's own. It is the project's reading, which the level names. `aliases` and
    `facts` are asked back.
    """

    meaning: Localized[Text240]
    aliases: Aliases
    facts: FactRules = ()


class Level(Record):
    """A level of electronic methods; the file lists them from none to the highest (chapter 2)."""

    id: LevelIdentifier
    code: LevelCode
    name: Localized[Line40]
    short: Localized[Line14]
    meaning: Localized[Text240]
    aliases: Aliases
    offline: OfflineWork | None = None
    readings: tuple[Identifier, ...] = ()
    source: Localized[Line120]


class Group(Record):
    """A service group; the file lists them by importance, least first (chapter 2).

    `definition` fits a chat; `full` is the whole definition, with the source's words in quotation marks.
    """

    id: Identifier
    name: Localized[Line120]
    short: Localized[Line40]
    definition: Localized[Text320]
    full: Localized[Text700]
    aliases: Aliases
    readings: tuple[Identifier, ...] = ()
    source: Localized[Line120]


class Characteristic(Record):
    """A characteristic of step 1, as a statement and as a yes-or-no question; it puts the service into `group`.

    `description` fits a chat; `full` is the whole row of the form. Source: chapter 4, step 1.
    """

    id: Identifier
    group: Identifier
    name: Localized[Line60]
    description: Localized[Text200]
    full: Localized[Text320]
    question: Localized[Text200]
    examples: Localized[Text200]
    explanation: Localized[Text700]
    aliases: Aliases = NO_ALIASES
    facts: FactRules = ()
    told: FactRules = ()
    readings: tuple[Identifier, ...] = ()
    source: Localized[Line120]


class Requirement(Record):
    """The requirement of one level for one process (a cell of Table 1), and an example.

    `short` fits a chat; `full` is the whole cell. `aliases` are words that name the level at this process; `hints` are
    words that suggest it, and are asked back.
    """

    short: Localized[Text240]
    full: Localized[Text700]
    example: Localized[Text240]
    aliases: Aliases = NO_ALIASES
    hints: Aliases = NO_ALIASES


class ToldRules(Record):
    """How a description tells of a process: what a clause is about, and what in it means each level.

    The rules are over the concepts and the `told_words` of the file. They are stricter than the facts of a process:
    nobody asked, so a clause has to name its subject.
    """

    topics: FactRules = ()
    levels: dict[LevelIdentifier, FactRules] = Field(default_factory=dict)


NOTHING_TOLD = ToldRules()


class Process(Record):
    """One of the processes of a service; `levels` has every level but the first (none).

    `aliases` are shorter names by which officers call it in a sentence. An `agency_wide` process is usually done alike
    for every service of an agency. `needed_when` tells when the process may be needed although Table 2 has it as needed
    only in some services. `facts` has, for each level, what an officer may tell that means it (rules over the concepts
    of the file). `told` is for a description, where nobody asked.
    """

    id: Identifier
    name: Localized[Line80]
    short: Localized[Line28]
    aliases: Aliases = NO_ALIASES
    question: Localized[Text160]
    explanation: Localized[Text700]
    channel: Channel
    agency_wide: bool = False
    needed_when: Localized[Line120] | None = None
    levels: dict[LevelIdentifier, Requirement]
    facts: dict[LevelIdentifier, FactRules] = Field(default_factory=dict)
    told: ToldRules = NOTHING_TOLD
    readings: tuple[Identifier, ...] = ()
    source: Localized[Line120]


class AskedTogether(Record):
    """Processes that services of some groups often lack all together, so that one answer settles them.

    The first of `processes` in the order of asking has `question` above its own, and `absent` beside its levels, which
    answers all of them with none. Another answer counts for the first alone, and the others are asked one by one.
    """

    groups: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    processes: Annotated[tuple[Identifier, ...], Field(min_length=2)]
    question: Localized[Text160]
    absent: Localized[Line60]
    aliases: Aliases = NO_ALIASES


class StepReadings(Record):
    """The readings on which a step as a whole rests: the choice of the group, the levels, the form, the verdicts."""

    id: Literal["group", "levels", "review", "result"]
    readings: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class AboutSection(Record):
    """A part of the answer to "what is this standard": `short` fits a chat, `full` stands on the page."""

    id: Identifier
    title: Localized[Line80]
    short: Localized[Text320]
    full: Localized[Text1400]
    source: Localized[Line120]


class Example(Record):
    """The source's worked example, which is shown as a sample result.

    `levels` has one code a process, in their order. `service_data` has the typed answers by question id.
    """

    service_data: dict[Identifier, Localized[Text1400]]
    assessed_on: date
    characteristics: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    levels: Cells
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
    asked_together: tuple[AskedTogether, ...] = ()
    concepts: dict[Identifier, Aliases] = Field(default_factory=dict)
    told_words: dict[Identifier, Aliases] = Field(default_factory=dict)
    tables: Tables
    readings: tuple[Reading, ...]
    step_readings: tuple[StepReadings, ...] = ()
    about: Annotated[tuple[AboutSection, ...], Field(min_length=1)]
    example: Example

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
    def together_by_first(self) -> dict[str, AskedTogether]:
        """Processes that are asked together, in the order of asking, by the id of the first."""
        ordered = [[name for name in self.process_by_id if name in item.processes] for item in self.asked_together]
        return {
            names[0]: item.model_copy(update={"processes": tuple(names)})
            for names, item in zip(ordered, self.asked_together, strict=True)
        }

    @cached_property
    def process_number(self) -> dict[str, int]:
        """Number of each process id in the tables, from 1."""
        return {process.id: number for number, process in enumerate(self.processes, 1)}

    @cached_property
    def characteristic_by_id(self) -> dict[str, Characteristic]:
        """Characteristics by id."""
        return {item.id: item for item in self.characteristics}

    @cached_property
    def option_number(self) -> dict[str, int]:
        """Number of each characteristic in the standard's list, from 1 (chapter 4, step 1)."""
        return {item.id: number for number, item in enumerate(self.characteristics, 1)}

    @cached_property
    def characteristics_of_group(self) -> dict[str, tuple[str, ...]]:
        """Group id → ids of the characteristics that lead to it, in the order of the standard's list."""
        return {
            group.id: tuple(item.id for item in self.characteristics if item.group == group.id) for group in self.groups
        }

    @cached_property
    def reading_by_id(self) -> dict[str, Reading]:
        """Readings by id."""
        return {reading.id: reading for reading in self.readings}

    @cached_property
    def readings_of_step(self) -> dict[str, tuple[str, ...]]:
        """Step → ids of the readings on which it rests."""
        return {step.id: step.readings for step in self.step_readings}

    @property
    def reading_uses(self) -> tuple[ReadingUse, ...]:
        """Every place that names a reading."""
        return (
            *uses("levels", self.levels),
            *uses("groups", self.groups),
            *uses("characteristics", self.characteristics),
            *uses("processes", self.processes),
            *uses("step_readings", self.step_readings),
        )

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
