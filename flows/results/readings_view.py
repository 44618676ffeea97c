"""The readings of the standard in words, in one language: the page that lists them shows this view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.i18n.wording import Wording
from flows.standard.criteria import Criteria
from flows.standard.readings import Reading


@dataclass(frozen=True, slots=True)
class WordingView:
    """Wording of the source at one place."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading with the wordings it is about, its effect, and the names of what rests on it."""

    id: str
    title: str
    wordings: tuple[WordingView, ...]
    reading: str
    effect: str
    used_by: tuple[str, ...]


def reading_views(criteria: Criteria, text: Wording) -> tuple[ReadingView, ...]:
    """Return all readings, in the order of the criteria."""
    names: dict[str, list[str]] = {reading.id: [] for reading in criteria.readings}
    for use in criteria.reading_uses:
        names[use.reading].append(_name_of_place(criteria, use.place, text))
    return tuple(_view(reading, tuple(names[reading.id]), text) for reading in criteria.readings)


def _view(reading: Reading, used_by: tuple[str, ...], text: Wording) -> ReadingView:
    language = text.language
    return ReadingView(
        id=reading.id,
        title=reading.title[language],
        wordings=tuple(WordingView(item.place[language], item.words[language]) for item in reading.wordings),
        reading=reading.reading[language],
        effect=reading.effect[language],
        used_by=used_by,
    )


def _name_of_place(criteria: Criteria, place: str, text: Wording) -> str:
    """Return the name of a part of the criteria that names a reading, such as `processes.search`."""
    part, _, name = place.partition(".")
    return NAMES[part](criteria, name, text)


def _level(criteria: Criteria, name: str, text: Wording) -> str:
    return text("readings.level", name=criteria.level_by_id[name].short[text.language])


def _group(criteria: Criteria, name: str, text: Wording) -> str:
    return text("group.option", id=name, name=criteria.group_by_id[name].short[text.language])


def _characteristic(criteria: Criteria, name: str, text: Wording) -> str:
    item = criteria.characteristic_by_id[name]
    return text("readings.option", number=criteria.option_number[name], name=item.name[text.language])


def _process(criteria: Criteria, name: str, text: Wording) -> str:
    process = criteria.process_by_id[name]
    return text("readings.process", number=criteria.process_number[name], name=process.short[text.language])


def _step(_: Criteria, name: str, text: Wording) -> str:
    return text(f"readings.{name}_step")


NAMES: Mapping[str, Callable[[Criteria, str, Wording], str]] = {
    "levels": _level,
    "groups": _group,
    "characteristics": _characteristic,
    "processes": _process,
    "step_readings": _step,
}
