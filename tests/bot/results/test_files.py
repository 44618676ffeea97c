"""The files of a result, read with other libraries, agree with each other and with the page."""

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import fontpkg_sarabun
import httpx
import jsonschema
import pytest
from fontTools.ttLib import TTFont
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from PIL import Image, ImageChops, ImageColor
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from pypdfium2 import PdfDocument

from bot.documents.preview_image import make_preview_image, preview_image_data
from bot.documents.typst_compiler import FONT_RANGES, compile_png, printable
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.note_keys import NOTE_PREFIX, REMARKS
from flows.model.result import Result
from flows.model.session import PreviousResult
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.bot.results.test_page import texts
from tests.fakes.web import HOSTILE, website
from tests.fakes.worked_result import TOKEN, publish, with_service_data, worked_result

SCHEMA = Path(__file__).parents[3] / "docs" / "result.schema.json"
#: The chart's position in the picture, in pixels: its first row and first cells, and the distances between them.
FIRST_ROW, ROW_HEIGHT, CELLS_LEFT, CELLS_WIDTH, COLUMN_WIDTH = 314, 40, 402, 144, 554

EVIDENCE, REMARK = "https://www.example.go.th/search", "อยู่ระหว่างจัดทำระบบติดตามสถานะ"

HOSTILE_NAMES = (
    HOSTILE,
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\u202eevil\u202c",
    "ก" * 5_000,
    "บริการ 😀🏛️ ภาครัฐ",
    "zero\u200bwidth\u200d",
    '#import "x"; $ * _ ` < @label \\',
    "東京 Москва العربية",
    "a\tb",
)


@pytest.fixture
def result(criteria: Criteria) -> Result:
    return dataclasses.replace(worked_result(criteria), notes={f"{NOTE_PREFIX}search": EVIDENCE, REMARKS[0]: REMARK})


@dataclasses.dataclass(frozen=True)
class Files:
    """All forms of one result."""

    page: str
    pdf: bytes
    book: Workbook
    picture: bytes
    data: bytes

    @property
    def form(self) -> str:
        """The text as Chromium's PDF viewer reads it."""
        with PdfDocument(self.pdf) as document:  # type: ignore[no-untyped-call]
            return "\n".join(page.get_textpage().get_text_range() for page in document)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [tuple(str(cell or "") for cell in row) for row in self.book.worksheets[0].iter_rows(values_only=True)]

    @property
    def facts(self) -> dict[str, str]:
        rows = self.book.worksheets[1].iter_rows(values_only=True)
        return {str(name): str(value or "") for name, value in rows}


