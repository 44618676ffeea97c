"""A wrong criteria file is refused with the location and the remedy of every fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.data_files import criteria_file, load_criteria
from flows.errors import CriteriaError
from flows.standard.criteria import criteria_schema
from flows.standard.criteria_parser import parse_criteria

Change = Callable[[dict[str, Any]], object]
DOCS = Path(__file__).parents[3] / "docs"


def content() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(criteria_file().read_text("utf-8"))
    return plain


def problems_after(change: Change) -> list[str]:
    plain = content()
    change(plain)
    with pytest.raises(CriteriaError) as caught:
        parse_criteria(json.dumps(plain))
    return [str(problem) for problem in caught.value.problems]


def delete(plain: dict[str, Any], *path: str | int) -> None:
    *parents, last = path
    for part in parents:
        plain = plain[part]  # type: ignore[index]
    del plain[last]  # type: ignore[arg-type]


WRONG: dict[str, tuple[Change, str]] = {
    "a missing translation": (lambda p: delete(p, "processes", 3, "name", "en"), "processes.3.name.en"),
    "an empty text": (lambda p: p["groups"][0]["name"].update(th="  "), "groups.0.name.th"),
    "a misspelt field": (lambda p: p["edition"].update(nmae="x"), "edition.nmae"),
    "a text too long for a phone": (lambda p: p["levels"][1]["short"].update(th="ย" * 15), "levels.1.short.th"),
    "an id that no button can carry": (lambda p: p["processes"][0].update(id="Search!"), "processes.0.id"),
    "an id twice": (lambda p: p["processes"][1].update(id="search"), "processes.id"),
    "a level code twice": (lambda p: p["levels"][1].update(code="S"), "levels.code"),
    "a word for two levels": (lambda p: p["levels"][1]["aliases"]["th"].append("ไม่มี"), "levels.aliases"),
    "an unknown group": (
        lambda p: p["characteristics"][0].update(group="9"),
        "characteristics.one_way_information.group",
    ),
    "a group nobody reaches": (lambda p: p["characteristics"].pop(0), "characteristics"),
    "a level without a demand": (lambda p: delete(p, "processes", 2, "levels", "standard"), "processes.request.levels"),
    "an unknown word in what a description tells": (
        lambda p: p["processes"][0]["told"]["levels"]["standard"].append("telepathy"),
        "processes.search.told.levels.standard",
    ),
    "an unknown word in the subject of a description": (
        lambda p: p["processes"][0]["told"]["topics"].append("telepathy"),
        "processes.search.told.topics",
    ),
    "an unknown level in what a description tells": (
        lambda p: p["processes"][0]["told"]["levels"].update(best=["web"]),
        "processes.search.told.levels",
    ),
    "an unknown word for a characteristic in a description": (
        lambda p: p["characteristics"][0]["told"].append("telepathy"),
        "characteristics.one_way_information.told",
    ),
    "a word of descriptions called as a concept": (
        lambda p: p["told_words"].update(web={"th": ["เว็บ"], "en": []}),
        "told_words",
    ),
    "an unknown process asked together": (
        lambda p: p["asked_together"][0]["processes"].append("tax"),
        "asked_together.0",
    ),
    "an unknown group asked together": (
        lambda p: p["asked_together"][0]["groups"].append("9"),
        "asked_together.0",
    ),
    "a process asked together twice": (
        lambda p: p["asked_together"].append(p["asked_together"][0]),
        "asked_together",
    ),
    "a mandatory process asked together": (
        lambda p: p["asked_together"][0]["processes"].append("request"),
        "asked_together.0",
    ),
    "one process asked together": (
        lambda p: p["asked_together"][0].update(processes=["payment"]),
        "asked_together.0.processes",
    ),
    "a row left out": (lambda p: delete(p, "tables", "mandatory", "3.2"), "tables.mandatory"),
    "a cell too few": (lambda p: p["tables"]["mandatory"].update({"2": "M O"}), "tables.mandatory.2"),
    "an unknown level in a row": (
        lambda p: p["tables"]["recommended"].update({"1": "X I I I I I I I I I I I"}),
        "tables.recommended.1",
    ),
    "a row for no group": (lambda p: p["tables"]["recommended"].update({"5": "I " * 11 + "I"}), "tables.recommended.5"),
    "a recommendation that falls": (
        lambda p: p["tables"]["recommended"].update({"4": "I " * 11 + "I"}),
        "tables.recommended.4",
    ),
    "a reading that is nowhere": (
        lambda p: p["processes"][0]["readings"].append("no_such_reading"),
        "processes.search.readings",
    ),
    "a step that rests on a reading that is nowhere": (
        lambda p: p["step_readings"][0]["readings"].append("no_such_reading"),
        "step_readings.group.readings",
    ),
    "a reading on which nothing rests": (
        lambda p: p["readings"].append({**p["readings"][0], "id": "unused"}),
        "readings.unused",
    ),
    "a reading whose mark was taken away": (
        lambda p: delete(p, "processes", 11, "readings"),
        "readings.support_by_hours",
    ),
    "a reading without the source's wordings": (lambda p: p["readings"][0].update(wordings=[]), "readings.0.wordings"),
    "a wording without its place": (
        lambda p: delete(p, "readings", 0, "wordings", 0, "place"),
        "readings.0.wordings.0.place",
    ),
    "a reading twice": (lambda p: p["readings"].append(p["readings"][0]), "readings.id"),
    "a cell without its full text": (
        lambda p: delete(p, "processes", 4, "levels", "advanced", "full"),
        "processes.4.levels.advanced.full",
    ),
    "a group without its full definition": (lambda p: delete(p, "groups", 2, "full"), "groups.2.full"),
    "a characteristic without its full text": (
        lambda p: delete(p, "characteristics", 1, "full"),
        "characteristics.1.full",
    ),
    "a section about the standard without its full text": (
        lambda p: delete(p, "about", 0, "full", "th"),
        "about.0.full.th",
    ),
    "nothing about the standard": (lambda p: p.update(about=[]), "about"),
    "an unknown characteristic in the example": (
        lambda p: p["example"]["characteristics"].append("no_such_characteristic"),
        "example.characteristics",
    ),
    "a level too few in the example": (lambda p: p["example"].update(levels="S I S"), "example.levels"),
    "an unknown level in the example": (
        lambda p: p["example"].update(levels="X I S I A S I I - I I I"),
        "example.levels",
    ),
    "another format": (lambda p: p.update(format=2), "format"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_reported_with_its_location_and_remedy(name: str) -> None:
    change, place = WRONG[name]
    problems = problems_after(change)
    assert any(problem.startswith(place + ":") for problem in problems), problems
    assert all(len(problem.split(": ", 1)[1].split(". ")) >= 2 for problem in problems), "a remedy follows each problem"


def test_a_key_that_occurs_twice_is_named() -> None:
    text = criteria_file().read_text("utf-8").replace('"format": 1,', '"format": 1, "format": 1,')
    with pytest.raises(CriteriaError, match="'format' occurs more than once"):
        parse_criteria(text)


def test_a_byte_order_mark_is_accepted() -> None:
    assert parse_criteria(b"\xef\xbb\xbf" + criteria_file().read_bytes()).format == 1


def test_every_fault_is_named_at_once() -> None:
    problems = problems_after(lambda p: [p["edition"].pop("name"), p["groups"][0].pop("short")])
    assert {problem.split(":")[0] for problem in problems} == {"edition.name", "groups.0.short"}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00", '{"format": 1', "1e999"])
def test_other_content_is_refused(text: str) -> None:
    with pytest.raises(CriteriaError):
        parse_criteria(text)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(junk: bytes) -> None:
    with pytest.raises(CriteriaError):
        parse_criteria(junk)


def test_the_schema_in_docs_is_current_and_accepts_radaps_own_criteria() -> None:
    schema = json.loads((DOCS / "criteria.schema.json").read_text("utf-8"))
    assert schema == criteria_schema(), "run `make docs`"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(content())


@pytest.mark.parametrize("name", ["a missing translation", "an empty text", "a misspelt field", "another format"])
def test_the_schema_refuses_structural_errors(name: str) -> None:
    plain = content()
    WRONG[name][0](plain)
    assert [*jsonschema.Draft202012Validator(criteria_schema()).iter_errors(plain)]


def test_the_words_of_levels_and_groups_never_clash_with_each_other() -> None:
    criteria = load_criteria(None)
    words = [
        word.casefold() for level in criteria.levels for word in (level.name.th, level.name.en, level.code, level.id)
    ]
    assert len(words) == len(set(words)) + sum(level.name.en.casefold() == level.id for level in criteria.levels)
