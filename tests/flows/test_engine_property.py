"""Any events in any order: nothing raises, no answer is lost, and there is always a next step."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.i18n.language import Language
from flows.model.events import ButtonPress, Event, Greeting, Text, Unreadable
from flows.model.finished import FinishedEntry
from flows.model.messages import Message
from flows.model.pending import AnswerLevels, ReuseAgencyAnswers
from flows.model.question_ids import CHARACTERISTICS, GROUP_LIST, GROUP_REASON
from flows.model.session import Session
from flows.model.session_codec import dump_json, session_from_plain, session_to_plain
from flows.understanding.reader import offered
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

DIALOGUE = standard_engine()

WORDS = (
    "เริ่ม ย้อนกลับ ไปต่อ เริ่มใหม่ ช่วยเหลือ ผลของฉัน ภาษา ลบข้อมูล ใช่ ไม่ใช่ ข้าม ยืนยัน ยอมรับ มาตรฐาน ระดับสูง ไม่มี "
    "/start /back /restart /help /results /language /delete yes no skip confirm agree standard S I A - 0 1 2 3 4 3.1 ๒ "
    "เหมือนเดิม SISIASII-III 000000000000 English ไม่ แนบหลักฐาน "
    "ถามเพื่อนร่วมงาน คำตอบเพื่อนร่วมงาน เลือกกลุ่มเอง อธิบายเพิ่ม 17 แก้วันที่ เมื่อวาน 1/1/2567 31/2/2567 5,6 3/4 หลายข้อ เสร็จแล้ว"
).split()

#: The tapped button: its index counts from the newest button shown, so that small numbers are live ones.
places = st.integers(0, 400) | st.integers(0, 12)
typed = st.sampled_from(WORDS) | st.text(max_size=30) | st.sampled_from(["บริการ" * 50, "\x00", "\ud83d", "{0}", "%s"])
foreign = st.builds(
    ButtonPress, st.text(max_size=8), st.sampled_from(["level_search", "x", "review"]), st.text(max_size=8)
)
events = st.lists(places | typed.map(Text) | foreign | st.just(Greeting()) | st.just(Unreadable()), max_size=60)


@settings(max_examples=150, deadline=None)
@given(events, st.sampled_from([*Language]), st.booleans())
def test_any_sequence_of_events(sequence: list[int | Event], language: Language, at_review: bool) -> None:
    talk = Talk(DIALOGUE, language=language)
    if at_review:
        talk.to_review()
    for item in sequence:
        before, allowed, listed = talk.session, talk.messages, talk.listed
        if isinstance(item, int):
            event: Event = talk.seen[-1 - item % len(talk.seen)] if talk.seen else Greeting()
        else:
            event = item
        talk.send(event)
        check_next_step(talk.messages)
        check_stored_form(talk.session)
        if before is not None and talk.session is not None:
            check_answers(before, talk.session, event)
            check_list(listed, talk.listed)
        elif before is not None:
            assert before.pending is not None, "only a confirmed deletion ends a session"
        assert allowed is not talk.messages


def check_next_step(messages: tuple[Message, ...]) -> None:
    last = messages[-1]
    assert last.summary
    assert [*offered(last)] or last.placeholder
    assert last.choices or last.placeholder


def check_stored_form(session: Session | None) -> None:
    if session is not None:
        plain = session_to_plain(session)
        assert session_from_plain(plain) == session
        dump_json(plain).encode()


def check_nothing_unfinished_is_lost(before: Session, after: Session) -> None:
    """Check that a replaced assessment is finished, has no name, or is parked."""
    kept = {item.id: item.answers for item in (after.assessment, *after.parked)}
    if before.assessment.state != "result" and before.assessment.answers.get("service"):
        assert kept.get(before.assessment.id) == before.assessment.answers
    missing = [item for item in before.parked if item.id not in kept]
    assert not missing or (before.pending and missing == [before.parked[0]])


def check_answers(before: Session, after: Session, event: Event) -> None:
    """Check that an event changes one answer at most and removes none, except those that change together."""
    old, new = dict(before.assessment.answers), dict(after.assessment.answers)
    if before.assessment.id != after.assessment.id:
        check_nothing_unfinished_is_lost(before, after)
        return
    lost = {question for question in old if question not in new}
    changed = {question for question in new if old.get(question) != new[question]}
    of_group = {name for name in changed | lost if name in {GROUP_LIST, GROUP_REASON} or name.startswith("is_")}
    together = changed_together(before, after, changed | lost)
    assert lost <= of_group | together
    assert len(changed - of_group - together) <= 1
    assert not of_group or changed <= of_group
    if isinstance(event, ButtonPress) and changed:
        assert (
            before.pending
            or together
            or changed == {event.question}
            or (of_group and event.question == CHARACTERISTICS)
        )


def changed_together(before: Session, after: Session, names: set[str]) -> set[str]:
    """Return the changed answers that one confirmed question, or one question for several answers, may change."""
    if isinstance(before.pending, AnswerLevels | ReuseAgencyAnswers):
        return {name for name in names if name.startswith(("level_", "together_"))}
    if before.assessment.last and {"agency", "assessor"} >= names:
        return names
    if "together_payment" in {*before.assessment.answers, *after.assessment.answers}:
        return names & {"together_payment", "level_payment", "level_issuance", "level_delivery", "level_display"}
    is_set_aside = all(after.assessment.answers.get(name) in {"later", "open"} for name in names)
    return {name for name in names if name.startswith("level_")} if is_set_aside else set()


def check_list(before: Sequence[FinishedEntry], after: Sequence[FinishedEntry]) -> None:
    """Check that an event adds, renews or removes one entry at most, and that the others stay in their order."""
    assert abs(len(after) - len(before)) <= 1
    assert len([item for item in before if item not in after]) <= 1
    stayed = [item for item in before if item in after]
    assert [item for item in after if item in stayed] == stayed
