"""The date of assessment: today's unless it is changed at the review; never in the future, and never lost."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.assessment.context import Retention
from flows.engine import Engine
from flows.errors import StoredFormatError
from flows.i18n.dates import SECONDS_A_DAY, day_of, spoken_day, start_of_day
from flows.i18n.language import Language
from flows.model.member import Member
from flows.model.messages import Entry, Section
from flows.model.result import Result, result_from_json, result_to_json
from flows.model.session_codec import finished_from_row, finished_to_row
from flows.results.result_view import view_result
from flows.understanding.typed_date import EARLIEST
from tests import worked_example
from tests.fakes.standard_engine import standard_engine
from tests.fakes.talk import Talk
from tests.flows.handlers.test_edition_migration import change_process, newer_criteria

ENGINE = standard_engine()
NOW = start_of_day(date(2026, 11, 28)) + 15 * 3600
YEAR = 365 * SECONDS_A_DAY


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue, now=NOW).to_review()


def row(talk: Talk, label: str = "วันที่ประเมิน") -> Entry:
    """The row of the date in the review."""
    sections = [block for block in talk.messages[-1].blocks if isinstance(block, Section)]
    (found,) = [entry for section in sections for entry in section.entries if entry.label == label]
    return found


def result(talk: Talk) -> Result:
    (only,) = talk.published.values()
    return only


def shown_date(talk: Talk, published: Result) -> str:
    return view_result(talk.dialogue.rules.criteria, published, talk.dialogue.rules.catalogues[talk.language]).date


def test_an_officer_who_does_nothing_is_asked_nothing_and_gets_the_day_of_the_confirmation(dialogue: Engine) -> None:
    talk = Talk(dialogue, now=NOW)
    talk.to_levels()
    talk.tap(*["standard"] * 12)
    assert talk.state == "review"
    assert row(talk).value == "28 พ.ย. 2569 (วันนี้)"
    talk.now += SECONDS_A_DAY
    talk.tap("confirm")
    assert result(talk).assessed_on == ""
    assert shown_date(talk, result(talk)) == "29 พ.ย. 2569"


def test_the_row_says_today_in_english_too(dialogue: Engine) -> None:
    talk = Talk(dialogue, Language.ENGLISH, now=NOW).to_review()
    assert row(talk, "Date of assessment").value == "28 Nov 2026 (today)"


def test_today_is_that_of_thailand(dialogue: Engine) -> None:
    """17:30 UTC is 00:30 of the next day in Bangkok."""
    talk = Talk(dialogue, now=start_of_day(date(2026, 11, 28)) + 30 * 60).to_review()
    assert row(talk).value == "28 พ.ย. 2569 (วันนี้)"
    talk.tap("!date")
    talk.type("29/11/2569")
    assert "28 พ.ย. 2569" in talk.notices
    talk.type("28/11/2569")
    assert talk.answers["assessed_on"] == "2026-11-28"


@pytest.mark.parametrize("opened", ["แก้วันที่", "ขอแก้วันที่ค่ะ", "วันที่ประเมิน", "change the date"])
def test_a_typed_date_is_echoed_in_the_review_and_kept(talk: Talk, opened: str) -> None:
    asked = talk.type(opened)
    assert asked.title == "วันที่ประเมิน"
    assert "1 ม.ค. 2560" in str(asked.blocks)
    talk.type("1 มค 67")
    assert talk.state == "review"
    assert "1 ม.ค. 2567" in talk.notices
    assert row(talk).value == "1 ม.ค. 2567"
    talk.tap("confirm")
    assert result(talk).assessed_on == "2024-01-01"
    assert result(talk).assessed_at == NOW
    assert shown_date(talk, result(talk)) == "1 ม.ค. 2567"


@pytest.mark.parametrize(
    ("choice", "typed", "expected"),
    [
        ("today", "วันนี้", "2026-11-28"),
        ("yesterday", "เมื่อวาน", "2026-11-27"),
        ("yesterday", "เมื่อวานครับ", "2026-11-27"),
    ],
)
def test_the_newest_days_have_buttons_and_words(dialogue: Engine, choice: str, typed: str, expected: str) -> None:
    for answer in (Talk.tap, Talk.type):
        talk = Talk(dialogue, now=NOW).to_review()
        talk.tap("!date")
        answer(talk, choice if answer is Talk.tap else typed)
        assert talk.state == "review"
        assert talk.answers["assessed_on"] == expected


def test_today_that_was_chosen_stays_that_day(talk: Talk) -> None:
    talk.tap("!date", "today")
    assert row(talk).value == "28 พ.ย. 2569 (วันนี้)"
    talk.now += 3 * SECONDS_A_DAY
    talk.type("/help")
    assert row(talk).value == "28 พ.ย. 2569"
    talk.tap("confirm")
    assert result(talk).assessed_on == "2026-11-28"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("29 พ.ย. 2569", "ไม่เกินวันนี้ (28 พ.ย. 2569)"),
        ("31 ก.พ. 2567", "ไม่มีวันที่นี้"),
        ("31 ธ.ค. 2559", "ย้อนหลังได้ถึง 1 ม.ค. 2560"),
        ("1/1", "1/1/2567"),
        ("อะไรก็ได้", "เช่น 1 ม.ค. 2567"),
        ("\u200b", "เช่น 1 ม.ค. 2567"),
        ("9" * 4_000, "เช่น 1 ม.ค. 2567"),
    ],
)
def test_what_cannot_be_taken_is_asked_again_with_a_reason(talk: Talk, typed: str, said: str) -> None:
    talk.tap("!date")
    before = talk.answers
    talk.type(typed)
    assert said in talk.notices
    assert talk.messages[-1].title == "วันที่ประเมิน"
    assert talk.answers == before
    talk.type("2567-01-01")
    assert talk.answers["assessed_on"] == "2024-01-01"


@pytest.mark.parametrize("leave", ["close", "กลับ", "/back"])
def test_the_question_is_left_without_a_change(talk: Talk, leave: str) -> None:
    before = talk.answers
    talk.tap("!date")
    talk.tap(leave) if leave == "close" else talk.type(leave)
    assert talk.state == "review"
    assert talk.answers == before
    assert row(talk).value.endswith("(วันนี้)")


def test_an_old_button_of_the_date_changes_nothing(talk: Talk) -> None:
    talk.tap("!date")
    yesterday, opened = talk.tap_on("yesterday"), talk.answers
    talk.tap("close")
    talk.send(yesterday)
    assert talk.answers == opened
    talk.tap("confirm")
    talk.send(yesterday)
    assert result(talk).assessed_on == ""


def test_a_correction_keeps_the_chosen_date_until_it_is_changed(talk: Talk) -> None:
    talk.tap("!date")
    talk.type("1 ม.ค. 2567")
    talk.tap("confirm")
    talk.now += YEAR
    talk.tap("!back", "level_tracking", "standard")
    assert row(talk).value == "1 ม.ค. 2567"
    talk.tap("confirm")
    assert (result(talk).assessed_on, result(talk).assessed_at) == ("2024-01-01", NOW + YEAR)
    talk.tap("!back", "!date", "yesterday", "confirm")
    assert result(talk).assessed_on == day_of(NOW + YEAR - SECONDS_A_DAY).isoformat()


def test_the_list_and_the_card_show_the_date_of_assessment(talk: Talk) -> None:
    talk.tap("!date")
    talk.type("1 ม.ค. 2567")
    talk.tap("confirm")
    listed = talk.type("/results")
    assert "1 ม.ค. 2567" in str(listed)
    assert "1 ม.ค. 2567" in str(talk.type("1"))
    assert talk.listed[0].finished_at == NOW


def test_another_assessment_of_the_service_is_compared_with_that_date_and_is_of_today(talk: Talk) -> None:
    talk.tap("!date")
    talk.type("1 ม.ค. 2567")
    talk.tap("confirm")
    talk.type("/results", "1")
    talk.now += SECONDS_A_DAY
    talk.tap("again")
    assert row(talk).value == "29 พ.ย. 2569 (วันนี้)"
    talk.tap("confirm")
    again = talk.published[talk.listed[-1].token]
    view = view_result(talk.dialogue.rules.criteria, again, talk.dialogue.rules.catalogues[talk.language])
    assert view.date == "29 พ.ย. 2569"
    assert view.change is not None
    assert view.change.since == "1 ม.ค. 2567"


@pytest.mark.parametrize("is_known", [True, False])
def test_a_newer_edition_keeps_the_date(talk: Talk, is_known: bool) -> None:
    talk.tap("!date")
    talk.type("1 ม.ค. 2567")
    earlier, catalogues = talk.dialogue.rules.criteria, talk.dialogue.rules.catalogues
    talk.dialogue = Engine(newer_criteria(change_process), catalogues, Retention(180, 365))
    if is_known:
        talk.dialogue.add_edition(earlier)
        talk.type("/help")
        talk.tap("yes", "standard")
    else:
        talk.type("/help")
    assert row(talk).value == "1 ม.ค. 2567"


def test_an_edited_message_leaves_the_date_alone(talk: Talk) -> None:
    talk.tap("!date")
    talk.type("1 ม.ค. 2567")
    assert "assessed_on" not in (talk.session.assessment.sources if talk.session else {})


def test_a_group_sees_who_chose_the_date(dialogue: Engine) -> None:
    talk = Talk(dialogue, now=NOW, member=Member("a1", "สมชาย")).to_review()
    assert "โดย" not in row(talk).value
    talk.member = Member("b2", "มาลี")
    asked = talk.tap("!date")
    assert "/answer" in str(asked)
    talk.tap("yesterday")
    assert row(talk).value == "27 พ.ย. 2569 (โดย มาลี)"


@settings(deadline=None)
@given(st.dates(EARLIEST, day_of(NOW)), st.sampled_from([*Language]), st.integers(0, 3 * YEAR))
def test_any_accepted_date_is_that_of_the_result(day: date, language: Language, later: int) -> None:
    talk = Talk(ENGINE, language, now=NOW).to_review()
    talk.tap("!date")
    spoken = spoken_day(day, ENGINE.rules.catalogues[language])
    talk.type(spoken)
    talk.now += later
    talk.tap("confirm")
    published = result_from_json("token", result_to_json(result(talk)))
    assert published.assessed_day == day
    assert shown_date(talk, published) == spoken
    assert finished_from_row(json.loads(json.dumps(finished_to_row(talk.listed[0])))).assessed_day == day


@settings(deadline=None)
@given(st.dates(EARLIEST, day_of(NOW) + timedelta(days=2_000)) | st.text(max_size=20))
def test_no_result_is_of_the_future(typed: date | str) -> None:
    talk = Talk(ENGINE, now=NOW).to_review()
    talk.tap("!date")
    talk.type(typed if isinstance(typed, str) else typed.isoformat())
    chosen = talk.answers.get("assessed_on")
    assert chosen is None or EARLIEST <= date.fromisoformat(chosen) <= day_of(NOW)
    if isinstance(typed, date):
        assert chosen == (typed.isoformat() if typed <= day_of(NOW) else None)


def stored(talk: Talk, **changes: Any) -> str:
    """A stored result with some fields changed; those that are None are left out."""
    talk.tap("confirm")
    plain = json.loads(result_to_json(result(talk))) | changes
    return json.dumps({name: value for name, value in plain.items() if value is not None or name == "earlier"})


def test_a_result_that_was_stored_before_has_the_day_of_its_confirmation(talk: Talk) -> None:
    read = result_from_json("token", stored(talk, assessed_on=None))
    assert read.assessed_day == date(2026, 11, 28)
    assert read == replace(result(talk), token="token")


@pytest.mark.parametrize("broken", ["31/1/2567", "2024-02-31", 5])
def test_a_stored_date_that_is_none_is_refused(talk: Talk, broken: object) -> None:
    with pytest.raises(StoredFormatError):
        result_from_json("token", stored(talk, assessed_on=broken))


def test_an_entry_that_was_stored_before_is_read_and_one_without_a_chosen_date_is_as_it_was(talk: Talk) -> None:
    talk.tap("confirm")
    entry = talk.listed[0]
    written = finished_to_row(entry)
    assert len(written) == 8
    assert finished_from_row([*written, "m1", 0, 1, 4]).assessed_day == day_of(NOW)
    with pytest.raises(StoredFormatError):
        finished_from_row([*written, "m1", 0, 1, 4, "31/1/2567"])
    chosen = replace(entry, assessed_on="2024-01-01")
    assert finished_from_row(finished_to_row(chosen)) == chosen
    assert worked_example.SERVICE in written
