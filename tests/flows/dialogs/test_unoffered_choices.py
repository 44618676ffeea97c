"""A choice that a side question does not offer is an error, and never counts as another one."""

import pytest

from flows.assessment.context import Context
from flows.dialogs.dispatch import answer_side_question
from flows.engine import Engine
from flows.model.events import ButtonPress
from flows.model.pending import (
    AnswerLevels,
    ConfirmCopy,
    ConfirmDeleteAll,
    ConfirmDeleteResult,
    ConfirmRestart,
    Guess,
    LinkSettings,
    MigrateEdition,
    Note,
    Pending,
    Portfolio,
    ReplaceAnswer,
    ResultCard,
    ReuseAgencyAnswers,
    TickCharacteristics,
    WhatIf,
)
from flows.model.result import Result
from flows.model.step_context import StepInputs
from tests.fakes.talk import Talk

PRESS = ButtonPress("000001", "level_search", "standard")


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_result()


def answer(talk: Talk, pending: Pending, choice: str) -> None:
    assert talk.session is not None
    finished = talk.session.finished.with_read("", talk.listed)
    context = Context(talk.dialogue.rules, talk.session._replace(finished=finished, pending=pending))
    results: dict[str, Result | None] = {**talk.published}
    answer_side_question(context, pending, choice, StepInputs(talk.now, "another-token-of-22-ch", "c" * 22, results))


@pytest.mark.parametrize(
    "pending",
    [
        ConfirmDeleteAll(),
        ConfirmRestart(),
        ReplaceAnswer(PRESS),
        Guess(PRESS),
        ConfirmDeleteResult("000001"),
        ConfirmCopy("000001"),
        MigrateEdition(),
        ResultCard("000001"),
        LinkSettings("000001"),
        WhatIf(),
        WhatIf("search"),
        Note(),
        Note("note_search"),
        Portfolio(),
        AnswerLevels("SISIASII-III"),
        ReuseAgencyAnswers(),
        TickCharacteristics(),
    ],
    ids=repr,
)
def test_a_choice_that_is_not_offered_is_an_error(talk: Talk, pending: Pending) -> None:
    with pytest.raises((ValueError, KeyError)):
        answer(talk, pending, "unexpected")
