"""One word for one thing, in an official register: what the catalogues and the criteria must not say, and why."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.config.data_files import criteria_file, guidance_file
from flows.i18n.language import Language
from tests.flows.i18n.test_wording import catalogue, forms

#: Texts that officers type are not Radap's own words; those of the form are the standard's.
NOT_RADAPS = ("words.", "form.")

#: Keys of criteria.json whose texts officers type, or that quote the source.
QUOTED = {"aliases", "hints", "words", "source", "place"}

THAI = (
    (
        "Radap is called Radap: its Thai name is the word for level",
        r"ระดับ(ช่วย|จะ|เงียบ|ยินดี| \(Radap\))|(ถึง|คือ|กับ)ระดับ(ใน|ได้)",
    ),
    ("a button is tapped (แตะ), not pressed", r"กด(?!ดัน|[\u0e31-\u0e3a\u0e47-\u0e4e])"),
    ("the whole word, not the spoken short form", r"โซเชียล(?!มีเดีย)"),
    ("answers are checked (ตรวจทาน), not revised", r"ทบทวน"),
    ("a new assessment parks the old one: ประเมินบริการใหม่", r"เริ่มใหม่|เริ่มเรื่องใหม่"),
    ("a parked assessment is no case of a citizen", r"พักเรื่อง|เรื่อง(ที่พัก|อื่นและ)|สักเรื่อง"),
    ("a gap, not a difference of price", r"ส่วนต่าง"),
    ("what cannot be undone is asked formally", r"(?<!ใช่)ไหม(\s|$)"),
    ("an official name of the unit", r"ไอที"),
    ("a noun of its own", r"ระดับของบริการ"),
)
ENGLISH = (
    ("verbs of today", r"\b(afresh|anew|begun|whoever)\b"),
    ("a characteristic applies", r"\b(one|it|none|several) holds?\b"),
    ("calculated, not computed, for officers", r"\bcomputed\b"),
    ("in place, not there", r"\bnot there\b|\bare there\b"),
    ("share a link, not pass it on", r"\bpass(ed)? (it |them )?on with care|\bpass on do\b"),
    ("the standard is what a service is assessed against", r"\bby (the )?DGA\b"),
    ("one name of the verdict", r"[Cc]onforms? in part|conform at all"),
)
RULES = {Language.THAI: THAI, Language.ENGLISH: ENGLISH}


def texts(language: Language) -> Iterator[tuple[str, str]]:
    """Yield all texts that Radap says, each with its place."""
    for key, message in catalogue(language).items():
        if not key.startswith(NOT_RADAPS):
            yield from ((key, form) for form in forms(message))
    yield from criteria_texts(json.loads(criteria_file().read_text("utf-8")), language, "criteria")
    yield from criteria_texts(json.loads(guidance_file().read_text("utf-8")), language, "guidance")


def criteria_texts(node: Any, language: Language, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from criteria_texts(item, language, f"{place}.{number}")
    elif isinstance(node, dict):
        for key, item in node.items():
            if key == language.value and isinstance(item, str):
                yield place, item
            elif key not in QUOTED:
                yield from criteria_texts(item, language, f"{place}.{key}")


@pytest.mark.parametrize(
    ("language", "why", "pattern"),
    [(language, *rule) for language, rules in RULES.items() for rule in rules],
    ids=lambda value: value.replace(" ", "_")[:30] if isinstance(value, str) else "",
)
def test_no_text_has_a_word_that_was_given_up(language: Language, why: str, pattern: str) -> None:
    found = [(place, text) for place, text in texts(language) if re.search(pattern, re.sub("“[^”]*”", "", text))]
    assert found == [], why


def test_level_names_have_their_noun_and_their_short_names_do_not() -> None:
    levels = json.loads(criteria_file().read_text("utf-8"))["levels"][1:]
    assert [level["name"]["th"] for level in levels] == [f"ระดับ{level['short']['th']}" for level in levels]


@pytest.mark.parametrize(
    ("text", "pattern_of"),
    [("ระดับช่วยประเมิน", 0), ("กดปุ่ม", 1), ("ทางอีเมลหรือโซเชียล", 2), ("กลับไปทบทวน", 3), ("ลบเลยไหม", 7)],
)
def test_a_word_that_was_given_up_is_seen(text: str, pattern_of: int) -> None:
    assert re.search(THAI[pattern_of][1], text)
