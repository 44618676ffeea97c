"""What is the same for everybody is made once, and holds nothing of anybody."""

import random
from collections.abc import Iterator

import pytest

from flows.assessment.context import Retention
from flows.engine import Engine, Step
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.events import Event, Greeting, Text
from flows.model.member import Member
from flows.model.step_context import StepInputs
from flows.standard.criteria import Criteria
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.talk import Talk

SERVICE, AGENCY = "บริการชื่อไม่ซ้ำใครหนึ่ง", "หน่วยงานชื่อไม่ซ้ำใครสอง"
RETENTION = Retention(session_days=180, result_days=365)
STEPS = 120
#: Buttons after which nothing is left to look at, or everything looks different for good.
ENDINGS = ("!delete", "th", "en")
TYPED = (SERVICE, AGENCY, "/back", "/results", "/help", "/restart", "1", "2", "ไม่แน่ใจ", "qwerty", "ใช่")


class Compared(Talk):
    """A conversation in which every step is done as well by a dialogue that has kept nothing yet."""

    fresh: Engine

    def _step(self, event: Event, moment: StepInputs) -> Step:
        step, dialogue = super()._step(event, moment), self.dialogue
        self.dialogue = self.fresh
        assert step == super()._step(event, moment)
        self.dialogue = dialogue
        return step


@pytest.fixture
def fresh(criteria: Criteria, catalogues: Catalogues) -> Iterator[Engine]:
    return (Engine(criteria, catalogues, RETENTION) for _ in range(200))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("member", [None, Member("m1", "สมชาย")], ids=["private", "group"])
def test_what_is_kept_is_what_would_be_made_anew(
    dialogue: Engine, fresh: Iterator[Engine], language: Language, member: Member | None
) -> None:
    talk = Compared(dialogue, language, member=member)
    talk.fresh = next(fresh)
    talk.send(Greeting())
    chance, states = random.Random(f"{language}{member}"), set()
    for _ in range(STEPS):
        talk.fresh = next(fresh)
        presses = [button.press for button in offered(talk.messages[-1]) if button.press.choice not in ENDINGS]
        taps = [talk.tapped(press) for press in presses for _ in range(3)]
        events: list[Event] = [*taps, *map(Text, TYPED)]
        talk.send(chance.choice(events))
        states.add(talk.state)
    assert len(states) >= 10


def test_two_officers_get_the_very_same_question(dialogue: Engine) -> None:
    one, two = (Talk(dialogue).to_levels() for _ in range(2))
    steps = [talk.send(talk.tap_on("standard")) for talk in (one, two)]
    assert all(step.is_common for step in steps)
    assert steps[0].messages[0] is steps[1].messages[0]


def test_what_an_officer_did_makes_a_message_their_own(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    assert not talk.send(Text("qwerty")).is_common
    assert talk.send(talk.tap_on("standard")).is_common
    assert not talk.send(talk.tap_on("!back")).is_common
    assert not talk.send(Text("/results")).is_common
    assert not Talk(dialogue, member=Member("m1", "สมชาย")).send(Greeting()).is_common


def test_nothing_that_was_written_is_in_what_is_kept(dialogue: Engine) -> None:
    talk, kept = Talk(dialogue), []
    talk.send(Greeting())
    for move in ("agree", f"={SERVICE}", f"={AGENCY}", "=ผู้ประเมินสาม", "=คำอธิบายสี่", worked_example.CHARACTERISTIC):
        step = talk.send(Text(move[1:]) if move.startswith("=") else talk.tap_on(move))
        kept += [message for message in step.messages if step.is_common]
    for _ in range(11):
        step = talk.send(talk.tap_on("standard"))
        assert step.is_common
        kept += step.messages
    assert len(kept) > 14
    assert all(word not in str(kept) for word in (SERVICE, AGENCY, "ผู้ประเมินสาม", "คำอธิบายสี่"))
