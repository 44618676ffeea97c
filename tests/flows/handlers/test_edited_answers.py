"""Edits of messages that were no answer yet, and of levels that were typed."""

import pytest

from flows.engine import Engine
from flows.model.events import Correction, Retraction, Text
from flows.model.session_codec import session_from_plain, session_to_plain
from tests.fakes.talk import Talk
from tests.reported_cases import reported_case


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_levels()


def first_level(talk: Talk) -> str:
    return talk.answers["level_search"]


def test_a_refused_name_is_answered_by_its_edit(dialogue: Engine) -> None:
    assert reported_case("edited-refused-message-gets-no-answer")["state"] == "question for the service's name"
    talk = Talk(dialogue).to_service()
    talk.send(Text("ก" * 250, "m30"))
    talk.send(Correction("m30", "ชื่อบริการที่สั้นลง"))
    assert talk.answers["service"] == "ชื่อบริการที่สั้นลง"
    assert talk.state == "agency"
    talk.send(Correction("m30", "ชื่อบริการที่แก้อีก"))
    assert talk.answers["service"] == "ชื่อบริการที่แก้อีก"


def test_an_edit_that_is_refused_again_may_be_edited_again(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.send(Text("ก" * 250, "m1"))
    talk.send(Correction("m1", "ก" * 300))
    assert "300" in talk.notices
    talk.send(Correction("m1", "ชื่อบริการ"))
    assert talk.answers["service"] == "ชื่อบริการ"


def test_a_level_that_was_not_understood_is_answered_by_its_edit(talk: Talk) -> None:
    talk.send(Text("ฟหกด", "m1"))
    talk.send(Correction("m1", "มาตรฐาน"))
    assert first_level(talk) == "standard"


def test_the_edit_of_a_guessed_text_is_taken_instead_of_the_guess(talk: Talk) -> None:
    talk.send(Text("มาตฐาน", "m1"))
    assert talk.session is not None
    assert talk.session.pending
    talk.send(Correction("m1", "สูง"))
    assert first_level(talk) == "advanced"


def test_an_edit_may_be_asked_back(talk: Talk) -> None:
    talk.send(Text("ฟหกด", "m1"))
    talk.send(Correction("m1", "มาตฐาน"))
    talk.tap("yes")
    assert first_level(talk) == "standard"


def test_a_mistyped_command_is_carried_out_once_it_is_edited(talk: Talk) -> None:
    talk.send(Text("/hlep", "m1"))
    talk.send(Correction("m1", "/help"))
    help_and_question = talk.messages
    assert len(help_and_question) == 2
    talk.send(Correction("m1", "/delete"))
    assert not talk.messages


def test_a_command_that_was_carried_out_is_not_replaced_by_its_edit(talk: Talk) -> None:
    talk.send(Text("/help", "m1"))
    talk.send(Correction("m1", "/delete"))
    assert talk.messages == ()


def test_an_edit_comes_too_late_once_the_question_is_answered(talk: Talk) -> None:
    talk.send(Text("ฟหกด", "m1"))
    talk.tap("standard")
    talk.send(Correction("m1", "สูง"))
    assert talk.messages == ()
    assert first_level(talk) == "standard"
    assert talk.state == "level_identity"


def test_an_edit_of_another_message_is_no_answer(talk: Talk) -> None:
    talk.send(Text("ฟหกด", "m1"))
    talk.send(Correction("m2", "สูง"))
    assert talk.messages == ()


def test_a_refused_note_is_answered_by_its_edit(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_review()
    talk.tap("!notes", "note_search")
    talk.send(Text("ก" * 501, "m1"))
    talk.send(Correction("m1", "หลักฐาน"))
    assert talk.answers["note_search"] == "หลักฐาน"


def test_an_edited_level_changes_the_answer(talk: Talk) -> None:
    case = reported_case("edited-typed-level-keeps-old-level")
    typed, edited = case["events"][0]["say"], case["events"][1]["edited_message"]["text"]
    talk.send(Text(typed, "m31"))
    talk.send(Correction("m31", edited))
    assert first_level(talk) == "advanced"
    assert talk.state == "level_identity"
    assert "สูง" in talk.notices


def test_an_edited_level_that_was_guessed_changes_the_answer_too(talk: Talk) -> None:
    talk.send(Text("มาตฐาน", "m1"))
    talk.tap("yes")
    talk.send(Correction("m1", "สูง"))
    assert first_level(talk) == "advanced"


@pytest.mark.parametrize("text", ["ฟหกด", "", "/delete", "ย้อนกลับ"])
def test_an_edit_that_names_no_level_is_explained(talk: Talk, text: str) -> None:
    talk.send(Text("2", "m1"))
    talk.send(Correction("m1", text))
    assert first_level(talk) == "standard"
    assert talk.state == "level_identity"
    assert "มาตรฐาน" in talk.notices


def test_an_edit_that_may_name_a_level_is_asked_back(talk: Talk) -> None:
    talk.send(Text("2", "m1"))
    talk.send(Correction("m1", "เริมต้น"))
    assert first_level(talk) == "standard"
    talk.tap("yes")
    assert first_level(talk) == "initial"
    assert talk.state == "level_identity"


def test_an_edited_level_that_was_tapped_again_is_not_changed(talk: Talk) -> None:
    talk.send(Text("2", "m1"))
    talk.type("/back")
    talk.tap("advanced")
    talk.send(Correction("m1", "1"))
    assert first_level(talk) == "advanced"


def test_a_level_that_becomes_unsure_is_asked_again(talk: Talk) -> None:
    talk.send(Text("2", "m1"))
    talk.send(Correction("m1", "ไม่แน่ใจ"))
    assert first_level(talk) == "later"


def test_an_edited_level_changes_a_result_under_its_link(talk: Talk) -> None:
    talk.send(Text("2", "m1"))
    talk.tap(*["standard"] * 11, "confirm")
    talk.send(Correction("m1", "3"))
    (result,) = talk.published.values()
    assert (result.levels["search"], talk.state) == ("advanced", "result")
    talk.send(Correction("m1", "ไม่แน่ใจ"))
    (result,) = talk.published.values()
    assert (result.levels["search"], talk.state) == ("advanced", "result")
    assert talk.notices


def test_a_typed_group_is_changed_only_after_a_question(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_characteristics()
    talk.send(Text("1", "m1"))
    before = talk.answers
    talk.send(Correction("m1", "2"))
    assert talk.answers == before
    talk.tap("yes")
    assert talk.answers != before


def test_a_level_stays_when_its_message_is_unsent(talk: Talk) -> None:
    talk.send(Text("2", "m1"))
    talk.send(Retraction("m1"))
    assert talk.messages == ()
    assert first_level(talk) == "standard"
    assert talk.state == "level_identity"


def test_a_stored_session_knows_what_was_refused(talk: Talk) -> None:
    talk.send(Text("ฟหกด", "m1"))
    assert talk.session is not None
    assert talk.session.refused is not None
    plain = session_to_plain(talk.session)
    assert session_from_plain(plain) == talk.session
    without = {name: value for name, value in plain.items() if name != "no"}
    assert session_from_plain(without) == talk.session._replace(refused=None)
