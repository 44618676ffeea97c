"""The conversation through its public interface: events in, messages out."""

import pytest

from flows.assessment.service_group import find_group
from flows.engine import Engine
from flows.handlers.commands import EXPLAINED_COMMANDS
from flows.i18n.language import Language
from flows.model.events import Button, ButtonPress, Command, Event, Greeting, Text, Unreadable, decode_button_press
from flows.model.messages import Paragraph, Section
from flows.standard.gap import Verdict, compute_gap
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.button_data import button_data
from tests.fakes.talk import Talk


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    return Talk(dialogue)


def test_the_first_message_welcomes_and_asks_for_consent(talk: Talk) -> None:
    for opening in (Greeting(), Text("สวัสดีครับ"), Unreadable(), ButtonPress("old", "level_search", "standard")):
        talk.session = None
        talk.send(opening)
        assert talk.state == "welcome"
        text = str(talk.messages)
        assert "180" in text
        assert "365" in text
        assert "ลบข้อมูล" in text


def test_the_worked_example_by_taps(talk: Talk) -> None:
    talk.to_result()
    check_worked_example(talk)


def test_the_worked_example_typed_in_thai_and_english(talk: Talk) -> None:
    talk.send(Greeting())
    talk.type("ยอมรับครับ", worked_example.SERVICE, worked_example.AGENCY, worked_example.ASSESSOR, "ข้าม")
    talk.type("ถามทีละข้อ", "ไม่ใช่", "no", "๒", "ใช่ค่ะ")
    talk.type("มาตรฐาน", "I", "standard", "๑", "A", "2", "ระดับเริ่มต้น", "Initial", "ไม่มี", "i", "1", "เริ่มต้น")
    talk.type("ยืนยัน")
    check_worked_example(talk)


def check_worked_example(talk: Talk) -> None:
    assert talk.state == "result"
    (result,) = talk.published.values()
    assert (result.service, result.service_data["agency"]) == (worked_example.SERVICE, worked_example.AGENCY)
    assert (result.group, result.characteristic) == (worked_example.GROUP, "local_transaction")
    criteria = talk.dialogue.rules.criteria
    gap = compute_gap(criteria, result.group, result.levels)
    assert gap.missing == worked_example.MISSING
    assert tuple((item.process, item.own, item.recommended) for item in gap.raises) == worked_example.RAISES
    assert (gap.processes, gap.levels) == (Verdict.PARTIAL, Verdict.PARTIAL)


def test_the_officer_needs_few_messages(talk: Talk) -> None:
    talk.to_result()
    assert talk.turns <= 20


@pytest.mark.parametrize("number", range(6))
def test_any_group_needs_one_message(talk: Talk, number: int) -> None:
    talk.to_characteristics()
    chosen = talk.messages[-1].choices[number]
    talk.send(talk.tapped(chosen.press))
    assert talk.state == "level_search"
    finding = find_group(talk.dialogue.rules.criteria, talk.answers)
    assert finding is not None
    assert finding.characteristic == chosen.press.choice
    assert f"กลุ่ม {finding.group}" in talk.notices


def test_no_characteristic_holds(talk: Talk) -> None:
    talk.to_characteristics()
    talk.type("0")
    assert talk.state == "group_none"
    talk.tap("!back")
    assert talk.state == "characteristics"


@pytest.mark.parametrize(
    ("typed", "characteristic"),
    [("กลุ่ม 3.1", "local_transaction"), ("3.2", "national_transaction"), ("๔", "national_transaction"), ("1.", None)],
)
def test_a_characteristic_can_be_typed_by_number_or_group(talk: Talk, typed: str, characteristic: str | None) -> None:
    talk.to_characteristics()
    talk.type(typed)
    finding = find_group(talk.dialogue.rules.criteria, talk.answers)
    assert finding is not None
    assert finding.characteristic == (characteristic or "one_way_information")


