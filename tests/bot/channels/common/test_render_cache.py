"""Messages that are the same for everybody look the same whichever way they take to a platform."""

from itertools import count

import orjson
import pytest

from bot.channels.common.render_cache import ASSESSMENT_PLACEHOLDER, JsonTemplate, RenderCache
from bot.channels.line.flex_message import render_messages as render_for_line
from bot.channels.telegram.html import MessageTemplate
from bot.channels.telegram.html import render_messages as render_for_telegram
from bot.shared.links import Links
from flows.engine import Engine, Step
from flows.i18n.language import Language
from flows.model.events import Greeting, Text
from flows.model.messages import Message
from tests import worked_example
from tests.fakes.talk import Talk

LINKS = Links("https://radap.example.go.th")


def common_steps(dialogue: Engine, language: Language) -> list[Step]:
    talk = Talk(dialogue, language)
    steps = [talk.send(Greeting()), talk.send(talk.tap_on("agree"))]
    steps += [talk.send(Text(text)) for text in (worked_example.SERVICE, worked_example.AGENCY)]
    steps += [talk.send(talk.tap_on(choice)) for choice in ("skip", "skip", "!explain", worked_example.CHARACTERISTIC)]
    for _ in range(11):
        steps += [talk.send(talk.tap_on("!explain")), talk.send(talk.tap_on("standard"))]
    common = [step for step in steps if step.is_common]
    assert len(common) > 20
    return common


@pytest.mark.parametrize("language", list(Language))
def test_line_gets_the_same_json(dialogue: Engine, language: Language) -> None:
    for step in common_steps(dialogue, language):
        kept = JsonTemplate(render_for_line(step.messages, LINKS, ASSESSMENT_PLACEHOLDER))
        for assessment in (step.assessment, "Zz-_09"):
            whole = orjson.dumps(render_for_line(step.messages, LINKS, assessment))
            assert orjson.dumps(kept.filled(assessment)) == whole


@pytest.mark.parametrize("language", list(Language))
def test_telegram_gets_the_same_text_and_buttons(dialogue: Engine, language: Language) -> None:
    for step in common_steps(dialogue, language):
        parts = render_for_telegram(step.messages, LINKS, step.assessment)
        made = render_for_telegram(step.messages, LINKS, ASSESSMENT_PLACEHOLDER)
        for part, kept in zip(parts, map(MessageTemplate, made), strict=True):
            filled = kept.filled(step.assessment)
            assert (filled.html, filled.preview) == (part.html, part.preview)
            assert orjson.dumps(filled.keyboard) == orjson.dumps(part.keyboard)


def test_a_message_is_known_by_itself_and_not_by_what_it_says() -> None:
    numbers = count(1)
    kept = RenderCache(lambda _: next(numbers))
    one, other = Message("ถาม"), Message("ถาม")
    assert [kept.of(one), kept.of(other), kept.of(one)] == [1, 2, 1]
