"""Radap's guidance is complete, names only what the standard's cells and parts name, and a wrong file is explained."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.data_files import criteria_file, guidance_file, load_criteria, load_guidance, load_guidances
from flows.errors import GuidanceError
from flows.standard.guidance import guidance_schema, not_told
from flows.standard.guidance_parser import check_guidance, parse_guidance
from tests.fakes.second_edition import renamed_process_edition, second_edition

TOP = Path(__file__).parents[3]
ALLOWED = json.loads((TOP / "tests" / "data" / "standard" / "guidance_names.json").read_text("utf-8"))
PART = re.compile(r"(?:มสพร|มรด)\. \d+(?:-\d+)?(?: : \d{4})?")
#: The second of two parts in a row: “มรด. 1-1 และ 1-2 : 2564”.
SECOND_PART = re.compile(r" (?:และ|and) 1-2(?: : 2564)?")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9/-]*(?: [A-Z][A-Za-z0-9/-]*)*")
#: Names within an English sentence: a capital letter behind a word, or within one.
ENGLISH_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w/-]*(?: [A-Z][\w/-]*)*|\b[A-Z]{2,}[\w/-]*|\b\w*[a-z][A-Z]\w*")
#: Beginnings of Thai names of bodies and programs, which have no capital letters.
THAI_NAME = re.compile(r"(?:กรม|กระทรวง|สำนักงานพัฒนา|ธนาคาร(?!ของหน่วยงาน)|บริษัท|ทางรัฐ|พร้อมเพย์|เป๋าตัง)[ก-๙]*")
#: Addresses, telephone numbers, and days.
ADDRESS = re.compile(r"https?:|www\.|@|\.(?:th|com|org)\b|\d{3,} \d{3,}|\b0\d{8,}")
YEAR = re.compile(r"\b(?:25|20)\d\d\b")


def content() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(guidance_file().read_text("utf-8"))
    return plain


def entries() -> Iterator[tuple[str, str, dict[str, dict[str, str]]]]:
    for process, levels in content()["processes"].items():
        for level, entry in levels.items():
            yield process, level, entry


ENTRIES = [pytest.param(*entry, id=".".join(entry[:2])) for entry in entries()]


def test_every_process_has_advice_for_every_level_above_the_lowest() -> None:
    guidance, criteria = load_guidance(None), load_criteria(None)
    check_guidance(guidance, criteria)
    assert not_told(guidance, criteria) == ()
    assert sum(map(len, guidance.processes.values())) == 12 * 3


@pytest.mark.parametrize(("process", "level", "entry"), ENTRIES)
def test_an_entry_names_only_what_the_standard_names(
    process: str, level: str, entry: dict[str, dict[str, str]]
) -> None:
    plain = next(item for item in json.loads(criteria_file().read_text("utf-8"))["processes"] if item["id"] == process)
    cells = json.dumps(plain["levels"], ensure_ascii=False).casefold()
    for text in entry.values():
        for name in _names(text):
            assert name in ALLOWED["names"] or name in ALLOWED["cells"], name
            assert name not in ALLOWED["cells"] or name.casefold() in cells, f"{name} is in no cell of {process}"


@pytest.mark.parametrize(("process", "level", "entry"), ENTRIES)
def test_an_entry_names_a_part_only_for_what_the_part_is_about(
    process: str, level: str, entry: dict[str, dict[str, str]]
) -> None:
    named = {part for text in entry.values() for language in text.values() for part in PART.findall(language)}
    for part in named:
        about = next(
            (item for name, item in ALLOWED["parts"].items() if part == name or part.startswith(f"{name} ")), None
        )
        assert about, part
        assert not about["levels"] or level in about["levels"], part
        assert not about["processes"] or process in about["processes"], part
    assert len(PART.findall(entry["source"]["th"])) == len(PART.findall(entry["source"]["en"]))


def _names(text: dict[str, str]) -> set[str]:
    thai, english = (SECOND_PART.sub("", PART.sub("", text[language])) for language in ("th", "en"))
    sentences = re.split(r"[.:;·]\s+|\(\d\)\s", english)
    found = {name for sentence in sentences for name in ENGLISH_NAME.findall(sentence)}
    return {name.strip() for name in (*LATIN.findall(re.sub(r"\d+x\d+", "", thai)), *THAI_NAME.findall(thai), *found)}


def test_an_invented_name_is_seen() -> None:
    text = {"th": "ใช้ SuperGov หรือแอปของกรมที่ดิน", "en": "Use the service SuperGov of the Land Office."}
    assert {"SuperGov", "กรมที่ดิน", "Land Office"} <= _names(text)


@pytest.mark.parametrize(("process", "level", "entry"), ENTRIES)
def test_an_entry_has_no_address_and_no_date(process: str, level: str, entry: dict[str, dict[str, str]]) -> None:
    for text in entry.values():
        for language in text.values():
            assert not ADDRESS.search(language)
            assert not YEAR.search(PART.sub("", SECOND_PART.sub("", language)))


@pytest.mark.parametrize(("process", "level", "entry"), ENTRIES)
def test_the_source_is_the_cell_and_the_part_about_the_level(
    process: str, level: str, entry: dict[str, dict[str, str]]
) -> None:
    criteria = load_criteria(None)
    row, name = criteria.process_number[process], criteria.level_by_id[level].name
    assert entry["source"]["th"].startswith(f"ตารางที่ 1 ลำดับที่ {row} {name.th}")
    assert entry["source"]["en"].startswith(f"Table 1, row {row}, {name.en}")
    part = {"initial": "มสพร. 6-3", "standard": "มสพร. 6-4"}.get(level, "ไม่มีส่วนใดของ มสพร. 6")
    assert part in entry["source"]["th"]


def test_every_allowed_name_is_in_the_criteria_or_the_product() -> None:
    text = criteria_file().read_text("utf-8").casefold()
    assert [name for name in (*ALLOWED["names"], *ALLOWED["cells"]) if name.casefold() not in text] == []
    assert [part for part in ALLOWED["parts"] if part not in text] == []


def a_missing_translation(plain: dict[str, Any]) -> None:
    del plain["processes"]["payment"]["advanced"]["how"]["en"]


def an_unknown_field(plain: dict[str, Any]) -> None:
    plain["processes"]["payment"]["advanced"]["howto"] = {"th": "ก", "en": "a"}


def too_long_a_line(plain: dict[str, Any]) -> None:
    plain["processes"]["payment"]["advanced"]["short"]["th"] = "ก" * 121


def no_source(plain: dict[str, Any]) -> None:
    del plain["processes"]["payment"]["advanced"]["source"]


def another_format(plain: dict[str, Any]) -> None:
    plain["format"] = 2


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (a_missing_translation, "processes.payment.advanced.how.en: is missing"),
        (an_unknown_field, "processes.payment.advanced.howto: is not known"),
        (too_long_a_line, "processes.payment.advanced.short.th: must have at most 120"),
        (no_source, "processes.payment.advanced.source: is missing"),
        (another_format, "format: must be one of: 1"),
    ],
)
def test_a_fault_is_named_with_its_place(change: Callable[[dict[str, Any]], None], place: str) -> None:
    plain = content()
    change(plain)
    with pytest.raises(GuidanceError) as caught:
        parse_guidance(json.dumps(plain))
    assert place in str(caught.value)
    assert [*jsonschema.Draft202012Validator(guidance_schema()).iter_errors(plain)]


def test_a_repeated_process_is_refused() -> None:
    text = guidance_file().read_text("utf-8").replace('"delivery": {', '"search": {', 1)
    with pytest.raises(GuidanceError, match="'search' occurs more than once"):
        parse_guidance(text)


def test_a_process_or_level_that_the_edition_lacks_is_named_by_the_check() -> None:
    plain = content()
    plain["processes"]["dancing"] = plain["processes"]["search"]
    plain["processes"]["search"] = {"highest": plain["processes"]["search"]["advanced"]}
    guidance = parse_guidance(json.dumps(plain))
    with pytest.raises(GuidanceError) as caught:
        check_guidance(guidance, load_criteria(None))
    assert "There is no 'dancing'" in str(caught.value)
    assert "There is no level 'highest'" in str(caught.value)


def test_guidance_of_another_edition_is_named_by_the_check() -> None:
    with pytest.raises(GuidanceError, match="final-2567"):
        check_guidance(load_guidance(None), second_edition())


def test_a_file_of_its_own_edition_stands_beside_radaps_own(tmp_path: Path) -> None:
    own = tmp_path / "guidance.json"
    own.write_text(json.dumps(content() | {"edition": "final-2567"}), "utf-8")
    assert [*load_guidances(own)] == ["draft-2567-02", "final-2567"]
    own.write_text(json.dumps(content() | {"processes": {"search": content()["processes"]["search"]}}), "utf-8")
    guidances = load_guidances(own)
    assert [*guidances] == ["draft-2567-02"]
    assert [*guidances["draft-2567-02"].processes] == ["search"], "the file wins for its edition"


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match="GUIDANCE_FILE"):
        load_guidances(tmp_path / "none.json")


def test_what_an_edition_lacks_is_not_told() -> None:
    plain = content() | {"edition": "final-2567"}
    assert not_told(parse_guidance(json.dumps(plain)), renamed_process_edition()) == (
        "discovery.initial",
        "discovery.standard",
        "discovery.advanced",
    )


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(junk: bytes) -> None:
    with pytest.raises(GuidanceError):
        parse_guidance(junk)


def test_the_schema_in_docs_is_current_and_accepts_radaps_own_guidance() -> None:
    schema = json.loads((TOP / "docs" / "guidance.schema.json").read_text("utf-8"))
    assert schema == guidance_schema(), "run `make docs`"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(content())