def test_a_group_of_several_characteristics_is_chosen_from_the_list(talk: Talk) -> None:
    talk.to_characteristics()
    talk.type("กลุ่ม 4")
    assert talk.state == "group_list"
    talk.type("กลุ่ม 4")
    assert talk.answers["group_list"] == "4"


def test_the_characteristic_can_be_changed_by_its_old_button(talk: Talk) -> None:
    talk.to_characteristics()
    other = talk.tap_on("one_stop_service")
    again = talk.tap_on("local_transaction")
    talk.tap("local_transaction")
    talk.send(again)
    assert "เฉพาะพื้นที่" in talk.notices
    talk.send(other)
    talk.tap("yes")
    finding = find_group(talk.dialogue.rules.criteria, talk.answers)
    assert finding is not None
    assert finding.group == "4"


def test_an_old_button_of_the_group_list_offers_the_change(talk: Talk) -> None:
    talk.to_characteristics()
    talk.tap("!list")
    listed = talk.tap_on("4")
    talk.tap("!back", "local_transaction")
    talk.send(listed)
    assert "3.1" in str(talk.messages[-1].blocks)
    talk.tap("yes")
    assert talk.answers["group_list"] == "4"


def test_group_questions_stop_at_the_first_yes_and_say_why(talk: Talk) -> None:
    talk.to_group_questions()
    assert talk.state == "is_one_stop_service"
    talk.tap("yes")
    assert talk.state == "level_search"
    assert "กลุ่ม 4" in talk.notices
    assert talk.dialogue.rules.criteria.characteristic_by_id["one_stop_service"].name.th in talk.notices


