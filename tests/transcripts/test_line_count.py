"""Bubbles in LINE stay short: lines of 24 Thai letters over all golden transcripts, and in the welcome."""

from pathlib import Path
from statistics import median

import pytest

from flows.assessment.context import Controller, Retention
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Greeting
from flows.model.messages import Paragraph
from flows.standard.criteria import Criteria
from tests.fakes.talk import Talk
from tests.transcripts.line_count import bubbles, lines_of_row, wrapped

GOLDEN = Path(__file__).parent / "golden"

#: As they were before the wording was worked on. They may only fall.
MOST_LINES, MEDIAN_LINES = 105, 23

WELCOME_LINES = 14
#: Latin letters are narrower: this many take the room of LETTERS_A_LINE Thai ones.
LATIN_LETTERS_A_LINE = 40

AGENCIES = ("เทศบาลเมืองตัวอย่าง", "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)")


def lines_in_bubbles() -> list[int]:
    texts = [path.read_text("utf-8") for path in (GOLDEN / "line.md", *(GOLDEN / "line").glob("*.md"))]
    return [sum(map(lines_of_row, rows)) for text in texts for rows in bubbles(text)]


def test_bubbles_are_no_longer_than_they_were() -> None:
    counts = lines_in_bubbles()
    assert len(counts) > 100
    assert max(counts) <= MOST_LINES
    assert median(counts) <= MEDIAN_LINES


def test_marks_above_and_below_take_no_room() -> None:
    assert wrapped("ก" * 24) == 1
    assert wrapped("ก่" * 24) == 1
    assert wrapped("ก" * 25) == 2
    assert lines_of_row("") == 1
    assert lines_of_row(f"[1 · {'ก' * 24} · {'ข' * 25}]") == 3
    assert lines_of_row("[‹ ย้อนกลับ] · [อธิบายเพิ่ม]") == 1
    assert lines_of_row(f"[เปิด](https://{'x' * 90})") == 1
    assert list(bubbles("**คน** พิมพ์\n\n> ก\n> ข\n\n> ค\n")) == [["ก", "ข"], ["ค"]]


@pytest.mark.parametrize("agency", ["", *AGENCIES])
def test_the_welcome_is_short(criteria: Criteria, catalogues: Catalogues, agency: str) -> None:
    engine = Engine(criteria, catalogues, Retention(180, 365), Controller(agency, "dpo@example.go.th"))
    talk = Talk(engine)
    talk.send(Greeting())
    (welcome,) = talk.messages
    texts = [block.text for block in welcome.blocks if isinstance(block, Paragraph)]
    assert agency in str(texts)
    rows = [row for text in (welcome.title, *texts) for row in text.splitlines()]
    assert sum(map(wrapped, rows)) <= WELCOME_LINES


def test_the_english_welcome_is_short(criteria: Criteria, catalogues: Catalogues) -> None:
    talk = Talk(Engine(criteria, catalogues, Retention(180, 365), Controller("Sample Town")), Language.ENGLISH)
    talk.send(Greeting())
    (welcome,) = talk.messages
    texts = [welcome.title, *(block.text for block in welcome.blocks if isinstance(block, Paragraph))]
    assert sum(-(-len(text) // LATIN_LETTERS_A_LINE) for text in texts) <= WELCOME_LINES
