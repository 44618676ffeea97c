"""The standard's form as a sheet of paper: its words, what a pen needs, and that nothing runs off it."""

import dataclasses
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import httpx
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pypdfium2 import PdfDocument, PdfPage

from bot.config.data_files import criteria_file
from bot.documents.form import make_empty_form, make_form
from bot.results.lookup import blank_result
from bot.storage.store import Store
from flows.assessment.flow import FLOW
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.note_keys import NOTE_PREFIX, REMARKS
from flows.model.question_ids import DESCRIPTION
from flows.model.result import Result
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests import worked_example
from tests.bot.results.test_files import files, squeezed
from tests.bot.results.test_page import texts
from tests.fakes.web import website
from tests.fakes.worked_result import with_service_data
from tests.reported_cases import reported_case

MM = 72 / 25.4
#: PDFium's number for lines and areas among the objects of a page (FPDF_PAGEOBJ_PATH).
PATH = 2
#: Nothing is printed nearer to the edges of the paper, in millimetres: left and right, top, bottom (with the footer).
SIDE, TOP, BOTTOM = 14, 11, 8

#: The standard's own titles and heads (chapter 5 and the appendix), where the scan is read as its README says.
TITLES = (
    "ข้อมูลบริการสำหรับประเมินระดับวิธีการทางอิเล็กทรอนิกส์",
    "ขั้นตอนที่ 1 แบบประเมินลักษณะและความสำคัญของบริการเพื่อระบุกลุ่มการให้บริการ",
    "ตัวเลือก ลักษณะบริการ กลุ่มการให้บริการ",
    "ขั้นตอนที่ 2 แบบประเมินระดับของวิธีการทางอิเล็กทรอนิกส์ในแต่ละกระบวนการ",
    "กระบวนการ ระดับเริ่มต้น (Initial) ระดับมาตรฐาน (Standard) ระดับสูง (Advanced)",
    "ขั้นตอนที่ 3 แบบเปรียบเทียบผลลัพธ์กับกระบวนการและระดับวิธีการทางอิเล็กทรอนิกส์ที่แนะนำ",
    "3.1 แบบเปรียบเทียบผลลัพธ์ขั้นตอนที่ 1 และ 2 กับกระบวนการที่แนะนำตามตารางที่ 2",
    "กลุ่มการให้บริการ เลือกกลุ่มการให้บริการจากผลประเมินขั้นตอนที่ 1",
    "กระบวนการจากการประเมินขั้นตอนที่ 2",
    "3.2 แบบเปรียบเทียบผลลัพธ์ขั้นตอนที่ 1 และ 2 กับระดับวิธีการทางอิเล็กทรอนิกส์ที่แนะนำตามตารางที่ 3",
    "สรุปผลการประเมิน",
    "กระบวนการตามที่แนะนำ",
    "ระดับของวิธีการทางอิเล็กทรอนิกส์ตามที่แนะนำ",
    "รายละเอียด",
    "กระบวนการที่จำเป็นต้องจัดทำเพิ่มเติมจากผลการเปรียบเทียบกระบวนการตามกลุ่มการให้บริการที่แนะนำ (ถ้ามี)",
    "กระบวนการที่ต้องยกระดับวิธีการทางอิเล็กทรอนิกส์จากผลการเปรียบเทียบระดับวิธีการทางอิเล็กทรอนิกส์ตามกลุ่มการให้บริการที่แนะนำ (ถ้ามี)",
)
LONG_WORDS = (
    "ก" * 500,
    "กา" * 250,
    "๑๒๓" * 150,
    "W" * 500,
    "https://example.go.th/" + "a" * 450,
    "ๆ" * 400,
    "ก่า" * 150,
    reported_case("long-word-runs-off-the-form")["typed"],
    "PORTAL_" * 20,
)


