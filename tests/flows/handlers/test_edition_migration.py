"""A new edition of the criteria during an assessment: finished under its own, or migrated if the officer agrees."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.config.data_files import criteria_file
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.messages import Section
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests import worked_example
from tests.fakes.talk import Talk

Plain = dict[str, Any]
Change = Callable[[Plain], None]


def plain_criteria() -> Plain:
    """Return Radap's own criteria, under the name of another edition."""
    plain: Plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["id"], plain["edition"]["published"] = "final-2567", "2024-06-30"
    plain["edition"]["name"] = {"th": "ฉบับสมบูรณ์ 2567", "en": "final text 2567"}
    return plain


def newer_criteria(change: Change) -> Criteria:
    plain = plain_criteria()
    change(plain)
    return parse_criteria(json.dumps(plain))


def change_process(plain: Plain) -> None:
    """Change what one process requires."""
    plain["processes"][1]["levels"]["initial"]["short"]["th"] = "เกณฑ์ใหม่"


def reword_characteristics(plain: Plain) -> None:
    for characteristic in plain["characteristics"]:
        characteristic["question"]["th"] += " (ใหม่)"


def swap_groups(plain: Plain) -> None:
    """Swap the groups to which the characteristics of 3.1 and 3.2 lead."""
    other = {"3.1": "3.2", "3.2": "3.1"}
    for characteristic in plain["characteristics"]:
        characteristic["group"] = other.get(characteristic["group"], characteristic["group"])


def change_groups(plain: Plain) -> None:
    plain["groups"][1]["definition"]["th"] += " (ใหม่)"


def reword_sources(plain: Plain) -> None:
    """Change only the sources, and no question."""
    for part in ("groups", "characteristics", "processes"):
        for item in plain[part]:
            item["source"]["th"] += " (ฉบับใหม่)"


def rename_some(plain: Plain) -> None:
    """Replace a process and a characteristic by others."""
    plain["processes"][0]["id"] = "discovery"
    (renamed,) = [item for item in plain["characteristics"] if item["id"] == worked_example.CHARACTERISTIC]
    renamed["id"] = "regional_transaction"
    plain["example"]["characteristics"] = ["regional_transaction"]


@pytest.fixture
def newer(catalogues: Catalogues) -> Engine:
    return Engine(newer_criteria(change_process), catalogues, Retention(180, 365))


@pytest.fixture
def talk(dialogue: Engine) -> Talk:
    talk = Talk(dialogue).to_levels()
    talk.tap("standard", "initial", "standard")
    return talk


def test_the_officer_is_asked_once_and_can_finish_under_the_earlier_edition(
    talk: Talk, newer: Engine, criteria: Criteria
) -> None:
    newer.add_edition(criteria)
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


def test_migration_shows_the_answers_that_stay_and_asks_changed_questions(
    talk: Talk, newer: Engine, criteria: Criteria
) -> None:
    newer.add_edition(criteria)
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


def test_an_edition_that_is_not_loaded_is_left_with_a_notice(talk: Talk, newer: Engine) -> None:
    talk.dialogue = newer
    talk.type("อะไรนะ")
    assert "ฉบับสมบูรณ์ 2567" in talk.notices
    assert talk.state == "level_review"
    assert talk.answers["level_identity"] == "initial"


def test_a_worker_before_its_upgrade_offers_no_earlier_edition(
    dialogue: Engine, newer: Engine, criteria: Criteria, catalogues: Catalogues
) -> None:
    talk = Talk(newer).to_levels()
    talk.tap("standard")
    behind = Engine(criteria, catalogues, Retention(180, 365))
    behind.add_edition(newer_criteria(change_process))
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
    dialogue: Engine, newer: Engine, criteria: Criteria
) -> None:
    talk = Talk(dialogue).to_result()
    (token,) = talk.published
    newer.add_edition(criteria)
    talk.dialogue = newer
    talk.tap("!back", "yes")
    talk.tap("advanced", "confirm")
    assert list(talk.published) == [token]
    assert talk.published[token].edition == "final-2567"
    assert [item.token for item in talk.listed] == [token]


def moved(talk: Talk, catalogues: Catalogues, change: Change, earlier: Criteria | None) -> Talk:
    """Return a conversation whose assessment was migrated, with the earlier edition loaded or not."""
    talk.dialogue = Engine(newer_criteria(change), catalogues, Retention(180, 365))
    if earlier:
        talk.dialogue.add_edition(earlier)
    talk.type("/help")
    if earlier:
        talk.tap("yes")
    assert talk.session is not None
    assert talk.session.assessment.edition == "final-2567"
    return talk


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        (reword_characteristics, "characteristics"),
        (swap_groups, "is_local_transaction"),
        (rename_some, "is_regional_transaction"),
    ],
)
def test_a_characteristic_that_means_something_else_is_asked_again(
    talk: Talk, criteria: Criteria, catalogues: Catalogues, change: Change, asked: str
) -> None:
    moved(talk, catalogues, change, criteria)
    assert f"is_{worked_example.CHARACTERISTIC}" not in talk.answers
    assert talk.state == asked
    assert talk.answers["level_identity"] == "initial"


@pytest.mark.parametrize(
    ("change", "is_kept"), [(change_groups, False), (reword_sources, True), (change_process, True)]
)
def test_a_group_from_the_list_stays_if_no_group_changed(
    dialogue: Engine, criteria: Criteria, catalogues: Catalogues, change: Change, is_kept: bool
) -> None:
    talk = Talk(dialogue).to_characteristics()
    talk.tap("!list", "2", "standard")
    moved(talk, catalogues, change, criteria)
    assert talk.answers.get("group_list") == ("2" if is_kept else None)
    assert talk.state == ("level_identity" if is_kept else "characteristics")


def test_nothing_is_asked_again_if_only_sources_changed(talk: Talk, criteria: Criteria, catalogues: Catalogues) -> None:
    before, state = talk.answers, talk.state
    moved(talk, catalogues, reword_sources, criteria)
    assert (talk.answers, talk.state) == (before, state)


@pytest.mark.parametrize("is_known", [True, False])
def test_what_the_newest_edition_does_not_ask_is_left_out(
    talk: Talk, criteria: Criteria, catalogues: Catalogues, is_known: bool
) -> None:
    before = talk.answers
    moved(talk, catalogues, rename_some, criteria if is_known else None)
    gone = {"level_search", f"is_{worked_example.CHARACTERISTIC}"}
    assert talk.answers == {question: answer for question, answer in before.items() if question not in gone}
    talk.tap("yes")
    assert talk.state == "level_discovery"
    talk.tap(*["standard"] * 10, "confirm")
    (result,) = talk.published.values()
    assert set(result.levels) == set(talk.dialogue.rules.criteria.process_by_id)
