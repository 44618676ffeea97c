"""Typed text that names several characteristics of the list at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

ENGINE = standard_engine()
CRITERIA = ENGINE.rules.criteria
OPTIONS = {number: item for item, number in CRITERIA.option_number.items()}
LIST = Talk(ENGINE).to_characteristics().messages[-1]

BETWEEN = (" และ ", "และ", " กับ ", ",", ", ", "/", " ", " + ", "\n", " & ", " and ", " และข้อ ", ", ข้อ")
BEFORE = ("", "ข้อ ", "ตรงข้อ ", "น่าจะ ", "ทั้ง ", "options ", "both ")
AFTER = ("", " ครับ", " ค่ะ", ".")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def read(text: str) -> tuple[str, ...]:
    return tuple(press.choice for press in ENGINE.rules.several.match(text, LIST))


def options(*numbers: int) -> tuple[str, ...]:
    return tuple(OPTIONS[number] for number in numbers)


@pytest.mark.parametrize(
    "typed",
    [
        *("3 และ 4", "3,4", "3 กับ 4", "ข้อ 3 และข้อ 4", "3/4", "3 4", "options 3 and 4", "๓ และ ๔", "3.1 และ 3.2"),
        *("สามกับสี่", "three and four", "option 3 and option 4", "กลุ่ม 3.1 และกลุ่ม 3.2", "กลุ่ม 3.1, 3.2", "ข้อ3 ข้อ4"),
        *("ทั้ง 3 และ 4 ครับ", "both 3 and 4, please", "ข้อ 3 ด้วย ข้อ 4 ด้วย", "ทั่วประเทศ และ เฉพาะพื้นที่"),
    ],
)
def test_two_options_are_read(typed: str) -> None:
    assert sorted(read(typed)) == sorted(options(3, 4))


@pytest.mark.parametrize(
    "typed",
    [
        *("", "3", "ข้อ 3", "3 และ", "และ 3", "3 หรือ 4", "3 or 4", "4 4", "3 และ 3", "3 และ 3.1", "3 และ 9", "9 9"),
        *("3-4", "3.4", "34", "3 แต่ไม่ใช่ 4", "ไม่ใช่ 3 และ 4", "3 และ 4 และ", "not 3 and 4", "3 และ 4 ไหม"),
        *("3.1 และ 4", "กลุ่ม 2 และ 4", "กลุ่ม 4 และ 3", "ขอใบอนุญาตและหนังสือรับรอง"),
        *("การรับเรื่องและคำขอทั่วไป", "3 และ 4 " * 40, "3 และ ข้ามหน่วยงาน", "," * 120, "3 และ ไม่แน่ใจ"),
    ],
)
def test_what_is_not_clear_names_nothing(typed: str) -> None:
    assert read(typed) == ()


@given(
    st.permutations(sorted(OPTIONS)),
    st.integers(2, len(OPTIONS)),
    st.sampled_from(BETWEEN),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
    st.booleans(),
)
def test_any_options_in_any_order_are_read(
    order: list[int], count: int, between: str, before: str, after: str, in_thai: bool
) -> None:
    text = f"{before}{between.join(map(str, order[:count]))}{after}"
    assert read(text.translate(THAI) if in_thai else text) == options(*order[:count])


@given(st.text("0123456789 ,/.+และกับหรือข้อnotor", max_size=24))
def test_whatever_is_read_stands_in_the_text(text: str) -> None:
    named = ENGINE.rules.several.match(text, LIST)
    numbers = {choice.press: choice.number for choice in LIST.choices}
    assert len(named) == len(set(named)) != 1
    assert all(numbers[press] in text for press in named if "3." not in text)
    assert not named or "หรือ" not in text
