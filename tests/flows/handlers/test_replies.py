"""Messages that reply to, or quote, an older message."""

import pytest

from flows.engine import Engine
from flows.model.events import Correction, Reference, Retraction, Text
from flows.model.pending import Guess, ReplaceAnswer
from flows.model.pending_codec import pending_from_row, pending_to_row
from tests import worked_example
from tests.fakes.talk import Talk
from tests.reported_cases import reported_case

UNKNOWN = Reference()


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    """The third level question is on screen; the two before are answered with the standard level."""
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "standard")
    return talk


def about(talk: Talk, question: str) -> Reference:
    assert talk.session is not None
    return Reference(talk.session.assessment.id, question)


def reply(talk: Talk, text: str, to: Reference) -> None:
    talk.send(Text(text, "m1", to))


def test_a_reply_to_an_older_question_belongs_to_it(talk: Talk) -> None:
    case = reported_case("reply-to-older-question-answers-present-one")
    present = talk.state
    reply(talk, case["line"]["message"]["text"], about(talk, "level_search"))
    assert talk.answers["level_search"] == "standard"
    talk.tap("yes")
    assert talk.answers["level_search"] == "advanced"
    assert talk.state == present
    assert present not in talk.answers


def test_a_guess_about_an_older_question_is_asked_once(talk: Talk) -> None:
    reply(talk, "เริมต้น", about(talk, "level_search"))
    talk.tap("yes")
    assert talk.answers["level_search"] == "initial"


def test_the_answer_given_before_is_told(talk: Talk) -> None:
    reply(talk, "มาตรฐาน", about(talk, "level_search"))
    assert "มาตรฐาน" in talk.notices
    assert len(talk.answers) == len({**talk.answers, "level_search": ""})


def test_a_reply_to_the_question_on_screen_is_an_answer(talk: Talk) -> None:
    present = talk.state
    reply(talk, "สูง", about(talk, present))
    assert talk.answers[present] == "advanced"


def test_a_reply_to_the_question_below_a_guess_is_an_answer(talk: Talk) -> None:
    present = talk.state
    talk.type("มาตฐาน")
    reply(talk, "สูง", about(talk, present))
    assert talk.answers[present] == "advanced"


def test_a_reply_to_the_guess_itself_answers_it(talk: Talk) -> None:
    present = talk.state
    talk.type("มาตฐาน")
    reply(talk, "ใช่", about(talk, "ask_guess"))
    assert talk.answers[present] == "standard"


@pytest.mark.parametrize(
    "to", [UNKNOWN, Reference("zzzzzz", "level_search"), Reference("", "ask_results"), Reference("", "result")]
)
def test_a_reply_to_something_unknown_is_asked_back(talk: Talk, to: Reference) -> None:
    present, before = talk.state, talk.answers
    reply(talk, "สูง", to)
    assert talk.answers == before
    assert talk.notices
    talk.tap("yes")
    assert talk.answers[present] == "advanced"


def test_a_reply_to_a_question_that_cannot_take_it_is_asked_back(talk: Talk) -> None:
    present, before = talk.state, talk.answers
    reply(talk, "สูง", about(talk, "welcome"))
    assert talk.answers == before
    assert talk.session is not None
    assert isinstance(talk.session.pending, Guess)
    talk.tap("no")
    assert talk.state == present


def test_a_text_that_is_not_understood_is_told_so(talk: Talk) -> None:
    before = talk.answers
    reply(talk, "ฟหกด", UNKNOWN)
    assert talk.answers == before
    assert "ยังไม่เข้าใจ" in talk.notices


def test_a_command_is_carried_out_whatever_it_replies_to(talk: Talk) -> None:
    reply(talk, "/help", UNKNOWN)
    assert len(talk.messages) == 2


def test_yes_to_an_old_message_deletes_nothing(talk: Talk) -> None:
    talk.type("/delete")
    reply(talk, "ใช่", UNKNOWN)
    assert talk.session is not None
    reply(talk, "ใช่", about(talk, "level_search"))
    assert talk.session is not None


def test_a_name_in_reply_to_something_unknown_is_not_stored(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    reply(talk, "บริการหนึ่ง", UNKNOWN)
    assert "service" not in talk.answers
    assert talk.state == "service"
    talk.type("บริการหนึ่ง")
    assert talk.answers["service"] == "บริการหนึ่ง"


def test_a_text_in_reply_to_its_question_changes_the_text(talk: Talk) -> None:
    reply(talk, "บริการที่ถูก", about(talk, "service"))
    assert talk.answers["service"] == worked_example.SERVICE
    talk.tap("yes")
    assert talk.answers["service"] == "บริการที่ถูก"
    talk.send(Correction("m1", "บริการที่ถูกกว่า"))
    assert talk.answers["service"] == "บริการที่ถูกกว่า"


def test_a_text_in_reply_to_its_question_is_checked(talk: Talk) -> None:
    reply(talk, "123", about(talk, "service"))
    assert "ตัวอักษร" in talk.notices
    assert talk.answers["service"] == worked_example.SERVICE


def test_an_offered_text_goes_when_its_message_is_unsent(talk: Talk) -> None:
    reply(talk, "บริการที่ส่งผิด", about(talk, "service"))
    talk.send(Retraction("m1"))
    assert talk.session is not None
    assert talk.session.pending is None


def test_an_edited_reply_is_still_a_reply(talk: Talk) -> None:
    present, to = talk.state, about(talk, "level_search")
    reply(talk, "ฟหกด", to)
    talk.send(Correction("m1", "สูง", to))
    talk.tap("yes")
    assert talk.answers["level_search"] == "advanced"
    assert present not in talk.answers


@pytest.mark.parametrize("source", ["", "m1"])
def test_a_stored_offer_knows_its_message(talk: Talk, source: str) -> None:
    pending = ReplaceAnswer(talk.tapped(talk.button("standard").press), source)
    assert pending_from_row(pending_to_row(pending, "a")) == pending
