"""The codes of papers: one for each version of a result, found however it is typed, and never with a wrong sign."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.collaboration.codes import ALPHABET, code_from_bytes, find_code
from flows.model.finished import LINK_CLOSED
from flows.model.note_keys import NOTE_PREFIX
from flows.model.result import Result
from flows.results.paper_code import find_paper_code, paper_code
from flows.standard.criteria import Criteria
from tests.fakes.worked_result import with_service_data, worked_result

#: The code of the worked example. Papers carry codes for years: a release that computes others makes them worthless.
KNOWN = "V-SR7C-CTTY-8CHT-6"
SIGNS = KNOWN.removeprefix("V").replace("-", "")


@pytest.fixture(scope="module")
def result(criteria: Criteria) -> Result:
    return worked_result(criteria)


def test_the_code_of_a_result_never_changes(result: Result) -> None:
    assert paper_code(result) == KNOWN


def test_every_answer_is_part_of_the_code(result: Result) -> None:
    others = [
        replace(result, levels={**result.levels, "search": "none"}),
        replace(result, group="4"),
        replace(result, notes={f"{NOTE_PREFIX}search": "https://example.go.th"}),
        replace(result, assessed_on="2024-01-02"),
        replace(result, is_provisional=True),
        with_service_data(result, service="another"),
        with_service_data(result, assessor="somebody else"),
        replace(result, token="another-of-22-letters_"),
    ]
    assert len({KNOWN, *map(paper_code, others)}) == len(others) + 1


def test_the_link_the_language_and_an_approval_are_not(result: Result) -> None:
    others = (
        replace(result, open_until=LINK_CLOSED),
        replace(result, shows_assessor=False),
        replace(result, language="en"),
        replace(result, approval="request-of-22-letters_"),
        replace(result, assessed_at=result.assessed_at + 1),
    )
    assert {paper_code(other) for other in others} == {KNOWN}


@pytest.mark.parametrize(
    "typed",
    [
        KNOWN,
        KNOWN.lower(),
        SIGNS,
        f"V{SIGNS}",
        f" {KNOWN} ",
        KNOWN.replace("-", " "),
        KNOWN.replace("-", "–"),
        KNOWN.removeprefix("V-"),
        "".join(chr(0x0E50 + int(sign)) if sign.isdigit() else sign for sign in KNOWN),
        "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in KNOWN),
    ],
)
def test_it_is_found_however_it_is_typed(typed: str) -> None:
    assert find_paper_code(typed) == KNOWN


def test_letters_that_look_like_digits_are_read_as_those(result: Result) -> None:
    codes = (paper_code(replace(result, token=f"token-{number}")) for number in range(1000))
    code = next(code for code in codes if {"0", "1"} <= set(code))
    assert find_paper_code(code.replace("0", "o").replace("1", "l")) == code


def test_one_wrong_sign_is_always_found() -> None:
    for place in range(len(SIGNS)):
        for sign in set(ALPHABET) - {SIGNS[place]}:
            assert not find_paper_code(SIGNS[:place] + sign + SIGNS[place + 1 :])


def test_two_signs_that_changed_places_are_always_found() -> None:
    for first, second in combinations(range(len(SIGNS)), 2):
        signs = list(SIGNS)
        signs[first], signs[second] = signs[second], signs[first]
        assert find_paper_code("".join(signs)) == (KNOWN if signs == list(SIGNS) else "")


@given(st.text(max_size=100))
def test_any_text_is_read_as_a_code_or_none(typed: str) -> None:
    found = find_paper_code(typed)
    assert not found or find_paper_code(found) == found


def test_it_is_none_of_the_codes_that_people_send_each_other() -> None:
    assert not find_code(KNOWN)
    assert not find_paper_code(code_from_bytes(bytes(range(20))))
