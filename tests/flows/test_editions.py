"""A new edition of the criteria in the middle of an assessment: finished on its own, or moved if the officer agrees."""

import json
from datetime import timedelta

import pytest

from bot.resources import criteria_file
from flows.criteria import Criteria
from flows.criteria_check import parse_criteria
from flows.dialogue import Dialogue
from flows.message import Section
from flows.scene import Retention
from flows.wording import Catalogues
from tests.flows.talk import Talk


def newer_criteria() -> Criteria:
    """Another edition, in which one process asks for something else and one group characteristic is worded anew."""
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["id"], plain["edition"]["published"] = "final-2567", "2024-06-30"
    plain["edition"]["name"] = {"th": "ฉบับสมบูรณ์ 2567", "en": "final text 2567"}
    plain["processes"][1]["levels"]["initial"]["demand"]["th"] = "เกณฑ์ใหม่"
    return parse_criteria(json.dumps(plain))


@pytest.fixture
def newer(catalogues: Catalogues) -> Dialogue:
    return Dialogue(newer_criteria(), catalogues, Retention(180, 365))


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "initial", "standard")
    return talk


def test_the_officer_is_asked_once_and_can_finish_on_the_own_edition(
    talk: Talk, newer: Dialogue, criteria: Criteria
) -> None:
    newer.learn(criteria)
    talk.dialogue = newer
    talk.type("มาตรฐาน")
    assert "ฉบับสมบูรณ์ 2567" in str(talk.messages)
    assert talk.answers["level_review"] == "standard"
    talk.tap("no")
    assert talk.state == "level_approval"
    talk.tap(*["standard"] * 8, "confirm")
    (result,) = talk.published.values()
    assert result.edition == criteria.edition.id
    talk.tap("!restart")
    assert talk.session is not None
    assert talk.session.assessment.edition == "final-2567"


def test_moving_shows_what_was_kept_and_asks_again_what_changed(
    talk: Talk, newer: Dialogue, criteria: Criteria
) -> None:
    newer.learn(criteria)
    talk.dialogue = newer
    talk.type("มาตรฐาน")
    talk.tap("yes")
    (kept,) = [block for block in talk.messages[0].blocks if isinstance(block, Section)]
    assert "การจัดทำแบบคำขอและยื่นคำขอ" in [entry.label for entry in kept.entries]
    assert talk.state == "level_identity"
    talk.tap("advanced")
    assert talk.state == "level_approval"
    talk.tap(*["standard"] * 8, "confirm")
    (result,) = talk.published.values()
    assert result.edition == "final-2567"


def test_an_edition_that_is_no_longer_here_is_left_with_a_word(talk: Talk, newer: Dialogue) -> None:
    talk.dialogue = newer
    talk.type("อะไรนะ")
    assert "ฉบับสมบูรณ์ 2567" in talk.notices
    assert talk.state == "level_review"
    assert talk.answers["level_identity"] == "initial"


def test_a_worker_that_is_still_to_be_upgraded_offers_no_earlier_edition(
    dialogue: Dialogue, newer: Dialogue, criteria: Criteria, catalogues: Catalogues
) -> None:
    talk = Talk(newer).to_levels()
    talk.tap("standard")
    behind = Dialogue(criteria, catalogues, Retention(180, 365))
    behind.learn(newer_criteria())
    talk.dialogue = behind
    talk.tap("standard")
    assert talk.session
    assert talk.session.pending is None
    assert talk.state == "level_request"


def test_of_two_editions_of_one_day_the_one_with_the_later_id_is_newer(criteria: Criteria) -> None:
    edition = criteria.edition
    later = edition.model_copy(update={"published": edition.published + timedelta(days=1), "id": "a"})
    assert edition.order < edition.model_copy(update={"id": "e"}).order < later.order


def test_a_finished_assessment_that_is_corrected_by_a_newer_edition_keeps_its_link(
    dialogue: Dialogue, newer: Dialogue, criteria: Criteria
) -> None:
    talk = Talk(dialogue).to_result()
    (token,) = talk.published
    newer.learn(criteria)
    talk.dialogue = newer
    talk.tap("!back", "yes")
    talk.tap("advanced", "confirm")
    assert list(talk.published) == [token]
    assert talk.published[token].edition == "final-2567"
    assert [item.token for item in talk.listed] == [token]
