"""Officers who come back after hours or weeks."""

import pytest

from flows.engine import Engine
from tests import worked_example
from tests.fakes.talk import Talk

HOUR = 60 * 60


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


@pytest.mark.parametrize("hours", [5, 24 * 60])
def test_after_a_break_the_assessment_continues_with_a_notice_and_an_offer_to_restart(talk: Talk, hours: int) -> None:
    talk.to_levels()
    talk.now += hours * HOUR
    talk.type("มาตรฐาน")
    assert talk.state == "level_identity"
    assert "กลับ" in talk.notices
    talk.tap("!restart")
    assert talk.state == "service"
    assert worked_example.SERVICE in talk.notices


def test_a_short_break_has_no_notice(talk: Talk) -> None:
    talk.to_levels()
    talk.now += HOUR
    talk.type("มาตรฐาน")
    assert talk.notices == ""


def test_nothing_is_lost_by_a_break(talk: Talk) -> None:
    talk.to_review()
    talk.now += 24 * 90 * HOUR
    talk.type("สวัสดี")
    assert talk.state == "review"
    assert talk.answers["service"] == worked_example.SERVICE
