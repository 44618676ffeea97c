"""The criteria against the standard, cell by cell: tests/data/standard holds its conditions in our own words.

The data are written from the source, not from criteria.json, so what one of them has lost the other still holds.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from bot.config.data_files import load_criteria
from flows.i18n.language import Language, Localized
from flows.standard.criteria import Requirement
from flows.standard.gap import compute_gap

DATA = Path(__file__).parents[2] / "data" / "standard"
CRITERIA = load_criteria(None)
AND = {Language.THAI: re.compile("และ|แล้ว"), Language.ENGLISH: re.compile(r"\band\b", re.IGNORECASE)}
OR = {Language.THAI: re.compile("หรือ"), Language.ENGLISH: re.compile(r"\bor\b", re.IGNORECASE)}


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Patterns(Record):
    th: tuple[str, ...]
    en: tuple[str, ...]

    def found(self, text: str, language: Language) -> list[re.Match[str]]:
        """Return what matches, in the order of the text."""
        patterns = self.th if language is Language.THAI else self.en
        matches = [match for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)]
        return sorted(matches, key=lambda match: match.span())


class Condition(Patterns):
    """What a cell demands (`condition`), or an example or a detail of it that the text must name as well."""

    id: str
    says: str
    role: Literal["condition", "example", "detail"]


class Node(Record):
    all_of: "tuple[Joined, ...]" = Field(default=(), alias="and")
    any_of: "tuple[Joined, ...]" = Field(default=(), alias="or")

    @property
    def parts(self) -> "tuple[Joined, ...]":
        return self.all_of or self.any_of


Joined = str | Node


class Cell(Record):
    at_least_one_method: bool
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    joined: Joined
    forbidden: Patterns


class Row(Record):
    forbidden_in_explanation: Patterns
    levels: dict[str, Cell]


class Table1(Record):
    about: str
    at_least_one_method: Patterns
    forbidden_everywhere: Patterns
    processes: dict[str, Row]


Node.model_rebuild()
TABLE_1 = Table1.model_validate_json((DATA / "conditions.json").read_bytes())
TABLES: dict[str, Any] = json.loads((DATA / "tables.json").read_text("utf-8"))
CELLS = [(process, level) for process, row in TABLE_1.processes.items() for level in row.levels]
every_cell = pytest.mark.parametrize(("process", "level"), CELLS)
both_languages = pytest.mark.parametrize("language", [*Language])


def full_text(level_requirement: Requirement, language: Language) -> str:
    """Return the requirement in full where the criteria have it so, else its short text."""
    texts = (getattr(level_requirement, name, None) for name in ("full", "requirement", "demand"))
    text: Localized[str] = next(text for text in texts if text is not None)
    return text[language]


def text_of(process: str, level: str, language: Language) -> str:
    return full_text(CRITERIA.process_by_id[process].levels[level], language)


def cell_of(process: str, level: str) -> Cell:
    return TABLE_1.processes[process].levels[level]


def missing(conditions: Sequence[Condition], text: str, language: Language) -> list[str]:
    return [condition.id for condition in conditions if not condition.found(text, language)]


def leaves(joined: Joined) -> Iterator[str]:
    if isinstance(joined, str):
        yield joined
    else:
        for part in joined.parts:
            yield from leaves(part)


def has_alternatives(joined: Joined) -> bool:
    return not isinstance(joined, str) and (bool(joined.any_of) or any(map(has_alternatives, joined.parts)))


def wrong_joints(joined: Joined, spans: dict[str, tuple[int, int]], text: str, language: Language) -> Iterator[str]:
    """Yield what does not read as it is joined, for the conditions whose place in the text is known.

    Alternatives stand apart, with "or" before the last of them; between what must hold together no bare "or" stands.
    """
    if isinstance(joined, str):
        return
    hulls = []
    for part in joined.parts:
        yield from wrong_joints(part, spans, text, language)
        if places := [spans[leaf] for leaf in leaves(part) if leaf in spans]:
            hulls.append((min(start for start, _ in places), max(end for _, end in places), [*leaves(part)]))
    hulls.sort()
    for number, ((_, end, earlier), (start, _, later)) in enumerate(pairwise(hulls), 2):
        between, names = text[end:start], f"{', '.join(earlier)} | {', '.join(later)}"
        if start < end:
            yield f"entangled: {names}"
        elif joined.any_of and number == len(hulls) and not OR[language].search(between):
            yield f"no “or”: {names}: {between!r}"
        elif joined.all_of and OR[language].search(between) and not AND[language].search(between):
            yield f"“or” instead of “and”: {names}: {between!r}"


def test_every_cell_of_table_1_has_its_conditions() -> None:
    assert [(process.id, level.id) for process in CRITERIA.processes for level in CRITERIA.levels[1:]] == CELLS


@every_cell
def test_a_cell_joins_each_of_its_conditions_once(process: str, level: str) -> None:
    cell = cell_of(process, level)
    names = [condition.id for condition in cell.conditions]
    assert sorted(names) == sorted({*names})
    assert sorted(leaves(cell.joined)) == sorted(item.id for item in cell.conditions if item.role == "condition")


@both_languages
@every_cell
def test_the_text_holds_every_condition(process: str, level: str, language: Language) -> None:
    text = text_of(process, level, language)
    assert not missing(cell_of(process, level).conditions, text, language), text


@both_languages
@every_cell
def test_the_text_adds_nothing(process: str, level: str, language: Language) -> None:
    text = text_of(process, level, language)
    for forbidden in (cell_of(process, level).forbidden, TABLE_1.forbidden_everywhere):
        assert not [match.group() for match in forbidden.found(text, language)], text


@both_languages
@every_cell
def test_the_text_joins_its_conditions_as_the_standard_does(process: str, level: str, language: Language) -> None:
    cell, text = cell_of(process, level), text_of(process, level, language)
    found = {condition.id: condition.found(text, language) for condition in cell.conditions}
    spans = {name: matches[0].span() for name, matches in found.items() if matches}
    assert not [*wrong_joints(cell.joined, spans, text, language)], text


@both_languages
@every_cell
def test_alternatives_made_into_demands_are_seen(process: str, level: str, language: Language) -> None:
    cell, text = cell_of(process, level), text_of(process, level, language)
    changed = OR[language].sub({Language.THAI: "และ", Language.ENGLISH: "and"}[language], text)
    found = {condition.id: condition.found(changed, language) for condition in cell.conditions}
    spans = {name: matches[0].span() for name, matches in found.items() if matches}
    assert has_alternatives(cell.joined) == bool([*wrong_joints(cell.joined, spans, changed, language)]), changed


@both_languages
@every_cell
def test_a_cell_says_at_the_beginning_that_one_method_is_enough(process: str, level: str, language: Language) -> None:
    text = text_of(process, level, language)
    places = [match.start() for match in TABLE_1.at_least_one_method.found(text, language)]
    assert places == ([0] if cell_of(process, level).at_least_one_method else []), text


@both_languages
def test_all_cells_say_so_in_the_same_words(language: Language) -> None:
    texts = [text_of(process, level, language) for process, level in CELLS]
    found = [match.group() for text in texts for match in TABLE_1.at_least_one_method.found(text, language)]
    assert len({*found}) <= 1


@both_languages
@every_cell
def test_each_condition_has_words_of_its_own(process: str, level: str, language: Language) -> None:
    """Taking the words of one condition out of the text takes that condition away, and no other."""
    conditions, text = cell_of(process, level).conditions, text_of(process, level, language)
    before = {*missing(conditions, text, language)}
    for condition in conditions:
        if matches := condition.found(text, language):
            characters = [*text]
            for match in matches:
                characters[slice(*match.span())] = "\0" * len(match.group())
            after = {*missing(conditions, "".join(characters), language)}
            assert after - before == {condition.id}, text


@both_languages
@pytest.mark.parametrize("process", TABLE_1.processes)
def test_the_explanation_adds_nothing(process: str, language: Language) -> None:
    explanation = CRITERIA.process_by_id[process].explanation[language]
    forbidden = TABLE_1.processes[process].forbidden_in_explanation
    assert not [match.group() for match in forbidden.found(explanation, language)], explanation


def test_tables_2_and_3_are_the_standard_s() -> None:
    mandatory = {
        group: {process: "M" if needed else "O" for process, needed in row.items()}
        for group, row in CRITERIA.mandatory.items()
    }
    recommended = {
        group: {process: level.code for process, level in row.items()} for group, row in CRITERIA.recommended.items()
    }
    assert mandatory == TABLES["table_2"]
    assert recommended == TABLES["table_3"]


def test_the_names_are_the_standard_s_in_its_order() -> None:
    processes = [
        {"number": number, "id": process.id, "name": process.name.model_dump()}
        for number, process in enumerate(CRITERIA.processes, 1)
    ]
    assert processes == TABLES["processes"]
    assert [(group.id, group.name.th) for group in CRITERIA.groups] == [
        (group["id"], group["name"]["th"]) for group in TABLES["groups"]
    ]
    for group in TABLES["groups"]:
        assert CRITERIA.group_by_id[group["id"]].name.en.startswith(group["name"]["en"])
    assert [(level.id, level.code) for level in CRITERIA.levels] == [
        (level["id"], level["code"]) for level in TABLES["levels"]
    ]
    for level in TABLES["levels"]:
        own = CRITERIA.level_by_id[level["id"]].short
        assert own.th in level["name"]["th"]
        assert own.en == level["name"]["en"]


def test_the_options_of_step_1_lead_to_their_groups() -> None:
    options = [(number, item.id, item.group) for number, item in enumerate(CRITERIA.characteristics, 1)]
    assert options == [(item["option"], item["id"], item["group"]) for item in TABLES["characteristics"]]


@both_languages
@pytest.mark.parametrize("option", TABLES["characteristics"], ids=lambda option: option["id"])
def test_an_option_of_step_1_says_all_and_adds_nothing(option: dict[str, Any], language: Language) -> None:
    text = CRITERIA.characteristic_by_id[option["id"]].description[language]
    assert not [term for term in option["terms"][language] if not re.search(term, text, re.IGNORECASE)], text
    assert not [term for term in option["forbidden"][language] if re.search(term, text, re.IGNORECASE)], text


def test_the_worked_example_gives_what_the_source_gives() -> None:
    example = TABLES["worked_example"]
    levels = {process: CRITERIA.level_by_code[code].id for process, code in example["levels"].items()}
    gap = compute_gap(CRITERIA, example["group"], levels)
    raises = [
        {
            "process": item.process,
            "from": CRITERIA.level_by_id[item.own].code,
            "to": CRITERIA.level_by_id[item.recommended].code,
        }
        for item in gap.raises
    ]
    assert [CRITERIA.characteristic_by_id[item].group for item in example["characteristics"]] == [example["group"]]
    assert example["expected"] == {
        "missing": [*gap.missing],
        "raise": raises,
        "verdicts": {"processes": gap.processes, "levels": gap.levels},
    }