def test_the_group_can_be_chosen_from_a_list_at_once(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("!list")
    assert [choice.press.choice for choice in talk.messages[-1].choices] == ["1", "2", "3.1", "3.2", "4"]
    talk.tap("3.2")
    assert talk.state == "level_search"
    assert "กลุ่ม 3.2" in talk.notices


@pytest.mark.parametrize("typed", ["3.1", "๓.๑", "กลุ่ม 3.1", "group 3.1", "ท้องถิ่น"])
def test_a_group_can_be_typed(talk: Talk, typed: str) -> None:
    talk.to_group_questions()
    talk.tap("!list")
    talk.type(typed)
    assert talk.answers["group_list"] == "3.1"


def test_an_ambiguous_group_number_is_asked_again(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap("!list")
    talk.type("3")
    assert talk.state == "group_list"
    assert "3.1" in talk.notices


def test_six_times_no_is_explained_and_asked_again(talk: Talk) -> None:
    talk.to_group_questions()
    talk.tap(*["no"] * 6)
    assert talk.state == "group_none"
    talk.tap("again")
    assert talk.state == "is_one_stop_service"
    talk.tap(*["no"] * 6)
    talk.tap("list")
    assert talk.state == "group_list"


def test_a_level_question_shows_progress_requirements_and_four_choices_but_no_recommendation(talk: Talk) -> None:
    talk.to_levels()
    talk.tap("standard", "initial")
    message = talk.messages[-1]
    assert message.progress is not None
    assert (message.progress.done, message.progress.total) == (3, 12)
    assert [choice.press.choice for choice in message.choices] == ["none", "initial", "standard", "advanced"]
    demands = talk.dialogue.rules.criteria.process_by_id["request"].levels
    assert [choice.detail for choice in message.choices[1:]] == [demand.short.th for demand in demands.values()]
    assert "แนะนำ" not in str(message)


def test_explaining_keeps_the_question_open(talk: Talk) -> None:
    talk.to_levels()
    message = talk.tap("!explain")
    process = talk.dialogue.rules.criteria.process_by_id["search"]
    texts = "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))
    assert process.explanation.th in texts
    assert process.source.th in texts
    assert [choice.press.choice for choice in message.choices] == ["none", "initial", "standard", "advanced"]
    assert talk.state == "level_search"


def test_review_lists_every_answer_and_changes_one_without_losing_the_others(talk: Talk) -> None:
    talk.to_review()
    sections = [block for block in talk.messages[-1].blocks if isinstance(block, Section)]
    assert [len(section.entries) for section in sections] == [6, 12]
    before = talk.answers
    talk.tap("level_identity", "advanced")
    assert talk.state == "review"
    assert talk.answers == before | {"level_identity": "advanced"}


@pytest.mark.parametrize(
    ("typed", "question"),
    [("๓", "level_request"), ("แก้ข้อ 3", "level_request"), ("change 12", "level_support"), ("1", "level_search")],
)
def test_a_number_at_the_review_is_that_of_the_process(talk: Talk, typed: str, question: str) -> None:
    talk.to_review()
    talk.type(typed)
    assert talk.state == question


@pytest.mark.parametrize("typed", ["แก้หน่วยงาน", "แก้หน่วยงานรับผิดชอบค่ะ", "change the agency"])
def test_service_data_is_changed_by_name(talk: Talk, typed: str) -> None:
    talk.to_review()
    talk.type(typed)
    assert talk.state == "agency"
    talk.type("เทศบาลเมืองใหม่")
    assert (talk.state, talk.answers["agency"]) == ("review", "เทศบาลเมืองใหม่")


def test_changing_the_group_keeps_all_levels(talk: Talk) -> None:
    talk.to_review()
    before = talk.answers
    talk.tap("characteristics", "critical_infrastructure")
    assert talk.state == "review"
    assert {key: value for key, value in talk.answers.items() if key.startswith("level_")} == {
        key: value for key, value in before.items() if key.startswith("level_")
    }
    assert "กลุ่ม 4" in talk.notices


def test_the_group_can_be_found_by_questions_again_from_the_review(talk: Talk) -> None:
    talk.to_review()
    talk.tap("characteristics", "!ask", "yes")
    assert talk.state == "review"
    assert "กลุ่ม 4" in talk.notices


def test_a_corrected_result_keeps_its_link(talk: Talk) -> None:
    talk.to_result()
    (token,) = talk.published
    talk.tap("!back", "level_tracking", "standard", "confirm")
    assert list(talk.published) == [token]
    assert talk.published[token].levels["tracking"] == "standard"
    assert [item.missing for item in talk.listed] == [0]


@pytest.mark.parametrize("word", ["/back", "ย้อนกลับ", "back", "ย้อนกลับครับ"])
def test_back_goes_one_question_back_and_forward_returns(talk: Talk, word: str) -> None:
    talk.to_levels()
    talk.tap("standard")
    talk.type(word)
    assert talk.state == "level_search"
    assert [choice.chosen for choice in talk.messages[-1].choices] == [False, False, True, False]
    talk.tap("!forward")
    assert talk.state == "level_identity"


def test_back_reaches_the_first_question_from_the_review(talk: Talk) -> None:
    talk.to_review()
    visited = [talk.state]
    while talk.state != "service":
        talk.type("/back")
        visited.append(talk.state)
    talk.type("/back")
    assert talk.state == "service"
    assert "คำถามแรก" in talk.notices
    assert len(visited) == 1 + 12 + 1 + 4
    talk.type("ไปต่อ")
    assert talk.state == "review"


@pytest.mark.parametrize("word", ["/delete", "ลบข้อมูล"])
def test_delete_asks_once_and_deletes_session_and_results(talk: Talk, word: str) -> None:
    talk.to_result()
    talk.type(word)
    talk.tap("no")
    assert talk.session is not None
    assert len(talk.published) == 1
    talk.type(word)
    talk.tap("yes")
    assert talk.session is None
    assert not talk.published
    assert "เริ่ม" in str(talk.messages)


@pytest.mark.parametrize("word", ["/help", "ช่วยเหลือ", "help"])
def test_help_explains_and_shows_the_question_again(talk: Talk, word: str) -> None:
    talk.to_levels()
    question = talk.messages[-1].summary
    talk.type(word)
    assert "/restart" in str(talk.messages[0])
    assert talk.messages[-1].summary == question


@pytest.mark.parametrize("word", ["/language", "ภาษา"])
def test_the_language_can_be_changed_during_an_assessment(talk: Talk, word: str) -> None:
    talk.to_levels()
    talk.type(word)
    assert talk.state == "level_search"
    assert talk.messages[-1].title == talk.dialogue.rules.criteria.process_by_id["search"].name.en
    talk.type("language")
    assert talk.messages[-1].title == talk.dialogue.rules.criteria.process_by_id["search"].name.th


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (("English",), Language.ENGLISH),
        (("ภาษาอังกฤษครับ", "english please"), Language.ENGLISH),
        (("in English", "ภาษาไทยค่ะ"), Language.THAI),
        (("thai",), Language.THAI),
    ],
)
def test_the_name_of_a_language_means_that_language(talk: Talk, words: tuple[str, ...], language: Language) -> None:
    talk.to_levels()
    talk.type(*words)
    assert talk.session is not None
    assert (talk.session.language, talk.state) == (language, "level_search")


