"""“ทำอย่างไร” at the result and at the review: the steps in order, each in one line with how it is done."""

import json

import orjson
import pytest

from bot.channels.line.flex_message import FlexRenderer
from bot.channels.telegram.html import render_messages
from bot.config.data_files import load_guidance
from bot.shared.links import Links
from flows.assessment.context import Retention
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.messages import Entry, LinkPurpose, Message, Paragraph, Section
from flows.standard.criteria import Criteria
from flows.standard.guidance import Guidance
from tests.fakes.second_edition import second_edition
from tests.fakes.talk import Talk

LINKS = Links("https://radap.example.go.th")
WAYS = {
    Language.THAI: ("ทำอย่างไร", "ต้องทำอะไรต่อ", "ยกระดับอย่างไร"),
    Language.ENGLISH: ("how do we do it?", "what next", "how to raise the level"),
}
ALL_INITIAL = "I" * 12


def rows(message: Message) -> tuple[Entry, ...]:
    return tuple(entry for block in message.blocks if isinstance(block, Section) for entry in block.entries)


@pytest.mark.parametrize(("language", "typed"), [(language, text) for language in WAYS for text in WAYS[language]])
def test_the_result_tells_every_step_with_how_in_one_message(dialogue: Engine, language: Language, typed: str) -> None:
    talk = Talk(dialogue, language).to_result()
    talk.type(typed)
    (message,) = talk.messages
    guidance = load_guidance(None)
    steps = (("tracking", "initial"), ("identity", "standard"), ("security", "standard"))
    lines = [advice.short[language] for step in steps if (advice := guidance.advice(*step))]
    assert [entry.value for entry in rows(message)] == lines
    assert [entry.label.split(".")[0] for entry in rows(message)] == ["1", "2", "3"]
    assert [link.purpose for link in message.links] == [LinkPurpose.OPEN]


@pytest.mark.parametrize("typed", WAYS[Language.THAI])
def test_the_review_tells_them_too_and_that_it_waits(dialogue: Engine, typed: str) -> None:
    talk = Talk(dialogue).to_review()
    talk.type(typed)
    (message,) = talk.messages
    assert len(rows(message)) == 3
    assert "ยืนยัน" in [block.text for block in message.blocks if isinstance(block, Paragraph)][-1]
    assert not message.links, "there is no result yet"
    assert talk.state == "review"


def test_a_review_with_open_questions_tells_what_is_known(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.tap("initial", *(["unsure"] * 11))
    while talk.state != "review":
        talk.tap("unsure")
    talk.type("ทำอย่างไร")
    assert [entry.label for entry in rows(talk.messages[0])] == ["1. สืบค้นข้อมูล: ระดับมาตรฐาน"]


def test_a_service_without_a_gap_has_nothing_to_do(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result("A" * 12)
    talk.type("ทำอย่างไร")
    assert "ทุกระดับถึงที่แนะนำแล้ว" in str(talk.messages)


def test_the_result_itself_is_no_longer_than_before(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_result()
    advice = load_guidance(None).advice("security", "standard")
    assert advice
    assert advice.short.th not in str(talk.messages)


def test_criteria_without_guidance_tell_what_the_level_requires(criteria: Criteria, catalogues: Catalogues) -> None:
    for engine in (
        Engine(criteria, catalogues, Retention(180, 365)),
        Engine(second_edition(), catalogues, Retention(180, 365), guidances={"draft-2567-02": load_guidance(None)}),
    ):
        talk = Talk(engine).to_result()
        talk.type("ทำอย่างไร")
        identity = engine.rules.criteria.process_by_id["identity"].levels["standard"]
        assert identity.short.th in [entry.value for entry in rows(talk.messages[0])]


@pytest.mark.parametrize("language", [*Language])
def test_with_the_longest_lines_it_is_one_message_everywhere(
    criteria: Criteria, catalogues: Catalogues, language: Language
) -> None:
    engine = Engine(criteria, catalogues, Retention(180, 365), guidances={criteria.edition.id: _with_lines_of(120)})
    talk = Talk(engine, language).to_characteristics()
    talk.tap("one_stop_service", *(["initial"] * 12), "confirm")
    talk.type("ทำอย่างไร")
    (message,) = talk.messages
    assert len(rows(message)) == 12
    body = json.loads(orjson.dumps({"messages": FlexRenderer(LINKS).reply((message,), "abc123")}))
    assert [item["contents"]["type"] for item in body["messages"]] == ["bubble"]
    assert len(render_messages((message,), LINKS, "abc123")) == 1


def _with_lines_of(length: int) -> Guidance:
    plain = load_guidance(None).model_dump(by_alias=True, exclude_none=True)
    for levels in plain["processes"].values():
        for entry in levels.values():
            entry["short"] = {"th": "ก" * length, "en": "w" * length}
    return Guidance.model_validate(plain)
