"""Messages that are edited or unsent after they were sent."""

import pytest

from flows.engine import Engine
from flows.model.events import Correction, Retraction, Text
from flows.model.session_codec import session_from_plain, session_to_plain
from tests import worked_example
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    talk = Talk(dialogue).to_service()
    talk.send(Text(worked_example.SERVICE, "m1"))
    talk.send(Text(worked_example.AGENCY, "m2"))
    talk.send(Text(worked_example.ASSESSOR, "m3"))
    return talk


def finish(talk: Talk) -> None:
    talk.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")


def test_an_edited_message_changes_the_answer_and_the_question_stays(talk: Talk) -> None:
    talk.send(Correction("m1", "  บริการที่สะกดถูก "))
    assert talk.answers["service"] == "บริการที่สะกดถูก"
    assert talk.state == "description"
    assert "บริการที่สะกดถูก" in talk.notices


@pytest.mark.parametrize("text", ["", "123", "ก" * 300])
def test_an_edit_that_is_not_accepted_is_explained(talk: Talk, text: str) -> None:
    talk.send(Correction("m1", text))
    assert talk.answers["service"] == worked_example.SERVICE
    assert talk.notices


def test_an_edit_of_a_message_without_an_answer_is_ignored(talk: Talk) -> None:
    before = talk.session
    talk.send(Correction("m9", "อื่น"))
    assert talk.messages == ()
    assert talk.session == before


def test_a_skipped_answer_has_no_message_any_more(talk: Talk) -> None:
    talk.type("/back")
    talk.tap("skip")
    talk.send(Correction("m3", "ชื่ออื่น"))
    assert talk.answers["assessor"] == ""


def test_an_edit_after_the_result_publishes_it_again(talk: Talk) -> None:
    finish(talk)
    (token,) = talk.published
    talk.send(Correction("m1", "บริการที่สะกดถูก"))
    assert talk.published[token].service == "บริการที่สะกดถูก"
    assert talk.session is not None
    assert talk.listed[0].service == "บริการที่สะกดถูก"
    assert talk.listed[0].finished_at == talk.published[token].assessed_at


@pytest.mark.parametrize(("source", "question"), [("m1", "service"), ("m2", "agency")])
def test_a_required_text_that_is_unsent_is_asked_again(talk: Talk, source: str, question: str) -> None:
    talk.tap("skip", worked_example.CHARACTERISTIC, "standard")
    talk.send(Retraction(source))
    assert talk.messages == ()
    assert question not in talk.answers
    assert talk.state == question
    talk.type("ข้อความใหม่")
    assert talk.answers[question] == "ข้อความใหม่"
    assert talk.state == "level_identity"


def test_an_optional_text_that_is_unsent_is_empty(talk: Talk) -> None:
    talk.send(Retraction("m3"))
    assert talk.answers["assessor"] == ""
    assert talk.state == "description"


def test_notes_and_parked_assessments_lose_an_unsent_text_too(talk: Talk) -> None:
    talk.tap("skip", worked_example.CHARACTERISTIC, *["standard"] * 12)
    talk.tap("!notes", "note_search")
    talk.send(Text("หลักฐานที่ไม่ควรส่ง", "m4"))
    talk.tap("close")
    talk.type("/restart", "บริการที่สอง")
    for source in ("m4", "m1"):
        talk.send(Retraction(source))
    assert talk.session is not None
    waiting = talk.session.parked[0]
    assert "note_search" not in waiting.answers
    assert (waiting.state, "service" in waiting.answers) == ("service", False)
    talk.type("/results")
    assert talk.messages[-1].choices


def test_a_result_loses_an_unsent_text_and_keeps_the_rest(talk: Talk) -> None:
    finish(talk)
    (token,) = talk.published
    talk.tap("!restart")
    for source in ("m1", "m2", "m3"):
        talk.send(Retraction(source))
    result = talk.published[token]
    assert (result.service, result.service_data["agency"], result.service_data["assessor"]) == ("ไม่ระบุ", "", "")
    assert result.levels
    talk.type("/results", "1")
    talk.tap("again")
    assert talk.state == "agency"


def test_an_unsent_text_stays_empty_after_a_correction(talk: Talk) -> None:
    talk.send(Text(worked_example.DESCRIPTION, "m4"))
    talk.tap("close", worked_example.CHARACTERISTIC, *["standard"] * 12, "confirm")
    for source in ("m2", "m3"):
        talk.send(Retraction(source))
    talk.send(Correction("m4", "คำอธิบายใหม่"))
    (result,) = talk.published.values()
    data = result.service_data
    assert (data["agency"], data["assessor"], data["description"]) == ("", "", "คำอธิบายใหม่")


def test_edits_and_unsends_without_a_session_have_no_effect(dialogue: Engine) -> None:
    talk = Talk(dialogue)
    for event in (Retraction("m1"), Correction("m1", "ก")):
        talk.send(event)
        assert (talk.session, talk.messages) == (None, ())


def test_a_stored_session_knows_its_messages(talk: Talk) -> None:
    assert talk.session is not None
    assert session_from_plain(session_to_plain(talk.session)) == talk.session
