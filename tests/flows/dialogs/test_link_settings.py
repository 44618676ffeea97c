"""An owner's settings of a result's link."""

from dataclasses import replace

import pytest

from flows.assessment.context import Retention
from flows.engine import Engine
from flows.model.finished import LINK_CLOSED
from flows.model.member import Member
from flows.model.result import result_from_json, result_to_json
from flows.model.session_codec import finished_from_row, finished_to_row
from tests.fakes.talk import Talk

DAY = 24 * 60 * 60


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    talk = Talk(dialogue)
    talk.to_result()
    talk.type("/results", "1")
    talk.tap("link")
    return talk


def only(talk: Talk) -> tuple[int, bool]:
    """Return the settings in the stored result, after a check that the list of results has the same."""
    (result,) = talk.published.values()
    assert talk.session is not None
    (item,) = talk.listed
    assert (item.open_until, item.shows_assessor) == (result.open_until, result.shows_assessor)
    return result.open_until, result.shows_assessor


def test_a_new_link_opens_as_long_as_the_result_is_kept_and_hides_the_name(talk: Talk) -> None:
    assert only(talk) == (0, False)
    assert "365" in str(talk.messages[-1].blocks)
    assert "ไม่แสดง" in str(talk.messages[-1].blocks)


@pytest.mark.parametrize(("typed", "days"), [("1", 7), ("30 วัน", 30), ("สามเดือน", 90)])
def test_an_owner_sets_until_when_it_opens(talk: Talk, typed: str, days: int) -> None:
    talk.type(typed)
    assert only(talk) == (talk.now + days * DAY, False)
    talk.tap("days_all")
    assert only(talk) == (0, False)


def test_an_owner_closes_the_link_with_one_tap_and_opens_it_again(talk: Talk) -> None:
    talk.tap("close_link")
    assert only(talk) == (LINK_CLOSED, False)
    assert "ลิงก์ปิดอยู่" in str(talk.messages[-1].blocks)
    talk.tap("days_7")
    assert only(talk)[0] == talk.now + 7 * DAY


def test_an_owner_shows_and_hides_the_assessor(talk: Talk) -> None:
    talk.tap("show_assessor")
    assert only(talk) == (0, True)
    talk.type("ซ่อนชื่อ")
    assert only(talk) == (0, False)
    talk.tap("close")
    assert talk.messages[-1].title == "ผลประเมิน"


def test_a_correction_keeps_the_settings_and_a_new_link_too(talk: Talk) -> None:
    talk.tap("show_assessor", "days_30", "close")
    wanted = only(talk)
    talk.tap("!back", "level_tracking", "standard", "confirm")
    assert only(talk) == wanted
    talk.type("/results", "1")
    talk.tap("withdraw")
    assert only(talk) == wanted


def test_a_correction_leaves_a_closed_link_closed(talk: Talk) -> None:
    talk.tap("show_assessor", "close_link", "close")
    talk.tap("!back", "level_tracking", "standard", "confirm")
    assert only(talk) == (LINK_CLOSED, True)


def test_the_view_count_is_shown(talk: Talk) -> None:
    (token,) = talk.published
    talk.views[token] = 12
    talk.tap("close")
    talk.type("/results", "1")
    talk.tap("link")
    assert "12 ครั้ง" in str(talk.messages[-1].blocks)
    talk.views[token] = 13
    talk.tap("days_7")
    assert "13 ครั้ง" in str(talk.messages[-1].blocks)


def test_the_operator_may_let_links_close_by_themselves(dialogue: Engine) -> None:
    talk = Talk(Engine(dialogue.rules.criteria, dialogue.rules.catalogues, Retention(180, 365, link_days=60)))
    talk.to_result()
    assert only(talk) == (talk.now + 60 * DAY, False)
    talk.now += 100 * DAY
    talk.tap("!back", "confirm")
    assert only(talk) == (talk.now + 60 * DAY, False)


def test_a_correction_keeps_the_owners_choice_over_the_operators_days(dialogue: Engine) -> None:
    talk = Talk(Engine(dialogue.rules.criteria, dialogue.rules.catalogues, Retention(180, 365, link_days=60)))
    talk.to_result()
    talk.type("/results", "1")
    talk.tap("link", "days_all", "close")
    talk.tap("!back", "level_tracking", "standard", "confirm")
    assert only(talk) == (0, False)


def test_in_a_group_only_the_starter_sets_the_link(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("started_by", "มาลี"))
    talk.to_result()
    talk.member = Member("other", "สมชาย")
    talk.type("/results", "1")
    talk.tap("link")
    assert "ผู้ที่เริ่ม" in talk.notices
    talk.member = Member("started_by", "มาลี")
    talk.tap("link")
    talk.member = Member("other", "สมชาย")
    talk.tap("close_link")
    assert only(talk) == (0, False)


def test_settings_of_a_result_that_expired_meanwhile(talk: Talk) -> None:
    talk.published.clear()
    talk.tap("close_link")
    assert talk.session is not None
    assert talk.listed == ()


def test_settings_survive_storage(talk: Talk) -> None:
    talk.tap("show_assessor", "days_7")
    assert talk.session is not None
    (item,) = talk.listed
    for changed in (item, replace(item, views=3), replace(item, started_by="x"), replace(item, open_until=0)):
        assert finished_from_row(finished_to_row(changed)) == changed


def test_an_owner_has_the_link_printed_on_paper_and_taken_off(talk: Talk) -> None:
    """It is on no paper unless they want it."""
    assert "ไม่พิมพ์" in str(talk.messages[-1].blocks)
    talk.type("พิมพ์ลิงก์")
    (result,), (item,) = talk.published.values(), talk.listed
    assert result.prints_link
    assert item.prints_link
    assert finished_from_row(finished_to_row(item)) == item
    assert result_from_json(result.token, result_to_json(result)) == result
    talk.tap("no_link")
    (result,) = talk.published.values()
    assert not result.prints_link
    assert "prints_link" not in result_to_json(result), "earlier releases know no such field"
