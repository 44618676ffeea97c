"""Where the project interprets the standard: each reading with the source's own wordings side by side."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple, Protocol

from pydantic import Field

from flows.i18n.language import Localized
from flows.standard.fields import Identifier, Line80, Line120, Record, Text320, Text700


class SourceWording(Record):
    """Wording of the source at one place. In Thai the words are quoted; the English ones say the same."""

    place: Localized[Line120]
    words: Localized[Text320]


class Reading(Record):
    """A place that the source leaves open, contradicts or shortens: its wordings, the reading, and its effect.

    Everything that rests on the reading names it by its id.
    """

    id: Identifier
    title: Localized[Line80]
    wordings: Annotated[tuple[SourceWording, ...], Field(min_length=1)]
    reading: Localized[Text700]
    effect: Localized[Text320]


class Interpreted(Protocol):
    """A part of the criteria whose explanation rests on readings."""

    @property
    def id(self) -> str:
        """The id of the part."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The ids of the readings."""


class ReadingUse(NamedTuple):
    """A place in the criteria that names a reading."""

    place: str
    reading: str


def uses(place: str, parts: tuple[Interpreted, ...]) -> Iterator[ReadingUse]:
    """Yield every use of a reading by the parts of one list of the criteria."""
    for part in parts:
        for reading in part.readings:
            yield ReadingUse(f"{place}.{part.id}", reading)
