"""Signs that a digit's key writes on the Thai keyboard layout."""

from flows.engine import Engine
from flows.model.pending import Guess
from tests.fakes.talk import Talk
from tests.reported_cases import reported_case


def test_a_lone_hyphen_is_asked_back_as_none_or_the_highest_level(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type(reported_case("thai-layout-digit-3-is-none")["typed"])
    assert "level_search" not in talk.answers
    assert talk.session is not None
    guess = talk.session.pending
    assert isinstance(guess, Guess)
    assert guess.other is not None
    assert {guess.press.choice, guess.other.choice} == {"none", "advanced"}
    talk.type("3")
    assert talk.answers["level_search"] == "advanced"
