"""Several characteristics that hold: ticked by tapping, or typed at once; the gravest gives the group."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.assessment.context import Context
from flows.dialogs import ticks
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Retraction, Text
from flows.model.member import Member
from flows.model.pending import Guess, TickCharacteristics
from flows.results.group_view import Tick, characteristic_views
from flows.results.result_view import view_result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.button_data import button_data
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk

LONGEST_TELEGRAM_DATA = 64
ENGINE = standard_engine()


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue).to_characteristics()


def pending(talk: Talk) -> object:
    assert talk.session is not None
    return talk.session.pending


def ticked(talk: Talk) -> list[str]:
    """The names with a tick on screen, without the mark."""
    return [choice.label[2:] for choice in talk.messages[-1].choices if choice.label.startswith("☑")]


def stored(talk: Talk) -> dict[str, str]:
    talk.tap(*["standard"] * 12, "confirm")
    (result,) = talk.published.values()
    return dict(result.characteristics)


def test_the_list_carries_the_numbers_of_the_standard_from_the_top_down(talk: Talk) -> None:
    numbers = [choice.number for choice in talk.messages[-1].choices]
    assert numbers == ["6", "5", "4", "3", "2", "1", "0"]


def test_two_ticks_give_the_group_of_the_graver_one(talk: Talk, criteria: Criteria) -> None:
    talk.tap("!ticks")
    assert [choice.label[0] for choice in talk.messages[-1].choices] == ["☐"] * 6 + ["เ"]
    talk.tap("is_general_request", "is_national_transaction")
    assert ticked(talk) == [
        criteria.characteristic_by_id[name].name.th for name in ("national_transaction", "general_request")
    ]
    talk.tap("done")
    assert talk.state == "level_search"
    for name in ("กลุ่ม 3.2", "ธุรกรรมวงกว้างระดับประเทศ", "การรับเรื่องและคำขอทั่วไป"):
        assert name in talk.notices
    assert stored(talk) == {
        "one_way_information": "no",
        "general_request": "yes",
        "local_transaction": "no",
        "national_transaction": "yes",
        "critical_infrastructure": "no",
        "one_stop_service": "no",
    }


def test_a_tick_is_taken_back_by_a_second_tap(talk: Talk) -> None:
    talk.tap("!ticks", "is_one_stop_service", "is_general_request", "is_one_stop_service", "done")
    assert "กลุ่ม 2" in talk.notices


def test_done_without_a_tick_stays_and_says_so(talk: Talk) -> None:
    talk.tap("!ticks", "done")
    assert "อย่างน้อยหนึ่งข้อ" in talk.notices
    assert pending(talk) == TickCharacteristics()
    assert "is_general_request" not in talk.answers


@pytest.mark.parametrize("way_back", ["close", "/back", "กลับ"])
def test_going_back_changes_nothing(talk: Talk, way_back: str) -> None:
    talk.tap("local_transaction")
    talk.type("/back")
    before = talk.answers
    talk.tap("!ticks", "is_one_stop_service")
    talk.tap(way_back) if way_back == "close" else talk.type(way_back)
    assert (pending(talk), talk.state, talk.answers) == (None, "characteristics", before)


def test_what_is_known_is_ticked_already(talk: Talk, criteria: Criteria) -> None:
    talk.tap("local_transaction")
    talk.type("/back")
    talk.tap("!ticks")
    assert ticked(talk) == [criteria.characteristic_by_id["local_transaction"].name.th]
    talk.tap("done")
    assert "กลุ่ม 3.1" in talk.notices, "the notice comes although the group stays"
    assert talk.answers["is_one_way_information"] == "no"


def test_ticking_by_typing(talk: Talk, criteria: Criteria) -> None:
    talk.type("ตรงมากกว่าหนึ่งข้อ", "ข้อ ๓", "จุดเดียวเบ็ดเสร็จ", "2 และ 4", "3")
    numbers = [criteria.option_number[name] for name in pending(talk).ticked]  # type: ignore[attr-defined]
    assert numbers == [6, 4, 2]
    talk.type("เสร็จแล้วค่ะ")
    assert (talk.state, "กลุ่ม 4" in talk.notices) == ("level_search", True)


def test_a_near_miss_while_ticking_is_asked_back(talk: Talk) -> None:
    talk.tap("!ticks")
    talk.type("โครงสร้างพื้นฐานสำคั")
    assert isinstance(pending(talk), Guess)
    talk.tap("yes")
    assert pending(talk) == TickCharacteristics(("critical_infrastructure",))


def test_in_english(dialogue: Engine) -> None:
    talk = Talk(dialogue, Language.ENGLISH).to_characteristics()
    talk.type("More than one holds", "option 3", "5", "done")
    assert "group 4" in talk.notices
    assert "“Critical infrastructure or high risk”, “Transaction for an area or a group” apply" in talk.notices


@pytest.mark.parametrize("typed", ["3 และ 4", "4,5", "3 กับ 4", "3/4", "3 4", "๓ และ ๔", "3.1 และ 3.2"])
def test_several_typed_at_the_list_are_all_ticked(talk: Talk, criteria: Criteria, typed: str) -> None:
    talk.type(typed)
    assert talk.state == "level_search"
    held = [name for name in criteria.characteristic_by_id if talk.answers[f"is_{name}"] == "yes"]
    assert len(held) == 2
    assert all(criteria.characteristic_by_id[name].name.th in talk.notices for name in held)


@pytest.mark.parametrize(
    "typed",
    ["3 หรือ 4", "4 4", "3 และ 9", "ทั่วไป", "เชื่อมโยงข้อมูล", "ข้อแรก", "first", "3.1 และ 4", "0 และ 3", "กลุ่ม 4 และ กลุ่ม 2"],
)
def test_what_is_not_clear_is_never_taken_silently(talk: Talk, typed: str) -> None:
    talk.type(typed)
    assert talk.state == "characteristics"
    assert isinstance(pending(talk), Guess) or "ยังไม่เข้าใจ" in talk.notices


def test_a_general_transaction_is_a_local_one(talk: Talk) -> None:
    talk.type("ธุรกรรมทั่วไป")
    assert "กลุ่ม 3.1" in talk.notices


def test_the_explanation_tells_of_ticking_damage_and_order(talk: Talk) -> None:
    talk.tap("!explain")
    text = str(talk.messages[-1].blocks)
    assert all(part in text for part in ("ตรงมากกว่าหนึ่งข้อ", "ความเสียหาย", "จากสำคัญมากไปน้อย"))


def test_one_tap_tells_nothing_of_what_stands_below(talk: Talk) -> None:
    talk.tap("national_transaction")
    assert stored(talk) == {"national_transaction": "yes", "critical_infrastructure": "no", "one_stop_service": "no"}


def test_one_by_one_tells_what_was_answered(talk: Talk) -> None:
    talk.tap("!ask", "no", "unsure", "yes", *["standard"] * 12, "no")
    assert talk.state == "review"
    talk.tap("confirm")
    (result,) = talk.published.values()
    assert result.characteristics == {
        "national_transaction": "yes",
        "critical_infrastructure": "no",
        "one_stop_service": "no",
    }


def test_an_old_button_of_the_list_replaces_several_ticks_only_when_asked(talk: Talk) -> None:
    alone = talk.tap_on("national_transaction")
    talk.type("3 และ 4")
    talk.send(alone)
    assert "“ธุรกรรมวงกว้างระดับประเทศ”, “ธุรกรรมสำหรับเฉพาะพื้นที่หรือเฉพาะกลุ่ม”" in str(talk.messages[-1].blocks)
    talk.tap("yes")
    assert "is_local_transaction" not in talk.answers


def test_an_old_toggle_changes_nothing_once_the_question_is_over(talk: Talk) -> None:
    talk.tap("!ticks")
    toggle, done = talk.tap_on("is_one_stop_service"), talk.tap_on("done")
    talk.tap("is_general_request", "done")
    before = talk.answers
    for press in (toggle, done):
        talk.send(press)
        assert (talk.answers, talk.state) == (before, "level_search")


def test_an_unsent_service_name_ends_the_ticking(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_service()
    talk.send(Text(worked_example.SERVICE, "message-1"))
    talk.type(worked_example.AGENCY)
    talk.tap("skip", "skip", "!ticks", "is_general_request")
    done = talk.tap_on("done")
    talk.send(Retraction("message-1"))
    talk.send(done)
    assert talk.state == "service"
    assert "is_general_request" not in talk.answers


def test_an_edited_message_of_ticks_changes_nothing(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_characteristics()
    talk.send(Text("3 และ 4", "message-2"))
    assert talk.session is not None
    assert not talk.session.assessment.sources


def test_in_a_group_every_member_may_tick(dialogue: Engine) -> None:
    talk = Talk(dialogue, member=Member("a1", "สมชาย")).to_characteristics()
    talk.tap("!ticks", "is_general_request")
    talk.member = Member("b2", "มาลี")
    talk.tap("is_local_transaction", "done")
    assert "มาลี ตอบ กลุ่มการให้บริการ: “ธุรกรรมสำหรับเฉพาะพื้นที่หรือเฉพาะกลุ่ม”" in talk.notices


def test_the_review_leads_back_to_the_list_and_shows_every_tick(talk: Talk) -> None:
    talk.type("3 และ 4")
    talk.tap(*["standard"] * 12)
    talk.tap("characteristics")
    assert [choice.number for choice in talk.messages[-1].choices if choice.chosen] == ["4", "3"]


def test_assessing_again_keeps_every_tick(talk: Talk) -> None:
    talk.type("3 และ 5")
    first = stored(talk)
    talk.type("/results", "1")
    talk.tap("again", "confirm")
    assert [result.characteristics for result in talk.published.values()] == [first, first]


def test_an_unknown_toggle_is_an_error(talk: Talk) -> None:
    assert talk.session is not None
    with pytest.raises(ValueError, match="'nothing'"):
        ticks.answer(Context(talk.dialogue.rules, talk.session), TickCharacteristics(), "is_nothing")


def test_every_button_fits_telegram(talk: Talk) -> None:
    talk.tap("!ticks")
    taps = [talk.tapped(choice.press) for choice in (*talk.messages[-1].choices, *talk.messages[-1].controls)]
    assert all(len(button_data(tap).encode()) <= LONGEST_TELEGRAM_DATA for tap in taps)


sets_of_ticks = st.sets(st.sampled_from(sorted(ENGINE.rules.criteria.characteristic_by_id)), min_size=1)


@settings(max_examples=40, deadline=None)
@given(sets_of_ticks, st.sampled_from([*Language]))
def test_any_ticks_give_the_gravest_group_and_all_stand_in_the_result(held: set[str], language: Language) -> None:
    talk = Talk(ENGINE, language).to_characteristics()
    talk.tap("!ticks", *(f"is_{name}" for name in sorted(held)), "done")
    criteria = ENGINE.rules.criteria
    gravest = next(item for item in criteria.asked_characteristics if item.id in held)
    talk.tap(*["initial"] * 12, "confirm")
    (result,) = talk.published.values()
    assert (result.group, result.characteristic) == (gravest.group, gravest.id)
    assert {name for name, tick in result.characteristics.items() if tick == "yes"} == held
    views = characteristic_views(criteria, result.ticks, result.characteristic, language)
    assert [view.option for view in views] == [1, 2, 3, 4, 5, 6]
    assert {view.id for view in views if view.tick is Tick.YES} == held
    assert [view.id for view in views if view.is_deciding] == [gravest.id]
    reason = view_result(criteria, result, ENGINE.rules.catalogues[language]).reason
    assert all(criteria.characteristic_by_id[name].name[language] in reason for name in held)