async def files(client: httpx.AsyncClient, store: Store, result: Result, language: Language = Language.THAI) -> Files:
    await publish(store, result)
    answers = [
        await client.get(f"/r/{result.token}{kind}?lang={language.value}")
        for kind in ("", ".pdf", ".xlsx", ".png", ".json")
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    page, pdf, sheet, picture, data = (answer.content for answer in answers)
    return Files(page.decode(), pdf, load_workbook(io.BytesIO(sheet)), picture, data)


def squeezed(text: str) -> str:
    """Return the text without spaces and line breaks, which differ between the forms."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", [*Language])
async def test_page_form_spreadsheet_and_json_agree(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues, language: Language
) -> None:
    made, say = await files(client, store, result, language), catalogues[language]
    data = json.loads(made.data)
    page, form, facts = squeezed(texts(made.page)), squeezed(made.form), made.facts
    said = (
        *(data[name] for name in ("service", "agency", "assessor", "description")),
        data["group"]["name"],
        *(say(f"verdict.{verdict}") for verdict in data["verdict"].values()),
        data["edition"]["notice"],
        data["remarks"]["processes"],
        data["processes"][0]["evidence"],
    )
    for text in said:
        assert squeezed(text) in page
        assert squeezed(text) in form
        assert text in facts.values() or text in str(made.rows) or text in facts[say("group.title")]
    by_id = {process["id"]: process for process in data["processes"]}
    assert [row[1] for row in made.rows[1:]] == [process["name"] for process in data["processes"]]
    assert [row[4].split()[0] for row in made.rows[1:]] == list(worked_example.LEVELS)
    assert [row[3].split()[0] for row in made.rows[1:]] == [item["recommended"] for item in data["processes"]]
    for way in data["road_map"]:
        assert squeezed(by_id[way["process"]]["name"]) in page
        for step in (way["now"], *way["steps"]):
            assert squeezed(step["demand"]) in page
            assert squeezed(step["demand"]) in form
    details = form[form.rindex(squeezed(say("form.details"))) :]
    assert [item for item in data["missing"] if squeezed(by_id[item]["name"]) in details] == data["missing"]
    assert all(squeezed(by_id[item["process"]]["name"]) in details for item in data["raise"])


async def test_the_form_is_read_in_its_order_with_its_boxes_ticked(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    form, say = squeezed((await files(client, store, result)).form), catalogues[Language.THAI]
    parts = ("title", "data", "step1", "step2", "step31", "step32", "summary", "details", "evidence")
    places = [form.index(squeezed(say(f"form.{part}"))) for part in parts]
    assert places == sorted(places)
    assert f"☑3{squeezed(criteria.characteristic_by_id['local_transaction'].full.th)}" in form
    assert form.count("☑3.1") == 3
    assert f"☑{squeezed(say('verdict.partial'))}" in form
    # One characteristic; per process its name and its level but for the missing one; its column of table 3.1;
    # the group in both tables and the summary; both verdicts; one remark.
    assert form.count("☑") == 1 + 11 + 11 + 11 + 3 + 2 + 1
    assert squeezed("S I S I A S I I - I I I") in form


TICKS = {"general_request": "yes", "local_transaction": "yes", "national_transaction": "no"}


@pytest.mark.parametrize("language", [*Language])
async def test_every_tick_is_shown_and_what_was_not_asked_is_no_no(
    client: httpx.AsyncClient,
    store: Store,
    result: Result,
    criteria: Criteria,
    catalogues: Catalogues,
    language: Language,
) -> None:
    made = await files(client, store, dataclasses.replace(result, characteristics=TICKS), language)
    say = catalogues[language]
    told = json.loads(made.data)["group"]["characteristics"]
    assert [item["option"] for item in told] == [1, 2, 3, 4, 5, 6]
    assert [item["ticked"] for item in told] == [None, True, True, False, None, None]
    page, form = squeezed(texts(made.page)), squeezed(made.form)
    for number, item in enumerate(criteria.characteristics, 1):
        tick = say(f"tick.{TICKS.get(item.id, 'not_asked')}")
        # Its beginning: a word with a hyphen may be broken there, and is read without it.
        full, whole = squeezed(item.full[language])[:20], item.full[language]
        assert squeezed(f"{tick} {whole}") in page
        assert made.facts[say("page.characteristic", option=number, name=whole)] == tick
        not_asked = f"{number}{squeezed(say('tick.not_asked'))}"
        option = {"yes": f"☑{number}", "no": f"☐{number}"}.get(TICKS.get(item.id, ""), not_asked)
        assert f"{option}{full}" in form
    for name in ("general_request", "local_transaction"):
        assert criteria.characteristic_by_id[name].name[language] in json.loads(made.data)["group"]["reason"]


def fonts(reader: PdfReader) -> Iterator[DictionaryObject]:
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            yield from (item.get_object() for item in font.get_object()["/DescendantFonts"])


async def test_the_form_conforms_to_pdf_a_and_pdf_ua(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    made = await files(client, store, result)
    reader = PdfReader(io.BytesIO(made.pdf))
    for font in fonts(reader):
        assert "/FontFile2" in font["/FontDescriptor"] or "/FontFile3" in font["/FontDescriptor"]  # type: ignore[operator]
    assert {name: content for name, [content] in reader.attachments.items()} == {"result.json": made.data}
    about = reader.xmp_metadata
    assert about is not None
    declared = about.stream.get_data().decode()
    assert re.search(r"<pdfaid:part>3</pdfaid:part>\s*<pdfaid:conformance>A</pdfaid:conformance>", declared)
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    catalogue = reader.trailer["/Root"].get_object()
    assert catalogue["/Lang"].startswith("th")  # type: ignore[index]
    assert catalogue["/AF"][0].get_object()["/AFRelationship"] == "/Data"  # type: ignore[index]


async def test_the_same_result_gives_the_same_files(
    store: Store, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    await publish(store, result)
    seen = []
    for _ in range(2):
        async with website(store, criteria, catalogues) as client:
            seen.append([(await client.get(f"/r/{TOKEN}.{kind}")).content for kind in ("pdf", "xlsx", "png", "json")])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
async def test_hostile_names_stay_names_everywhere(
    client: httpx.AsyncClient, store: Store, result: Result, name: str
) -> None:
    hostile = with_service_data(result, service=name, agency=name, assessor=name, description=name)
    hostile = dataclasses.replace(hostile, notes={f"{NOTE_PREFIX}search": name, REMARKS[0]: name, REMARKS[1]: name})
    made = await files(client, store, hostile)
    assert json.loads(made.data)["service"] == name
    assert "<script" not in made.page
    cells = [cell for sheet in made.book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)
    assert made.facts["ชื่อบริการ"] == name
    assert [*PdfReader(io.BytesIO(made.pdf)).attachments.values()] == [[made.data]]
    assert squeezed(printable(name))[:200] in squeezed(made.form)
    assert made.picture.startswith(b"\x89PNG")


async def test_the_picture_has_the_size_that_previews_ask_for(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    picture = (await files(client, store, result)).picture
    assert picture[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
    assert len(picture) < 60_000, "a third of what it is without a palette"


@pytest.mark.parametrize("language", [*Language])
def test_the_palette_changes_no_colour_visibly(
    result: Result, criteria: Criteria, catalogues: Catalogues, language: Language
) -> None:
    view, say = view_result(criteria, result, catalogues[language]), catalogues[language]
    whole_png = compile_png("documents", "preview_image.typ", preview_image_data(view, say))
    whole = Image.open(io.BytesIO(whole_png)).convert("RGB")
    picture = Image.open(io.BytesIO(make_preview_image(view, say)))
    assert (picture.mode, picture.size) == ("P", whole.size)
    differences = ImageChops.difference(whole, picture.convert("RGB")).split()
    assert not any(sum(colour.histogram()[9:]) for colour in differences)
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("absent", [(), ("display", "delivery", "support")])
def test_the_picture_shows_outcomes_not_levels(
    result: Result, criteria: Criteria, catalogues: Catalogues, absent: tuple[str, ...]
) -> None:
    say = catalogues[Language.THAI]
    view = view_result(
        criteria, dataclasses.replace(result, levels={**result.levels, **dict.fromkeys(absent, "none")}), say
    )
    data = preview_image_data(view, say)
    assert sum(item["number"] for item in data["counts"]) == len(view.processes)
    assert "(ร่าง)" in data["kind"]
    shown = {item["outcome"]["sign"]: item["number"] for item in data["counts"]}
    assert shown == {"+": len(view.missing), "↑": len(view.raises), "": len(view.conforming), "–": len(view.absent)}
    picture = Image.open(io.BytesIO(make_preview_image(view, say))).convert("RGB")
    for place, process in enumerate(data["processes"]):
        colour = ImageColor.getrgb(process["outcome"]["colour"])
        near = {picture.getpixel((x, y)) for x, y in _cells(place)}
        assert (colour in near) is (process["own"] > 0 or process["is_gap"])


def _cells(place: int) -> Iterator[tuple[int, int]]:
    """The points of the cells of a process in the picture: six rows in two columns."""
    column, row = divmod(place, 6)
    top = FIRST_ROW + row * ROW_HEIGHT
    for x in range(CELLS_LEFT + column * COLUMN_WIDTH, CELLS_LEFT + column * COLUMN_WIDTH + CELLS_WIDTH):
        yield from ((x, y) for y in range(top + 6, top + ROW_HEIGHT - 10, 3))


@pytest.mark.parametrize("language", [*Language])
async def test_the_json_conforms_to_its_schema(
    client: httpx.AsyncClient, store: Store, result: Result, language: Language
) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    checker.check_schema(schema)
    best = dataclasses.replace(result, levels=dict.fromkeys(result.levels, "advanced"), characteristic=None)
    before = PreviousResult(
        worked_example.ASSESSED_AT - 86_400, worked_example.GROUP, {**result.levels, "search": "none"}
    )
    again = dataclasses.replace(result, earlier=before)
    for each in (result, best, again):
        checker.validate(json.loads((await files(client, store, each, language)).data))


async def test_the_sheet_is_one_table_with_filters(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    sheet = (await files(client, store, result)).book.worksheets[0]
    (table,) = sheet.tables.values()
    assert table.ref == "A1:I13"
    assert table.autoFilter is not None
    assert sheet["A2"].value == 1
    assert sheet["E2"].fill.fgColor.rgb != sheet["E3"].fill.fgColor.rgb


def test_every_character_that_is_printed_is_in_the_font() -> None:
    shown = {code for first, last in FONT_RANGES for code in range(first, last + 1)} | {ord("■")}
    for weight in ("Regular", "Bold"):
        known = TTFont(fontpkg_sarabun.ROOT / "files" / f"Sarabun-{weight}.ttf").getBestCmap() or {}
        assert shown <= set(known)


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "png", "json"])
async def test_without_a_result_the_files_explain_why(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.get(f"/r/{'x' * 22}.{kind}")
    assert (answer.status_code, answer.json()) == (404, {"problem": "unknown"})