def pages(content: bytes) -> list[str]:
    """The text of each page, without spaces."""
    with PdfDocument(content) as document:  # type: ignore[no-untyped-call]
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def boxes(page: PdfPage) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Every character with what its ink covers: left, bottom, right, top, in points."""
    text = page.get_textpage()  # type: ignore[no-untyped-call]
    for place in range(text.count_chars()):
        yield text.get_text_range(place, 1), text.get_charbox(place)


@pytest.fixture(params=[*Language])
def empty(request: pytest.FixtureRequest, criteria: Criteria, catalogues: Catalogues) -> bytes:
    say = catalogues[request.param]
    return make_empty_form(blank_result(criteria, say, worked_example.ASSESSED_AT).view, say, 1)


@pytest.mark.parametrize("is_filled", [True, False])
def test_the_form_has_the_standards_own_words(
    result: Result, criteria: Criteria, catalogues: Catalogues, *, is_filled: bool
) -> None:
    say = catalogues[Language.THAI]
    view = view_result(criteria, result, say)
    form = "".join(pages(make_form(view, say, 1, b"{}") if is_filled else make_empty_form(view, say, 1)))
    assert [title for title in TITLES if squeezed(title) not in form] == []
    for process in criteria.processes:
        assert form.count(squeezed(process.name.th)) >= 3, "step 2, and the heads of both tables"


def test_the_empty_form_speaks_of_no_result(criteria: Criteria, catalogues: Catalogues) -> None:
    for language, result_words in ((Language.THAI, "ผลนี้"), (Language.ENGLISH, "Thisfollows")):
        say = catalogues[language]
        first, *others = pages(make_empty_form(blank_result(criteria, say, 1).view, say, 1))
        notice = squeezed(say("form.empty_draft", edition=criteria.edition.name[language]))
        assert first.startswith(squeezed(say("form.title")) + notice)
        assert result_words not in "".join((first, *others))
        assert "☑" not in "".join((first, *others))


def test_the_empty_form_of_a_final_edition_is_no_draft(catalogues: Catalogues) -> None:
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["status"] = "final"
    criteria, say = parse_criteria(json.dumps(plain)), catalogues[Language.ENGLISH]
    form = pages(make_empty_form(blank_result(criteria, say, 1).view, say, 1))[0]
    assert squeezed(say("form.empty_final", edition=criteria.edition.name.en)) in form
    assert squeezed("not the final standard") not in form


def test_each_step_of_the_empty_form_has_a_page_and_fills_it(empty: bytes) -> None:
    said = pages(empty)
    assert len(said) == 4
    assert [page.count("☐") for page in said] == [6, 12 * 4, 5 + 12 + 5, 5 + 4 + 4]
    with PdfDocument(empty) as document:  # type: ignore[no-untyped-call]
        for page in document:
            lowest = min(bottom for _, bottom, _, _ in drawings(page))
            assert lowest < 45 * MM, "less than 30 mm are left over"


def drawings(page: PdfPage) -> list[tuple[float, float, float, float]]:
    """What the lines of a page cover: left, bottom, right, top, in points."""
    return [item.get_bounds() for item in page.get_objects(filter=[PATH])]  # type: ignore[no-untyped-call]


def test_a_pen_can_tick_the_boxes_and_write_on_the_lines(empty: bytes) -> None:
    with PdfDocument(empty) as document:  # type: ignore[no-untyped-call]
        sheets = [*document]
        sizes = [
            side / MM
            for page in sheets
            for character, (left, bottom, right, top) in boxes(page)
            if character == "☐"
            for side in (right - left, top - bottom)
        ]
        rules = [dotted_rules(page) for page in sheets]
    assert min(sizes) >= 4
    assert [len(lines) > 10 for lines in rules] == [True, False, False, True]
    for lines in rules:
        assert all(lower - upper >= 7 * MM for upper, lower in pairwise(lines) if lower - upper > 0.1)


def dotted_rules(page: PdfPage) -> Sequence[float]:
    """The heights of the lines to write on in the leftmost column that has them, in points."""
    flat = [
        (left, bottom)
        for left, bottom, right, top in drawings(page)
        if top - bottom < 1.5 and right - left > 40 * MM and left > (SIDE + 1) * MM
    ]
    column = min((left for left, _ in flat), default=0)
    return sorted(bottom for left, bottom in flat if abs(left - column) < 1)


@pytest.mark.parametrize("word", LONG_WORDS, ids=range(len(LONG_WORDS)))
def test_no_word_runs_off_its_page(result: Result, criteria: Criteria, catalogues: Catalogues, word: str) -> None:
    say = catalogues[Language.THAI]
    long = with_service_data(result, service=word, agency=word, assessor=word, description=word)
    notes = {f"{NOTE_PREFIX}search": word, REMARKS[0]: word}
    form = make_form(view_result(criteria, dataclasses.replace(long, notes=notes), say), say, 1, b"{}")
    assert "".join(pages(form)).count(word[:12]) >= 6
    with PdfDocument(form) as document:  # type: ignore[no-untyped-call]
        for page in document:
            width, height = page.get_size()
            edges = [edge for character, edge in boxes(page) if character.strip()]
            assert min(left for left, _, _, _ in edges) >= SIDE * MM - 1
            assert max(right for _, _, right, _ in edges) <= width - SIDE * MM + 1
            assert min(bottom for _, bottom, _, _ in edges) >= BOTTOM * MM
            assert max(top for _, _, _, top in edges) <= height - TOP * MM


@pytest.mark.parametrize("word", LONG_WORDS, ids=range(len(LONG_WORDS)))
def test_a_remark_stays_in_its_cell(result: Result, criteria: Criteria, catalogues: Catalogues, word: str) -> None:
    say = catalogues[Language.THAI]
    view = view_result(criteria, dataclasses.replace(result, notes={REMARKS[0]: word}), say)
    with PdfDocument(make_form(view, say, 1, b"{}")) as document:  # type: ignore[no-untyped-call]
        summary = document[3]
        text = "".join(character for character, _ in boxes(summary))
        start, end = text.index(squeezed(word)[:4]), text.index(say("form.details"))
        third = (summary.get_size()[0] - 2 * SIDE * MM) / 3
        edges = [edge for _, edge in [*boxes(summary)][start:end]]
    middle = [right for left, _, right, _ in edges if left < SIDE * MM + 2 * third]
    assert len(middle) > len(word) / 2
    assert max(middle) <= SIDE * MM + 2 * third


def unhyphenated(text: str) -> str:
    """Without spaces and hyphens: PDFium joins a word that a line parts at its hyphen."""
    return re.sub("[-\ufffe]", "", squeezed(text))


def column(sheet: Worksheet, heading: str) -> list[str]:
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [row[rows[0].index(heading)] for row in rows[1:]]


@pytest.mark.parametrize("language", [*Language])
async def test_no_limit_of_a_chat_shortens_a_text(
    store: Store, result: Result, catalogues: Catalogues, language: Language
) -> None:
    """Every process is missing and is to reach the highest level, so that every cell of Table 1 is shown."""
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["tables"]["recommended"]["4"] = " ".join("A" * 12)
    plain["tables"]["mandatory"]["4"] = " ".join("M" * 12)
    criteria, say = parse_criteria(json.dumps(plain)), catalogues[language]
    nothing = dataclasses.replace(result, group="4", characteristic=None, levels=dict.fromkeys(result.levels, "none"))
    async with website(store, criteria, catalogues) as client:
        made = await files(client, store, nothing, language)
    form, page, data = unhyphenated(made.form), unhyphenated(texts(made.page)), json.loads(made.data)
    demands = {step["demand"] for way in data["road_map"] for step in way["steps"]}
    needed = column(made.book.worksheets[0], say("sheet.demand"))
    for process in criteria.processes:
        cells = [cell.full[language] for cell in process.levels.values()]
        assert demands.issuperset(cells)
        assert needed[criteria.process_number[process.id] - 1] == cells[-1]
        assert [cell for cell in cells if unhyphenated(cell) not in form or unhyphenated(cell) not in page] == []
    assert [item for item in criteria.characteristics if unhyphenated(item.full[language]) not in form] == []
    definition = criteria.group_by_id["4"].full[language]
    assert unhyphenated(definition) in page
    assert data["group"]["definition"] == made.facts[say("page.definition")] == definition


@pytest.mark.parametrize("language", [*Language])
async def test_a_process_that_is_as_needed_tells_when(
    client: httpx.AsyncClient,
    store: Store,
    result: Result,
    criteria: Criteria,
    catalogues: Catalogues,
    language: Language,
) -> None:
    """Group 2: payment is absent, identity reaches its level, and search is mandatory."""
    say = catalogues[language]
    levels = {**result.levels, "payment": "none"}
    made = await files(client, store, dataclasses.replace(result, group="2", levels=levels), language)
    hints = column(made.book.worksheets[0], say("sheet.needed_when"))
    told = {process.id: hint for process, hint in zip(criteria.processes, hints, strict=True) if hint}
    assert list(told) == ["payment", "tracking"]
    for process, hint in told.items():
        known = criteria.process_by_id[process].needed_when
        assert known is not None
        assert hint == known[language]
        assert texts(made.page).count(hint) == 1
    by_id = {item["id"]: item for item in json.loads(made.data)["processes"]}
    assert (by_id["search"]["needed_when"], by_id["payment"]["needed_when"]) == ("", told["payment"])
    assert say("status.absent") in texts(made.page)


@pytest.mark.parametrize("language", [*Language])
async def test_the_verdict_on_levels_is_explained_where_nothing_has_to_be_raised(
    client: httpx.AsyncClient,
    store: Store,
    result: Result,
    criteria: Criteria,
    catalogues: Catalogues,
    language: Language,
) -> None:
    say = catalogues[language]
    levels = {**dict.fromkeys(result.levels, "advanced"), "tracking": "none"}
    made = await files(client, store, dataclasses.replace(result, levels=levels), language)
    data, page = json.loads(made.data), texts(made.page)
    reason = say.plural("result.levels_reason", 1, verdict=say("verdict.partial"))
    counts = {"processes": {"conforming": 7, "total": 8}, "levels": {"conforming": 11, "total": 12}}
    assert (data["raise"], data["verdict"]["levels"], data["levels_reason"]) == ([], "partial", reason)
    assert data["counts"] == counts
    said = [reason, *(say(f"result.{name}_count", **count) for name, count in counts.items())]
    assert [text for text in said if text not in page or text not in made.facts.values()] == []
    assert say("page.when_remark") in page
    raised = json.loads((await files(client, store, result, language)).data)
    assert raised["levels_reason"] == ""
    assert not re.search(re.escape(reason[:20]), texts((await files(client, store, result, language)).page))


def test_the_longest_description_stands_whole_on_its_pages(
    result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    say, longest = catalogues[Language.THAI], FLOW.text_question(DESCRIPTION)
    assert longest is not None
    text = (f"{worked_example.TELLING} " * 10)[: longest.max_length - 3] + "จบ."
    form = make_form(view_result(criteria, with_service_data(result, description=text), say), say, 1, b"{}")
    assert squeezed("จบ.") in "".join(pages(form))
    with PdfDocument(form) as document:  # type: ignore[no-untyped-call]
        for page in document:
            edges = [edge for character, edge in boxes(page) if character.strip()]
            assert min(bottom for _, bottom, _, _ in edges) >= BOTTOM * MM
            assert max(top for _, _, _, top in edges) <= page.get_size()[1] - TOP * MM
