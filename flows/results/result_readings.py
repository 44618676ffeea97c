"""The readings of the standard on which the verdicts and the group of a result rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.i18n.language import Language
from flows.model.result import Result
from flows.standard.criteria import Criteria


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """A reading by its id, which is the anchor on the page of the readings, and its title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ResultReadings:
    """The readings beside the verdicts, and those beside the reason for the group."""

    verdicts: tuple[ReadingMark, ...]
    group: tuple[ReadingMark, ...]


def result_readings(criteria: Criteria, result: Result, language: Language) -> ResultReadings:
    """Return the readings of a result in one language. An officer's own choice of the group has no characteristic."""
    of_step = criteria.readings_of_step
    group = [*criteria.group_by_id[result.group].readings]
    if result.characteristic:
        group += [*of_step.get("group", ()), *criteria.characteristic_by_id[result.characteristic].readings]
    return ResultReadings(
        verdicts=_marks(criteria, of_step.get("result", ()), language), group=_marks(criteria, group, language)
    )


def _marks(criteria: Criteria, readings: Iterable[str], language: Language) -> tuple[ReadingMark, ...]:
    titles = criteria.reading_by_id
    return tuple(ReadingMark(reading, titles[reading].title[language]) for reading in dict.fromkeys(readings))
