"""Unfinished assessments: starting another one parks the current one, and nothing of it is lost."""

import pytest

from flows.engine import Engine
from flows.model.messages import Section
from flows.model.session import PARKED_ASSESSMENTS
from tests import worked_example
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


def parked(talk: Talk) -> list[str]:
    assert talk.session is not None
    return [item.answers["service"] for item in talk.session.parked]


def begin(talk: Talk, service: str) -> None:
    talk.type("/restart", service)


@pytest.mark.parametrize("word", ["/restart", "เริ่มใหม่"])
def test_starting_afresh_parks_the_current_one_and_keeps_the_consent(talk: Talk, word: str) -> None:
    talk.to_levels()
    before = talk.answers
    talk.tap("standard")
    talk.type(word)
    assert (talk.state, talk.answers) == ("service", {"welcome": "agree"})
    assert worked_example.SERVICE in talk.notices
    talk.type("บริการที่สอง", "/results")
    assert "ยังประเมินไม่เสร็จ" in str(talk.messages)
    waiting = talk.session.parked[0].id if talk.session else ""
    talk.tap(waiting)
    talk.tap("resume")
    assert talk.state == "level_identity"
    assert talk.answers == {**before, "level_search": "standard"}
    assert parked(talk) == ["บริการที่สอง"]


def test_nothing_is_parked_before_a_service_has_a_name(talk: Talk) -> None:
    talk.to_service()
    talk.type("/restart")
    assert parked(talk) == []


def test_a_parked_one_can_be_deleted_after_a_question(talk: Talk) -> None:
    talk.to_levels()
    begin(talk, "บริการที่สอง")
    talk.type("/results", "1")
    talk.tap("delete")
    talk.tap("no")
    assert parked(talk) == [worked_example.SERVICE]
    talk.tap("delete")
    talk.tap("yes")
    assert parked(talk) == []
    assert talk.answers["service"] == "บริการที่สอง"


def test_a_button_of_a_parked_one_says_where_it_is(talk: Talk) -> None:
    talk.to_levels()
    old = talk.tap_on("standard")
    begin(talk, "บริการที่สอง")
    before = talk.answers
    talk.send(old)
    assert worked_example.SERVICE in talk.notices
    assert "ผลของฉัน" in talk.notices
    assert talk.answers == before


def test_too_many_parked_ask_before_the_oldest_is_dropped(talk: Talk) -> None:
    talk.to_service()
    names = [f"บริการที่ {number}" for number in range(PARKED_ASSESSMENTS + 1)]
    talk.type(names[0])
    for name in names[1:]:
        begin(talk, name)
    assert parked(talk) == names[:-1]
    talk.type("/restart")
    assert names[0] in str(talk.messages)
    talk.tap("no")
    assert talk.answers["service"] == names[-1]
    talk.type("/restart")
    talk.tap("yes")
    assert parked(talk) == names[1:]


def test_assessing_again_keeps_the_one_in_progress(talk: Talk) -> None:
    talk.to_result()
    finished = talk.listed[0].assessment if talk.session else ""
    begin(talk, "บริการที่สอง")
    talk.type("/results")
    talk.tap(finished, "again")
    assert talk.answers["service"] == worked_example.SERVICE
    assert parked(talk) == ["บริการที่สอง"]


def test_assessing_again_never_drops_a_parked_one(talk: Talk) -> None:
    talk.to_result()
    finished = talk.listed[0].assessment if talk.session else ""
    for number in range(PARKED_ASSESSMENTS + 1):
        begin(talk, f"บริการที่ {number}")
    before = parked(talk)
    talk.type("/results")
    talk.tap(finished, "again")
    assert parked(talk) == before
    assert "ลบสักรายการก่อน" in talk.notices


def test_a_parked_correction_shows_the_links_of_its_result(talk: Talk) -> None:
    talk.to_result()
    talk.tap("!back")
    begin(talk, "บริการที่สอง")
    talk.type("/results")
    rows = [entry for block in talk.messages[-1].blocks if isinstance(block, Section) for entry in block.entries]
    assert [row.label for row in rows] == ["บริการที่สอง", worked_example.SERVICE]
    press = rows[1].press
    assert press is not None
    talk.send(talk.tapped(press))
    assert len(talk.messages[-1].links) == 3
    talk.tap("resume", "confirm")
    assert len(talk.published) == 1


def test_deleting_everything_deletes_the_parked_ones(talk: Talk) -> None:
    talk.to_levels()
    begin(talk, "บริการที่สอง")
    talk.type("/delete")
    talk.tap("yes")
    assert talk.session is None
