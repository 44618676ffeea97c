"""Several services: the list of results, and the actions for each."""

from dataclasses import replace

import pytest

from flows.engine import Engine
from flows.model.finished import FinishedList, FinishedUnread
from flows.model.messages import Section
from flows.model.step_context import StepInputs
from tests import worked_example
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


def first_id(talk: Talk) -> str:
    assert talk.session is not None
    return talk.listed[0].assessment


@pytest.mark.parametrize("word", ["/results", "ผลของฉัน"])
def test_the_list_shows_date_group_and_gap_and_what_is_in_progress(talk: Talk, word: str) -> None:
    talk.to_result()
    talk.tap("!restart")
    talk.type("ขอใช้สนามกีฬา", word)
    open_one, finished = [block for block in talk.messages[0].blocks if isinstance(block, Section)]
    assert open_one.entries[0].label == "ขอใช้สนามกีฬา"
    assert finished.entries[0].label == worked_example.SERVICE
    for part in ("1 ม.ค. 2567", "3.1", "ทำเพิ่ม 1", "ยกระดับ 2"):
        assert part in finished.entries[0].value
    talk.type("ทำต่อ")
    assert talk.state == "agency"


def test_an_empty_list_says_so(talk: Talk) -> None:
    talk.to_levels()
    talk.type("/results")
    assert "ยังไม่มีผล" in str(talk.messages)
    talk.tap("close")
    assert talk.state == "level_search"


def test_a_result_is_opened_by_its_number_with_its_links(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results", "๑")
    assert {link.token for link in talk.messages[0].links} == set(talk.published)


def test_withdrawing_moves_the_result_to_a_new_link(talk: Talk) -> None:
    talk.to_result()
    (old,) = talk.published
    talk.type("/results", "1")
    talk.tap("withdraw")
    (new,) = talk.published
    assert new != old
    assert talk.messages[0].links[0].token == new
    talk.tap("close")
    assert talk.messages[0].links[0].token == new


def test_a_correction_after_withdrawing_keeps_the_new_link(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results", "1")
    talk.tap("withdraw", "close")
    (new,) = talk.published
    talk.tap("!back", "level_tracking", "standard", "confirm")
    assert list(talk.published) == [new]
    assert talk.messages[-1].links[0].token == new


def test_deleting_one_result_asks_first_and_leaves_the_others(talk: Talk) -> None:
    talk.to_result()
    talk.tap("!restart")
    talk.type("บริการที่สอง", worked_example.AGENCY)
    talk.tap("skip", "skip", "one_stop_service", "no", *["standard"] * 12, "confirm")
    assert len(talk.published) == 2
    talk.type("/results")
    talk.tap(first_id(talk))
    talk.tap("delete")
    talk.tap("no")
    assert len(talk.published) == 2
    talk.tap("delete")
    talk.tap("yes")
    assert [result.service for result in talk.published.values()] == ["บริการที่สอง"]
    assert talk.state == "result"


def test_deleting_the_result_on_screen_begins_a_new_assessment(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results", "1")
    talk.tap("delete")
    talk.tap("yes")
    assert (talk.state, talk.published) == ("service", {})


def test_assessing_again_starts_from_the_earlier_answers_and_tells_what_changed(talk: Talk) -> None:
    talk.to_result()
    talk.now += 365 * 24 * 3600
    talk.type("/results", "1")
    talk.tap("again")
    assert talk.state == "review"
    assert talk.answers["agency"] == worked_example.AGENCY
    turns = talk.turns
    talk.tap("level_tracking", "standard", "level_approval", "initial", "confirm")
    assert talk.turns - turns == 5
    sections = {block.title: block for block in talk.messages[0].blocks if isinstance(block, Section)}
    since = sections["เทียบกับครั้งก่อน 1 ม.ค. 2567"]
    assert [(entry.label, entry.value) for entry in since.entries] == [
        ("สูงขึ้น", "ติดตามสถานะและแจ้งเตือน"),
        ("ลดลง", "อนุมัติ"),
        ("เท่าเดิม", "10 กระบวนการ"),
    ]
    assert len(talk.published) == 2


def test_assessing_again_keeps_the_reason_of_the_group(talk: Talk) -> None:
    talk.to_result()
    reason = next(iter(talk.published.values())).characteristic
    talk.type("/results", "1")
    talk.tap("again", "confirm")
    assert {result.characteristic for result in talk.published.values()} == {reason}


def test_a_near_miss_in_the_list_must_be_confirmed(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results", worked_example.SERVICE[:-3])
    assert worked_example.SERVICE in talk.messages[-1].summary
    talk.type("ไม่ใช่")
    assert talk.messages[-1].title == "ผลของฉัน"
    talk.type(worked_example.SERVICE[:-3], "ใช่")
    assert {button.press.choice for button in talk.messages[-1].choices} >= {"again", "withdraw"}


def test_older_results_are_on_another_page(talk: Talk) -> None:
    talk.to_result()
    assert talk.session is not None
    (newest,) = talk.listed
    for number in range(24):
        name = f"old{number}"
        talk.finished[name] = replace(newest, assessment=name, service=f"บริการ {number}", number=number - 24)
    talk.type("/results")
    assert "บริการ 15" in str(talk.messages[-1])
    talk.type("เก่ากว่านี้", "ดูเพิ่ม")
    assert "บริการ 4'" in str(talk.messages[-1])
    assert "older" not in {button.press.choice for button in talk.messages[-1].choices}
    talk.type("25")
    assert talk.messages[-1].title == "บริการ 0"
    talk.type("/results", "ดูเพิ่ม", "ใหม่กว่านี้", "1")
    assert talk.messages[-1].title == worked_example.SERVICE


def test_an_expired_result_is_removed_from_the_list(talk: Talk) -> None:
    talk.to_result()
    talk.tap("!restart")
    talk.published.clear()
    talk.type("/results", "1")
    talk.tap("again")
    assert "หมดอายุ" in talk.notices
    assert talk.session is not None
    assert talk.listed == ()


def test_a_step_that_needs_a_result_changes_nothing_before_it_has_it(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results", "1")
    before = talk.session
    with pytest.raises(FinishedUnread):
        talk.dialogue.step(before, talk.tap_on("again"), StepInputs(0, "x" * 22, "c" * 22))
    assert before
    before = before._replace(finished=FinishedList(talk.finished))
    step = talk.dialogue.step(before, talk.tap_on("again"), StepInputs(0, "x" * 22, "c" * 22))
    assert (step.session, step.messages) == (before, ())
    assert set(step.wanted) == set(talk.published)


def test_a_correction_of_a_result_that_has_expired_gets_a_link_that_opens(talk: Talk) -> None:
    talk.to_result()
    (expired,) = talk.published
    talk.published.clear()
    talk.tap("!back", "confirm")
    (token,) = talk.published
    assert token != expired
    assert [item.token for item in talk.listed] == [token]
    assert talk.messages[0].links[0].token == token
