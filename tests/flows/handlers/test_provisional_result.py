"""A provisional result: what is answered so far, under the link that the confirmed result will have."""

import pytest

from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.messages import LinkPurpose
from flows.model.result import result_from_json, result_to_json
from flows.model.session_codec import finished_from_row, finished_to_row
from flows.results.process_view import ProcessStatus
from flows.results.result_view import view_result
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    """An assessment at the review with processes 2 and 11 open."""
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "unsure", *["standard"] * 6, "none", "none", "unsure", "standard", "unsure", "unsure")
    assert talk.state == "review"
    return talk


def test_it_tells_what_is_answered_and_withholds_the_verdicts(talk: Talk, say: Wording) -> None:
    talk.tap("!provisional")
    assert talk.state == "review"
    shown, _ = talk.messages
    assert shown.title == say("result.stamp", answered=10, total=12)
    assert {link.purpose for link in shown.links} == {LinkPurpose.OPEN, LinkPurpose.FORM, LinkPurpose.SHARE}
    assert say("verdict.partial") not in str(shown.blocks)
    (result,) = talk.published.values()
    view = view_result(talk.dialogue.rules.criteria, result, say)
    assert [process.number for process in view.open] == [2, 11]
    assert [process.number for process in view.missing] == [9]
    assert (view.processes_verdict, view.levels_verdict) == (None, None)
    assert all(process.own.name == say("status.open") for process in view.open)
    assert sum(len(view.with_status(status)) for status in ProcessStatus) == 12


def test_confirming_later_replaces_it_under_the_same_link(talk: Talk) -> None:
    talk.tap("!provisional")
    (token,) = talk.published
    (entry,) = talk.listed
    assert (entry.token, entry.open) == (token, 2)
    talk.tap("confirm", "initial")
    talk.tap("!provisional") if talk.state == "review" else talk.tap("unsure", "!provisional")
    assert [item.open for item in talk.listed] == [1]
    talk.tap("confirm", "standard", "confirm")
    assert talk.state == "result"
    assert [*talk.published] == [token]
    assert not talk.published[token].is_provisional
    assert [item.open for item in talk.listed] == [0]


def test_the_list_of_results_marks_it(talk: Talk, say: Wording) -> None:
    talk.tap("!provisional")
    assert say("result.stamp", answered=10, total=12) in str(talk.type("/results").blocks)


def test_it_is_offered_only_while_levels_are_open_and_the_group_is_known(dialogue: Engine) -> None:
    complete = Talk(dialogue).to_review()
    assert "!provisional" not in {control.press.choice for control in complete.messages[-1].controls}
    groupless = Talk(dialogue).to_group_questions()
    groupless.tap(*["unsure"] * 6, *["standard"] * 12, "unsure")
    assert groupless.state == "review"
    assert "!provisional" not in {control.press.choice for control in groupless.messages[-1].controls}


def test_it_is_stored_and_read_again(talk: Talk) -> None:
    talk.tap("!provisional")
    ((token, result),) = talk.published.items()
    assert result_from_json(token, result_to_json(result)) == result
    (entry,) = talk.listed
    assert finished_from_row(finished_to_row(entry)) == entry
    assert finished_from_row(finished_to_row(entry)[:8]).open == 0


def test_it_can_be_assessed_again(talk: Talk) -> None:
    talk.tap("!provisional")
    talk.type("/results", "1")
    talk.tap("again")
    assert talk.state == "level_identity"
    talk.tap("standard", "standard", "confirm")
    assert talk.state == "result"
    assert [item.open for item in talk.listed] == [2, 0]


def test_it_can_be_parked_and_finished_later(talk: Talk) -> None:
    talk.tap("!provisional")
    ((token, _),) = talk.published.items()
    talk.type("/restart", "บริการอื่น", "/results", "1")
    assert token in {link.token for link in talk.messages[-1].links}
    talk.tap("resume")
    talk.tap("confirm", "standard", "standard", "confirm")
    assert not talk.published[token].is_provisional
