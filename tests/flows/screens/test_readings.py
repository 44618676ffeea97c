"""What rests on a reading of the standard says so, and leads to the reading."""

import json
from collections.abc import Iterable

import pytest

from bot.config.data_files import criteria_file
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.messages import Message, Paragraph, PublicPage, Role
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests.fakes.talk import Talk


def remarks(message: Message) -> list[str]:
    return [block.text for block in message.blocks if isinstance(block, Paragraph) and block.role is Role.REMARK]


def check(message: Message, criteria: Criteria, readings: Iterable[str], language: Language = Language.THAI) -> None:
    """The message names exactly these readings, each once, and leads to the first of them."""
    wanted = [*dict.fromkeys(readings)]
    named = [remark for remark in remarks(message) if criteria.reading_by_id[wanted[0]].title[language] in remark]
    assert len(named) == 1
    for reading in criteria.readings:
        assert named[0].count(reading.title[language]) == (reading.id in wanted), reading.id
    assert [(page.page, page.anchor, page.language) for page in message.pages] == [
        (PublicPage.READINGS, wanted[0], language)
    ]


@pytest.mark.parametrize("language", [*Language])
def test_every_explained_process_names_its_readings_and_those_of_the_levels(
    dialogue: Engine, criteria: Criteria, language: Language
) -> None:
    talk = Talk(dialogue, language).to_levels()
    for process in criteria.processes:
        asked = talk.messages[-1]
        assert asked.pages == (), "only explanations are marked"
        check(talk.tap("!explain"), criteria, (*process.readings, *criteria.readings_of_step["levels"]), language)
        talk.tap("initial")


def test_every_explained_characteristic_names_its_readings(dialogue: Engine, criteria: Criteria) -> None:
    talk = Talk(dialogue).to_group_questions()
    for item in criteria.asked_characteristics:
        check(talk.tap("!explain"), criteria, item.readings)
        talk.tap("no")


def test_the_explained_list_of_characteristics_names_all_of_them(dialogue: Engine, criteria: Criteria) -> None:
    talk = Talk(dialogue).to_characteristics()
    assert talk.messages[-1].pages == ()
    of_items = [reading for item in criteria.characteristics for reading in item.readings]
    check(talk.tap("!explain"), criteria, (*criteria.readings_of_step["group"], *of_items))


def test_what_rests_on_no_reading_has_no_mark(dialogue: Engine, criteria: Criteria) -> None:
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain |= {"readings": [], "step_readings": []}
    for part in ("levels", "groups", "characteristics", "processes"):
        for item in plain[part]:
            item.pop("readings", None)
    bare = parse_criteria(json.dumps(plain))
    titles = [reading.title.th for reading in criteria.readings]
    talk = Talk(Engine(bare, dialogue.rules.catalogues, dialogue.rules.retention)).to_characteristics()
    shown = [talk.tap("!explain"), talk.tap("no"), talk.tap("again"), talk.tap("!explain")]
    talk.tap("!list", "3.1")
    shown += [talk.tap("!explain"), talk.tap("initial")]
    for message in shown:
        assert message.pages == ()
        assert not [remark for remark in remarks(message) if any(title in remark for title in titles)]


def test_the_review_and_the_result_name_theirs(dialogue: Engine, criteria: Criteria) -> None:
    talk = Talk(dialogue).to_review()
    check(talk.messages[-1], criteria, criteria.readings_of_step["review"])
    check(talk.tap("confirm"), criteria, criteria.readings_of_step["result"])


@pytest.mark.parametrize("language", [*Language])
def test_where_no_characteristic_fits_the_suggestion_is_radaps_own(
    dialogue: Engine, criteria: Criteria, language: Language
) -> None:
    talk = Talk(dialogue, language).to_characteristics()
    message = talk.tap("no")
    check(message, criteria, ("every_service",), language)
    text = next(block.text for block in message.blocks if isinstance(block, Paragraph))
    assert criteria.characteristics[0].name[language] in text
    assert "Radap" in text
    assert "ตามมาตรฐาน บริการ" not in text
    assert "By the standard" not in text


@pytest.mark.parametrize("language", [*Language])
def test_the_first_level_question_tells_what_to_choose_for_a_level_met_in_part(
    dialogue: Engine, language: Language
) -> None:
    talk, remark = Talk(dialogue, language).to_levels(), dialogue.rules.catalogues[language]("level.partly_met")
    first = talk.messages[-1]
    assert remark in remarks(first)
    assert remark not in remarks(talk.tap("initial"))
