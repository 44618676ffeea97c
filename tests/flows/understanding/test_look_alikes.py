"""Texts that look alike are read alike, and nothing that can be seen is lost from what is stored."""

import unicodedata
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import Engine
from flows.model.finished import FinishedEntry
from flows.model.member import Member
from flows.results.portfolio_view import newest_of_each_service
from flows.understanding.normal_form import canonical, normalise
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters
from tests.fakes.talk import Talk
from tests.reported_cases import reported_case

SIGNS = "กขนเแำาๅะิีึืุูัํ็่้๊๋์๎ฺ ฯๆ๒2\ufe0f\u20e3\u200b\u200d\u00ad\uf70a\uf89a\u3164\u2800ïé\u0301\u0345Å②❷-()"
TEXTS = st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=20)
MARKS_ABOVE_AND_BELOW = "ัิีึืุู็่้๊๋์"
NOT_A_LETTER = reported_case("invisible-name")["typed"]
INVISIBLE = (NOT_A_LETTER, "\u115f", "\u1160", "\uffa0", "\u2800", "\u200b", "\ufe0f", "\u200d")
LOOK_ALIKES = {row["typed"]: row for row in reported_case("thai-look-alike-spellings")["rows"]}


@given(TEXTS)
def test_a_form_has_itself_as_its_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert normalise(normalise(text)) == normalise(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_paragraphs(clean_paragraphs(text)) == clean_paragraphs(text)


@given(TEXTS)
def test_a_stored_text_looks_like_what_was_typed(text: str) -> None:
    assert canonical(clean_line(text)) == canonical(text) == canonical(clean_paragraphs(text))


@given(st.sets(st.sampled_from(MARKS_ABOVE_AND_BELOW), min_size=1, max_size=3), st.integers(1, 3))
def test_marks_in_any_order_and_number_are_one_spelling(marks: set[str], times: int) -> None:
    spellings = {canonical(f"ก{''.join(order) * times}น") for order in permutations(sorted(marks))}
    assert len(spellings) == 1


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=20))
def test_no_visible_sign_is_lost_or_changed(text: str) -> None:
    shown = "".join(sign for sign in text if sign not in INVISIBLE and sign != "\U0001d159")
    assert clean_line(text).replace(" ", "") == clean_line(shown).replace(" ", "")
    if all("\u0e01" <= sign <= "\u0e5b" for sign in text):
        assert clean_line(text) == text


@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A), min_size=1, max_size=12))
def test_thai_keeps_its_spelling(text: str) -> None:
    assert clean_line(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("น\u0e33\u0e49", "น้ำ"),
        ("นา\u0e49", "น้า"),
        ("ข\u0e34\u0e49\u0e4dน", "ขึ้น"),
        ("ก\u200bา\u2060ร", "การ"),
        ("❷", "2"),
        ("🔟", "10"),
        ("\U0001d7d2", "4"),
        ("A\u0e32", "aา"),
    ],
)
def test_other_look_alikes(typed: str, same: str) -> None:
    assert normalise(typed) == normalise(same)


def test_signs_that_differ_to_the_eye_stay_apart() -> None:
    assert len({canonical(text) for text in ("กา", "ก่า", "ก้า", "กิ", "กี", "กำ", "กะ", "แก", "เก", "โก")}) == 10


@pytest.mark.parametrize("typed", [text for text, row in LOOK_ALIKES.items() if row["where"] == "service name"])
def test_a_command_is_read_whatever_its_spelling(typed: str, dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type(typed)
    assert "service" not in talk.answers


@pytest.mark.parametrize(("typed", "answer"), [("ไม่เเน่ใจ", "later"), ("เร่ิมต้น", "initial")])
def test_a_level_is_read_whatever_its_spelling(typed: str, answer: str, dialogue: Engine) -> None:
    assert typed in LOOK_ALIKES
    talk = Talk(dialogue).to_levels()
    question = talk.state
    talk.type(typed)
    assert talk.answers[question] == answer


def test_a_keycap_is_its_digit(dialogue: Engine) -> None:
    case = reported_case("keycap-digit")
    talk = Talk(dialogue).to_levels()
    question = talk.state
    talk.type(case["typed"])
    chosen = [level.id for level in dialogue.rules.criteria.levels].index(talk.answers[question])
    assert f"level {chosen}" == case["right"]


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("zero-width-space-becomes-blank", "การขออนุญาตก่อสร้างอาคาร"),
        ("thai-private-use-marks", "การท่องเที่ยว"),
    ],
)
def test_a_name_is_stored_as_it_looks(case: str, name: str, dialogue: Engine) -> None:
    plain = reported_case(case)
    assert plain["right"].startswith(f"'{name}'")
    talk = Talk(dialogue).to_service()
    talk.type(plain["typed"])
    assert talk.answers["service"] == name


@pytest.mark.parametrize("sign", ["\u00ad", "\u2060", "\ufeff", "\u200b", "\u200d", "\u202e"])
def test_what_takes_no_room_leaves_no_blank(sign: str) -> None:
    assert clean_line(f"ก่อ{sign}สร้าง") == "ก่อสร้าง"


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧", "❤️"])
def test_an_emoji_of_several_parts_stays(emoji: str) -> None:
    assert clean_line(f"บริการ {emoji}") == f"บริการ {emoji}"


@pytest.mark.parametrize("name", [*INVISIBLE, f"12{NOT_A_LETTER}"])
def test_a_name_without_a_visible_letter_is_refused(name: str, dialogue: Engine) -> None:
    assert not has_letters(clean_line(name))
    talk = Talk(dialogue).to_service()
    talk.type(name)
    assert "service" not in talk.answers
    assert "ข้อความที่มีตัวอักษร" in talk.notices


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_member_with_an_invisible_name_is_a_member_of_the_group(name: str, dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("m", name)).to_service()
    assert talk.notices.startswith("สมาชิกในกลุ่ม")


def test_services_whose_names_look_alike_are_one() -> None:
    (both,) = [row["typed"] for row in LOOK_ALIKES.values() if row["where"] == "portfolio"]
    entries = [
        FinishedEntry(f"a{number}", f"token {number}", name, "1", 0, 0, 0, number=number)
        for number, name in enumerate(both.split(" / "))
    ]
    assert newest_of_each_service(entries) == ("token 1",)
