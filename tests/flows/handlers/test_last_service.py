"""What a second service takes over from the last one of the same conversation, by taps."""

import pytest

from flows.engine import Engine
from flows.model.events import Retraction, Text
from flows.model.member import Member
from flows.model.session import LastService
from flows.model.session_codec import session_from_plain, session_to_plain
from tests import worked_example
from tests.fakes.talk import Talk

OTHER_LEVELS = ("standard", "initial", "standard", "none", "none", "none", "none", "initial", "none")


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return finished(dialogue)


def finished(dialogue: Engine, agency: str = worked_example.AGENCY) -> Talk:
    talk = Talk(dialogue).to_service()
    talk.send(Text(worked_example.SERVICE, "m1"))
    talk.send(Text(agency, "m2"))
    talk.send(Text(worked_example.ASSESSOR, "m3"))
    talk.tap("skip", worked_example.CHARACTERISTIC)
    by_code = dialogue.rules.criteria.level_by_code
    talk.tap(*(by_code[code].id for code in worked_example.LEVELS), "confirm")
    return talk


def last(talk: Talk) -> LastService | None:
    assert talk.session is not None
    return talk.session.assessment.last


def offered(talk: Talk) -> set[str]:
    return {choice.press.choice for choice in talk.messages[-1].choices}


def test_the_second_service_of_an_agency_needs_sixteen_messages(talk: Talk) -> None:
    before = talk.turns
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    assert worked_example.AGENCY in talk.button("same_both").label
    assert worked_example.ASSESSOR in talk.button("same_both").detail
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "yes", *OTHER_LEVELS, "confirm")
    assert talk.state == "result"
    assert talk.turns - before <= 16


def test_the_result_is_that_of_the_same_answers_given_one_by_one(talk: Talk) -> None:
    typed = finished(talk.dialogue)
    first = set(talk.published)
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "yes", *OTHER_LEVELS, "confirm")
    typed.tap("!restart")
    typed.type("บริการที่สอง", worked_example.AGENCY, worked_example.ASSESSOR)
    typed.tap("skip", worked_example.CHARACTERISTIC, "no", OTHER_LEVELS[0], "initial", *OTHER_LEVELS[1:])
    typed.tap("initial", "initial", "confirm")
    (reused,) = [result for token, result in talk.published.items() if token not in first]
    (given,) = [result for token, result in typed.published.items() if token not in first]
    assert reused.service_data == given.service_data
    assert reused.levels == given.levels