@pytest.mark.parametrize(("first", "language"), [("English", Language.ENGLISH), ("/language", Language.ENGLISH)])
def test_the_first_message_may_choose_the_language(talk: Talk, first: str, language: Language) -> None:
    talk.type(first)
    assert talk.session is not None
    assert (talk.session.language, talk.state) == (language, "welcome")


def test_one_tap_switches_the_language_of_the_welcome(talk: Talk) -> None:
    talk.send(Greeting())
    for label, language in (("English", Language.ENGLISH), ("ภาษาไทย", Language.THAI)):
        assert talk.button("!language").label == label
        talk.tap("!language")
        assert talk.session is not None
        assert (talk.session.language, talk.session.pending) == (language, None)
    assert talk.state == "welcome"


def test_a_button_of_the_earlier_choice_of_the_language_changes_nothing(talk: Talk) -> None:
    talk.to_levels()
    talk.send(talk.tapped(Button("ask_language", "en")))
    assert talk.notices
    assert talk.session is not None
    assert talk.session.language is Language.THAI


def test_a_side_question_goes_on_in_the_other_language(talk: Talk) -> None:
    talk.to_result()
    thai = talk.type("/results")
    english = talk.type("/language")
    assert [choice.press for choice in english.choices] == [choice.press for choice in thai.choices]
    assert english.title != thai.title


@pytest.mark.parametrize("command", [command for command in EXPLAINED_COMMANDS if command is not Command.FORM])
def test_a_word_of_the_help_does_what_it_says(talk: Talk, command: Command) -> None:
    talk.to_levels()
    talk.tap("standard")
    talk.type("/help")
    (choice,) = [item for item in talk.messages[0].choices if item.press.choice == f"!{command}"]
    before, tap = talk.session, talk.tapped(choice.press)
    talk.send(tap)
    tapped = (talk.messages[-1].title, talk.state)
    talk.session = before
    talk.type(choice.label)
    assert (talk.messages[-1].title, talk.state) == tapped
    talk.session = before
    talk.type(f"/{command}")
    assert (talk.messages[-1].title, talk.state) == tapped


def test_a_button_of_the_help_works_at_a_later_question(talk: Talk) -> None:
    talk.to_levels()
    talk.type("/help")
    back = talk.tapped(talk.messages[0].choices[0].press)
    talk.tap("standard", "initial")
    talk.send(back)
    assert talk.state == "level_identity"
    talk.send(talk.tapped(Button("help", "!start")))
    assert talk.notices


def test_a_conversation_begins_in_the_platforms_language(dialogue: Engine) -> None:
    talk = Talk(dialogue, language=Language.ENGLISH)
    talk.to_result()
    assert "1 Jan 2024" not in str(talk.messages[-1].title)
    assert talk.messages[-1].title == "Result"


def test_a_second_tap_on_the_same_old_button_is_shown_as_already_given(talk: Talk) -> None:
    talk.to_levels()
    button = talk.tap_on("standard")
    talk.send(button)
    talk.send(button)
    assert talk.state == "level_identity"
    assert "ตอบไว้แล้ว" in talk.notices


