"""Twelve signs in one message answer all levels, after a confirmation and at level questions or the review only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import Engine
from flows.model.messages import Section
from flows.model.pending import AnswerLevels
from tests import worked_example
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

DIALOGUE = standard_engine()

WRITTEN = [
    "012233112210",
    "๐๑๒๒๓๓๑๑๒๒๑๐",
    "0 1 2 2 3 3 1 1 2 2 1 0",
    "0,1,2,2,3,3,1,1,2,2,1,0",
    "0-1-2-2-3-3-1-1-2-2-1-0",
    "012 233 112 210",
    "-ISSAAIISSI-",
    "–issaaiissi–",
    "- I S S A A I I S S I -",
    "０１２２３３１１２２１０",
    "012233\n112210",
]


def asked(talk: Talk) -> AnswerLevels | None:
    assert talk.session is not None
    return talk.session.pending if isinstance(talk.session.pending, AnswerLevels) else None


@pytest.mark.parametrize("text", WRITTEN)
def test_the_levels_are_shown_before_anything_is_stored(dialogue: Engine, text: str) -> None:
    talk = Talk(dialogue).to_levels()
    before = talk.answers
    message = talk.type(text)
    assert asked(talk) == AnswerLevels("-ISSAAIISSI-")
    assert talk.answers == before
    (rows,) = [block.entries for block in message.blocks if isinstance(block, Section)]
    assert [row.level for row in rows] == [0, 1, 2, 2, 3, 3, 1, 1, 2, 2, 1, 0]
    talk.tap("no")
    assert (talk.answers, talk.state) == (before, "level_search")
    talk.type(text, "ใช่")
    assert talk.state == "review"
    assert {name: answer for name, answer in talk.answers.items() if not name.startswith("level_")} == before


@pytest.mark.parametrize(
    "text",
    [
        "0812345678",
        "021-231-1231",
        "02-123-1231",
        "1203101230121",
        "1-2031-01230-12-1",
        "01223311221",
        "0122331122100",
        "012233112240",
        "01223311221-",
        "S1S1A1S1I1I1",
        "SISIASIIXIII",
        "0" * 5000,
    ],
)
def test_other_numbers_and_letters_are_none(dialogue: Engine, text: str) -> None:
    talk = Talk(dialogue).to_levels()
    before = talk.answers
    talk.type(text)
    assert asked(talk) is None
    assert talk.answers == before


def test_at_a_free_text_and_at_other_questions_it_is_a_text(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("SISIASII-III", "S I S I A S I I - I I I")
    assert (talk.answers["service"], talk.answers["agency"]) == ("SISIASII-III", "S I S I A S I I - I I I")
    talk.tap("skip", "skip")
    talk.type("012233112210")
    assert (talk.state, asked(talk)) == ("characteristics", None)
    talk.tap(worked_example.CHARACTERISTIC, "!evidence")
    talk.type("012233112210")
    assert (talk.answers["note_search"], asked(talk)) == ("012233112210", None)


def test_another_text_takes_the_place_of_the_first(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("000000000000", "111111111111")
    assert asked(talk) == AnswerLevels("I" * 12)


@pytest.mark.parametrize("answered", [0, 5, 12])
def test_the_result_is_that_of_the_same_levels_tapped(dialogue: Engine, answered: int) -> None:
    tapped = Talk(dialogue).to_result()
    talk = Talk(dialogue).to_levels()
    talk.tap(*["advanced"] * answered)
    talk.type(worked_example.LEVELS)
    talk.tap("yes", "confirm")
    (result,), (same,) = talk.published.values(), tapped.published.values()
    assert (result.levels, result.group, result.service_data) == (same.levels, same.group, same.service_data)


def test_an_open_group_is_asked_afterwards(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_characteristics()
    talk.tap(*["unsure"] * 7)  # the list, then each characteristic
    talk.type(worked_example.LEVELS, "ใช่")
    assert talk.state == "characteristics"


@settings(max_examples=60, deadline=None)
@given(st.text("-ISA", min_size=12, max_size=12), st.sampled_from(["one_way_information", "local_transaction"]))
def test_any_levels_in_one_text_are_those_tapped_one_by_one(codes: str, characteristic: str) -> None:
    talk, tapped = Talk(DIALOGUE).to_characteristics(), Talk(DIALOGUE).to_characteristics()
    for each in (talk, tapped):
        each.tap(characteristic)
    by_code = DIALOGUE.rules.criteria.level_by_code
    tapped.tap(*(by_code[code].id for code in codes))
    talk.type(codes)
    talk.tap("yes")
    assert (talk.state, talk.answers) == (tapped.state, tapped.answers)