def test_what_is_taken_over_is_shown_and_changeable(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same", "same", "skip", worked_example.CHARACTERISTIC)
    question = str(talk.messages[-1].blocks)
    for short in ("พิสูจน์และยืนยันตัวตน", "ความมั่นคงปลอดภัย", "สนับสนุนทางเทคนิค"):
        assert short in question
    talk.tap("yes")
    assert "3" in talk.notices
    talk.tap(*OTHER_LEVELS, "level_security", "advanced", "agency")
    talk.type("หน่วยงานอื่น")
    assert (talk.state, talk.answers["level_security"], talk.answers["agency"]) == ("review", "advanced", "หน่วยงานอื่น")


def test_one_by_one_asks_all(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "no", "standard")
    assert talk.state == "level_identity"
    talk.tap("!back")
    assert talk.state == "level_search"
    assert "standard" in offered(talk)


def test_another_agency_is_not_offered_the_answers(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง", "หน่วยงานอื่น")
    assert "same" in offered(talk)
    talk.tap("skip", "skip", worked_example.CHARACTERISTIC)
    assert "standard" in offered(talk)


def test_back_leaves_the_question_about_the_agency(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC)
    talk.type("ย้อนกลับ")
    assert (talk.state, "standard" in offered(talk)) == ("level_search", True)


@pytest.mark.parametrize("typed", ["เหมือนเดิม", "same as before", "เช่นเดิมค่ะ"])
def test_the_same_can_be_typed(talk: Talk, typed: str) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง", typed)
    assert (talk.answers["agency"], talk.answers["assessor"]) == (worked_example.AGENCY, worked_example.ASSESSOR)


def test_a_first_service_is_offered_nothing(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.type("บริการแรก", "เหมือนเดิม")
    assert "agency" not in talk.answers
    assert not {"same", "same_both"} & offered(talk)


def test_an_unfinished_service_leaves_what_it_has(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "advanced")
    talk.type("/restart", "บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC)
    assert "สูง" in str(talk.messages[-1].blocks)
    talk.tap("yes")
    assert (talk.answers["level_identity"], "level_security" in talk.answers) == ("advanced", False)


def test_a_new_start_without_an_answer_keeps_the_offer(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("/restart", "/restart", "บริการที่สอง")
    assert "same_both" in offered(talk)


def test_the_newest_finished_service_is_read_where_nothing_else_has_an_agency(talk: Talk) -> None:
    talk.tap("!restart")
    assert talk.session is not None
    stored = talk.session.assessment._replace(last=None)  # as an earlier release stored it
    talk.session = talk.session._replace(assessment=stored)
    talk.type("/restart", "บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "yes")
    assert (talk.answers["assessor"], talk.answers["level_support"]) == (worked_example.ASSESSOR, "initial")


def test_deleting_the_result_deletes_what_it_left(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง", "/results", "1")
    assert last(talk) is not None
    talk.tap("delete", "yes")
    assert last(talk) is None
    assert worked_example.ASSESSOR not in str(session_to_plain(talk.session)) if talk.session else False


def test_deleting_the_result_on_screen_leaves_nothing(talk: Talk) -> None:
    talk.type("/results", "1")
    talk.tap("delete", "yes")
    assert (talk.state, last(talk)) == ("service", None)


@pytest.mark.parametrize(("source", "choices"), [("m2", set()), ("m3", {"same_both", "same"})])
def test_an_unsent_message_is_no_longer_offered(talk: Talk, source: str, choices: set[str]) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.send(Retraction(source))
    assert talk.session is not None
    text = {"m2": worked_example.AGENCY, "m3": worked_example.ASSESSOR}[source]
    assert text not in str(session_to_plain(talk.session))
    talk.type("/help")
    assert offered(talk) == choices


def test_unsending_reaches_what_was_taken_over(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip")
    talk.send(Retraction("m3"))
    assert talk.answers["assessor"] == ""
    talk.send(Retraction("m2"))
    assert talk.state == "agency"


def test_nothing_is_kept_for_later_once_it_is_confirmed(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "yes", *OTHER_LEVELS, "confirm")
    assert last(talk) is None


def test_old_buttons_change_nothing(talk: Talk) -> None:
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    same = talk.tap_on("same_both")
    talk.send(same)
    talk.send(same)
    assert (talk.state, talk.answers["agency"]) == ("description", worked_example.AGENCY)
    talk.tap("skip", worked_example.CHARACTERISTIC)
    reuse = talk.tap_on("yes")
    talk.send(reuse)
    talk.send(reuse)
    assert talk.state == "level_search"


def test_it_is_stored(talk: Talk) -> None:
    talk.tap("!restart")
    assert talk.session is not None
    assert last(talk) is not None
    assert session_from_plain(session_to_plain(talk.session)).assessment.last == last(talk)


def test_a_group_names_who_took_the_answers_over(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("u1", "สมชาย")).to_result()
    talk.tap("!restart")
    talk.type("บริการที่สอง")
    talk.member = Member("u2", "มาลี")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC, "yes", *OTHER_LEVELS)
    assert talk.session is not None
    names = talk.session.assessment.answered_by
    assert {names["agency"], names["assessor"], names["level_security"]} == {"มาลี"}


def test_another_edition_is_asked_anew(talk: Talk) -> None:
    talk.tap("!restart")
    known = last(talk)
    assert known is not None
    assert talk.session is not None
    of_another = talk.session.assessment._replace(last=known._replace(edition="another"))
    talk.session = talk.session._replace(assessment=of_another)
    talk.type("บริการที่สอง")
    talk.tap("same_both", "skip", worked_example.CHARACTERISTIC)
    assert "standard" in offered(talk)
