"""Technical support is judged by its hours alone: what officers type about it (Table 1, row 12)."""

import pytest

from flows.engine import Engine
from flows.model.pending import Guess
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    talk = Talk(dialogue).to_levels()
    talk.tap(*["standard"] * 11)
    assert talk.state == "level_support"
    return talk


@pytest.mark.parametrize(("typed", "level"), [("8x5", "initial"), ("24x7", "standard"), ("๒๔x๗", "standard")])
def test_the_standards_own_words_are_levels(talk: Talk, typed: str, level: str) -> None:
    talk.type(typed)
    assert talk.answers["level_support"] == level


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("โทรศัพท์", {"initial", "standard"}),
        ("คอลเซ็นเตอร์", {"initial", "standard"}),
        ("เคาน์เตอร์", {"initial"}),
        ("เวลาราชการ", {"initial"}),
        ("โทรศัพท์ในเวลาราชการ", {"initial"}),
        ("24 ชั่วโมง", {"standard"}),
        ("โทรศัพท์ 24 ชั่วโมง", {"standard"}),
        ("คอลเซ็นเตอร์ 24 ชั่วโมง", {"standard"}),
        ("มีสายด่วน 24 ชั่วโมงค่ะ", {"standard"}),
        ("คอลเซ็นเตอร์ 24 ชั่วโมงกับแชตบอต", {"advanced"}),
    ],
)
def test_a_channel_is_never_none(talk: Talk, typed: str, levels: set[str]) -> None:
    talk.type(typed)
    assert "level_support" not in talk.answers
    assert talk.session is not None
    guess = talk.session.pending
    assert isinstance(guess, Guess)
    assert {press.choice for press in (guess.press, guess.other) if press} == levels
