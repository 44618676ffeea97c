"""Screens that are the same for everybody are built once, and contain no personal data."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from flows.assessment.context import Retention
from flows.engine import AnyEvent, Engine, Step
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
STEPS = 160
#: Building an engine takes longer than many steps.
STEPS_OF_A_FRESH_ENGINE = 10
#: Buttons that delete everything, or change the language for good.
ENDINGS = ("!delete", "th", "en")
TYPED = (SERVICE, AGENCY, "/back", "/results", "/help", "/restart", "1", "2", "ไม่แน่ใจ", "qwerty", "ใช่")


def is_common(step: Step) -> bool:
    return len(step.messages) == 1 and step.messages[0].cache_key != ""


class Compared(Talk):
    """A conversation whose every step is compared with that of an engine with a nearly empty cache."""

    fresh: Engine

    def _step(self, event: AnyEvent, inputs: StepInputs) -> Step:
        step, dialogue = super()._step(event, inputs), self.dialogue
        self.dialogue = self.fresh
        assert step == super()._step(event, inputs)
        self.dialogue = dialogue
        return step


@pytest.fixture
def fresh(criteria: Criteria, catalogues: Catalogues) -> Iterator[Engine]:
    return (Engine(criteria, catalogues, RETENTION) for _ in range(200))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("member", [None, Member("m1", "สมชาย")], ids=["private", "group"])
def test_cached_screens_equal_newly_built_ones(
    dialogue: Engine, fresh: Iterator[Engine], language: Language, member: Member | None
) -> None:
    talk = Compared(dialogue, language, member=member)
    talk.fresh = next(fresh)
    talk.send(Greeting())
    chance, states = random.Random(f"{language}{member}"), set()
    for step in range(STEPS):
        if step % STEPS_OF_A_FRESH_ENGINE == 0:
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
    assert all(is_common(step) for step in steps)
    assert steps[0].messages[0] is steps[1].messages[0]


def test_a_personal_message_is_not_cached(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    assert not is_common(talk.send(Text("qwerty")))
    assert is_common(talk.send(talk.tap_on("standard")))
    assert not is_common(talk.send(talk.tap_on("!back")))
    assert not is_common(talk.send(Text("/results")))
    assert not is_common(Talk(dialogue, member=Member("m1", "สมชาย")).send(Greeting()))


def test_no_typed_text_is_in_the_cache(dialogue: Engine) -> None:
    talk, kept = Talk(dialogue), []
    talk.send(Greeting())
    for move in ("agree", f"={SERVICE}", f"={AGENCY}", "=ผู้ประเมินสาม", "=คำอธิบายสี่", worked_example.CHARACTERISTIC):
        step = talk.send(Text(move[1:]) if move.startswith("=") else talk.tap_on(move))
        kept += [message for message in step.messages if is_common(step)]
    for _ in range(11):
        step = talk.send(talk.tap_on("standard"))
        assert is_common(step)
        kept += step.messages
    assert len(kept) >= 12
    assert all(word not in str(kept) for word in (SERVICE, AGENCY, "ผู้ประเมินสาม", "คำอธิบายสี่"))


def test_a_message_that_was_changed_for_somebody_has_no_cache_key(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    message = talk.send(talk.tap_on("standard")).messages[0]
    assert message.cache_key
    assert not replace(message, title=message.title).cache_key


def test_each_cached_message_has_its_own_key(dialogue: Engine) -> None:
    kept: dict[str, object] = {}
    for language in Language:
        talk = Talk(dialogue, language).to_levels()
        steps: list[Step] = []
        for _ in range(11):
            steps += [talk.send(talk.tap_on("!explain")), talk.send(talk.tap_on("standard"))]
        for message in (message for step in steps if is_common(step) for message in step.messages):
            assert kept.setdefault(message.cache_key, message) is message
    assert len(kept) > 40
