"""A side question about an assessment that is no longer listed."""

import pytest

from flows.assessment.context import Context
from flows.dialogs.dispatch import answer_side_question, present_screen
from flows.engine import Engine
from flows.model.pending import ConfirmCopy, ConfirmDeleteResult, LinkSettings, Pending, ResultCard
from flows.model.step_context import StepInputs
from tests.fakes.talk import Talk

ABOUT_ONE = [ResultCard("gone01"), LinkSettings("gone01"), ConfirmDeleteResult("gone01"), ConfirmCopy("gone01")]


@pytest.fixture
def context(dialogue: Engine) -> Context:
    talk = Talk(dialogue).to_result()
    assert talk.session is not None
    finished = talk.session.finished.with_read("", talk.listed)
    return Context(dialogue.rules, talk.session._replace(finished=finished))


@pytest.mark.parametrize("pending", ABOUT_ONE, ids=repr)
def test_its_screen_is_the_list(context: Context, pending: Pending) -> None:
    assert present_screen(context.with_pending(pending)).title == context.text("results.title")


@pytest.mark.parametrize("pending", ABOUT_ONE, ids=repr)
@pytest.mark.parametrize(("choice", "says"), [("close", False), ("delete", True), ("yes", True)])
def test_an_answer_changes_nothing_and_says_that_it_is_gone(
    context: Context, pending: Pending, choice: str, says: bool
) -> None:
    outcome = answer_side_question(context.with_pending(pending), pending, choice, StepInputs(1, "t" * 22, "c" * 22))
    assert outcome.context.session == context.session
    assert outcome.notice == (context.text("results.gone") if says else "")
    assert (outcome.withdrawn, outcome.revoked, outcome.published) == ((), (), ())
