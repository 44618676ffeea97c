"""How to raise a process: what the next level needs in practice, as typed, frozen data of a guidance file.

Guidance belongs to one edition of the criteria. It is the project's own words about the cells of that edition's Table 1
and about the parts of the series; it decides nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.i18n.language import Localized
from flows.standard.criteria import Criteria
from flows.standard.fields import EditionIdentifier, Identifier, LevelIdentifier, Line120, Record, Text240, Text320


class Advice(Record):
    """How a process reaches one level: in one line (`short`, for a chat) and whole (`how`), and an example.

    `unknown` tells what the sources leave open; it is left out where they leave nothing open that an officer needs.
    `source` names the cells and the parts of the series on which the texts rest.
    """

    short: Localized[Line120]
    how: Localized[Text320]
    example: Localized[Text240]
    unknown: Localized[Text240] | None = None
    source: Localized[Text240]


class Guidance(Record):
    """The advice of one edition: process id → level id → advice. Only `parse_guidance` creates one."""

    schema_reference: str | None = Field(default=None, alias="$schema")
    format: Literal[1]
    edition: EditionIdentifier
    processes: Annotated[dict[Identifier, dict[LevelIdentifier, Advice]], Field(min_length=1)]

    def advice(self, process: str, level: str) -> Advice | None:
        """Return how the process reaches the level; None where nothing is told."""
        return self.processes.get(process, {}).get(level)


#: Guidance by the id of its edition: results of an earlier edition are shown with that one's.
Guidances = Mapping[str, Guidance]
NO_GUIDANCE: Guidances = MappingProxyType({})


def not_told(guidance: Guidance, criteria: Criteria) -> tuple[str, ...]:
    """Return the places of the criteria without advice, such as `payment.advanced`."""
    return tuple(
        f"{process.id}.{level}"
        for process in criteria.processes
        for level in process.levels
        if not guidance.advice(process.id, level)
    )


def guidance_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a guidance file, for editors."""
    schema = Guidance.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Radap guidance",
        **{key: value for key, value in schema.items() if key != "title"},
    }