def test_another_choice_on_an_old_button_offers_the_change(talk: Talk) -> None:
    talk.to_levels()
    other = talk.tap_on("initial")
    talk.tap("standard")
    talk.send(other)
    assert talk.answers["level_search"] == "standard"
    talk.type("ไม่")
    assert talk.answers["level_search"] == "standard"
    talk.send(other)
    talk.tap("yes")
    assert talk.answers["level_search"] == "initial"
    assert talk.state == "level_identity"


def test_a_button_of_a_finished_assessment_changes_nothing(talk: Talk) -> None:
    talk.to_levels()
    old = talk.tap_on("none")
    talk.tap(*["standard"] * 12, "confirm", "!restart")
    talk.send(old)
    assert talk.state == "service"
    assert worked_example.SERVICE in talk.notices


def test_a_text_that_is_not_understood_gets_the_expected_answers(talk: Talk) -> None:
    talk.to_levels()
    for text in ("กขคง", "9", "", "   ", "มาตรฐาน หรือ สูง", "x" * 5000, "\ud800"):
        talk.type(text)
        assert talk.state == "level_search"
        assert "0–3" in talk.notices


@pytest.mark.parametrize("unread", [Text("ฟหกด"), Unreadable()])
def test_what_is_not_understood_repeats_the_choices_alone(talk: Talk, unread: Event) -> None:
    talk.to_levels()
    (asked,) = talk.messages
    talk.send(unread)
    (again,) = talk.messages
    assert [choice.press for choice in again.choices] == [choice.press for choice in asked.choices]
    assert again.controls == asked.controls
    assert not any(choice.detail for choice in again.choices)
    assert len(again.blocks) == 1
    talk.type("ฟหกด")
    talk.tap("standard")
    assert talk.answers["level_search"] == "standard"


def test_what_is_not_understood_at_a_list_repeats_its_rows(talk: Talk) -> None:
    talk.to_result()
    talk.type("/results")
    rows = [block for block in talk.messages[-1].blocks if isinstance(block, Section)]
    talk.type("ฟหกด")
    assert [block for block in talk.messages[-1].blocks if isinstance(block, Section)] == rows


@pytest.mark.parametrize("text", ["", "...", "๒", "👍", "\u200b\u202e", "1234"])
def test_a_service_name_needs_letters(talk: Talk, text: str) -> None:
    talk.to_service()
    talk.type(text)
    assert talk.state == "service"
    assert talk.notices


def test_too_long_a_name_is_asked_again_with_both_lengths(talk: Talk) -> None:
    talk.to_service()
    talk.type("ก" * 201)
    assert "201" in talk.notices
    assert "200" in talk.notices
    talk.type("ก" * 200)
    assert talk.state == "agency"


def test_free_text_is_cleaned_of_what_deceives_the_eye(talk: Talk) -> None:
    talk.to_service()
    talk.type(" ขอ\u202eอนุญาต\u200b\tก่อสร้าง\nอาคาร\x00 ")
    assert talk.answers["service"] == "ขออนุญาต ก่อสร้าง อาคาร"


def test_opening_the_chat_again_shows_the_current_question(talk: Talk) -> None:
    talk.to_levels()
    talk.send(Greeting())
    assert talk.state == "level_search"
    assert "กลับ" in talk.notices


def test_a_sticker_is_answered_with_the_question(talk: Talk) -> None:
    talk.to_levels()
    talk.send(Unreadable())
    assert talk.state == "level_search"
    assert talk.notices


def test_every_button_fits_the_smallest_platform_s_data(talk: Talk) -> None:
    talk.to_result()
    talk.type("/language", "/back", "/delete")
    for tap in talk.seen:
        assert len(button_data(tap).encode()) <= 64
        assert decode_button_press(button_data(tap)) == tap
    assert all(choice.label for choice in offered(talk.messages[-1]))
