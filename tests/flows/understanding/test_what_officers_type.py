"""Typed answers, row by row of docs/what-officers-type.md; `make transcripts` renews its answers and counts."""

from collections.abc import Callable, Iterator

import pytest

from flows.engine import Engine, Step
from flows.i18n.language import Language
from flows.model.events import Command, Event, Greeting, Text
from flows.model.finished import FinishedList
from flows.model.pending import Guess
from flows.model.step_context import StepInputs
from flows.understanding.reader import offered
from tests.fakes.talk import Talk
from tests.flows.understanding.typed_inputs import PAGE, VERDICTS, WRONG, Answer, Input, Match, read_inputs, written

LANGUAGES = {"Thai": Language.THAI, "English": Language.ENGLISH}
INPUTS = read_inputs(PAGE.read_text("utf-8"))

#: The share of inputs that may be misunderstood.
MOST_WRONG = 0.01
FEWEST = {"Thai": 300, "English": 100}


def to_second_line(talk: Talk) -> None:
    talk.to_service()
    talk.type("บริการ", "หน่วยงาน")


def to_group_list(talk: Talk) -> None:
    talk.to_characteristics()
    talk.tap("!list")


def to_delete(talk: Talk) -> None:
    talk.to_levels()
    talk.type("/delete")


#: The moves that lead to a kind of question.
QUESTIONS: dict[str, Callable[[Talk], object]] = {
    "Level of a process": Talk.to_levels,
    "Characteristic, yes or no": Talk.to_group_questions,
    "Characteristics, all at once": Talk.to_characteristics,
    "List of groups": to_group_list,
    "Consent": lambda talk: talk.send(Greeting()),
    "Line that may be skipped": to_second_line,
    "Review": Talk.to_review,
    "Delete everything": to_delete,
    "Command, under any question": Talk.to_levels,
}


class Asked:
    """A question on screen, with the effect of each button and each command: the only effects that a text may have."""

    def __init__(self, dialogue: Engine, talk: Talk) -> None:
        self._dialogue = dialogue
        self._talk = talk
        self._possible = [(choice, self._step(event)) for choice, event in self._events()]

    def read(self, typed: str) -> Match:
        step = self._step(Text(typed))
        pending = step.session.pending if step.session else None
        if isinstance(pending, Guess):
            return Match(Answer.ASKED_BACK, name_of(pending.press.choice))
        for choice, possible in self._possible:
            if possible == step:
                return Match(Answer.TAKEN, choice)
        return Match(Answer.ASKED_AGAIN)

    def _events(self) -> Iterator[tuple[str, Event]]:
        presses = [button.press for button in offered(self._talk.messages[-1])]
        yield from ((name_of(press.choice), self._talk.tapped(press)) for press in presses)
        yield from ((command.value, Text(f"/{command}")) for command in Command)

    def _step(self, event: Event) -> Step:
        session = self._talk.session
        assert session is not None
        session = session._replace(finished=FinishedList(self._talk.finished))
        inputs = StepInputs(self._talk.now, "token-of-22-characters", "c" * 22, random=b"7" * 20)
        return self._dialogue.step(session, event, inputs)


def name_of(choice: str) -> str:
    return choice.lstrip("!")


@pytest.fixture(scope="module")
def asked(dialogue: Engine) -> dict[tuple[str, str], Asked]:
    questions = {}
    for language, tag in LANGUAGES.items():
        for title, come in QUESTIONS.items():
            talk = Talk(dialogue, language=tag)
            come(talk)
            questions[title, language] = Asked(dialogue, talk)
    return questions


def test_every_input_is_understood_as_the_page_says(
    asked: dict[tuple[str, str], Asked], pytestconfig: pytest.Config
) -> None:
    readings = [asked[item.title, item.language].read(item.typed) for item in INPUTS]
    page = PAGE.read_text("utf-8")
    renewed = written(page, INPUTS, readings)
    if pytestconfig.getoption("--renew-transcripts"):
        PAGE.write_text(renewed, "utf-8")
        page = renewed
    assert page == renewed


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_input_is_misunderstood(language: str) -> None:
    inputs = [item for item in INPUTS if item.language == language]
    wrong = [item for item in inputs if item.verdict == WRONG]
    assert len({item.typed for item in inputs}) >= FEWEST[language]
    assert len(wrong) < MOST_WRONG * len(inputs), wrong


def test_the_page_holds_each_input_once_a_question() -> None:
    keys = [(item.title, item.language, item.typed) for item in INPUTS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("means", "answer", "verdict"),
    [
        ("standard", Match(Answer.TAKEN, "advanced"), WRONG),
        ("no answer", Match(Answer.TAKEN, "advanced"), WRONG),
        ("standard", Match(Answer.ASKED_BACK, "advanced"), "asked back as something else"),
        ("standard", Match(Answer.ASKED_AGAIN), "not understood, and asked again"),
    ],
)
def test_what_counts_as_wrong(means: str, answer: Match, verdict: str) -> None:
    assert Input("", "", "", means, answer).verdict == verdict
    assert verdict in VERDICTS
