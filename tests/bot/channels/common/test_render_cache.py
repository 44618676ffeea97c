"""A message from the cache looks the same as one that is rendered for the reply."""

import re
from itertools import count

import orjson
import pytest

from bot.channels.browser.messages import PageRenderer
from bot.channels.common.render_cache import JsonTemplate, RenderCache
from bot.channels.line.flex_message import FlexRenderer
from bot.channels.telegram.html import MessageTemplate
from bot.channels.telegram.html import render_messages as render_for_telegram
from bot.shared.links import Links
from flows.engine import Engine, Step
from flows.i18n.language import Language
from flows.model.events import Greeting, Text, encode_button
from flows.model.messages import Message
from flows.understanding.reader import offered
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
    common = [step for step in steps if len(step.messages) == 1 and step.messages[0].cache_key]
    assert len(common) > 20
    return common


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("renderer", [FlexRenderer, PageRenderer])
def test_a_reply_from_the_cache_is_the_one_that_would_be_rendered(
    dialogue: Engine, language: Language, renderer: type[FlexRenderer | PageRenderer]
) -> None:
    cached = renderer(LINKS)
    for step in common_steps(dialogue, language):
        cached.reply(step.messages, "other0")
        for assessment in (step.assessment, "Zz-_09"):
            reply = cached.reply(step.messages, assessment)
            assert orjson.dumps(reply) == orjson.dumps(renderer(LINKS).reply(step.messages, assessment))


@pytest.mark.parametrize("renderer", [FlexRenderer, PageRenderer])
def test_every_button_names_the_assessment_and_its_press(
    dialogue: Engine, renderer: type[FlexRenderer | PageRenderer]
) -> None:
    for step in common_steps(dialogue, Language.THAI):
        found = re.findall(rb'"(?:data|tap)":"([^"]+)"', orjson.dumps(renderer(LINKS).reply(step.messages, "Zz-_09")))
        expected = {encode_button(button.press, "Zz-_09") for button in offered(step.messages[0])}
        assert {data.decode() for data in found} == expected


@pytest.mark.parametrize("text", ['"data":"', '\\"data":"', '"tap":"x', "\u2028data"])
def test_a_text_that_looks_like_a_field_stays_as_it_is(text: str) -> None:
    value = [{"text": text, "data": ":q:c"}, {"text": text}]
    (one, other) = orjson.loads(orjson.dumps(JsonTemplate(value, "data").fill("abc123")))
    assert (one, other) == ({"text": text, "data": "abc123:q:c"}, {"text": text})


@pytest.mark.parametrize("language", list(Language))
def test_telegram_gets_the_same_text_and_buttons(dialogue: Engine, language: Language) -> None:
    for step in common_steps(dialogue, language):
        parts = render_for_telegram(step.messages, LINKS, step.assessment)
        made = render_for_telegram(step.messages, LINKS, "")
        for part, kept in zip(parts, map(MessageTemplate, made), strict=True):
            filled = kept.filled(step.assessment)
            assert (filled.html, filled.preview) == (part.html, part.preview)
            assert orjson.dumps(filled.keyboard) == orjson.dumps(part.keyboard)


def test_only_a_single_message_with_a_cache_key_is_cached() -> None:
    numbers = count(1)
    cache = RenderCache(lambda _: next(numbers))
    one, other, own = Message("ถาม").with_cache_key("one"), Message("ถาม").with_cache_key("other"), Message("ถาม")
    rendered = [cache.get(messages) for messages in ([one], [other], [one], [own], [own], [one, own], [one, own])]
    assert rendered == [1, 2, 1, 3, 4, 5, 6]
