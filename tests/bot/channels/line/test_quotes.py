"""Quotes, edits and LINE's own emoji, from its events to the replies."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.storage.keys import bubbles_key
from bot.storage.sent_bubbles import REMEMBERED
from flows.engine import Engine
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.standard.criteria import Criteria
from tests.fakes.line_side import SOMCHAI, Line, connected, conversation
from tests.fakes.platforms import line_events
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import Event
from tests.fakes.platforms.line_platform import FIRST_MESSAGE_ID
from tests.fakes.platforms.recording_api import RecordingApi
from tests.reported_cases import reported_case

UP_TO_LEVELS = ("agree", "การขออนุญาตก่อสร้าง", "เทศบาล", "skip", "skip", "local_transaction")
EMOJI_CASE = reported_case("line-emoji-placeholder-in-form")
KEY = bubbles_key(conversation(SOMCHAI))


@pytest.fixture
def api(api: RecordingApi) -> RecordingApi:
    api.line.profiles |= {SOMCHAI: {}}
    return api


@pytest.fixture
async def line(api: RecordingApi, redis: Redis, dialogue: Engine, catalogues: Catalogues) -> AsyncIterator[Line]:
    async with connected(api, redis, dialogue, catalogues) as line:
        yield line


class Officer:
    """Somchai's private chat, or a group that he writes in."""

    def __init__(self, line: Line, *, in_group: bool = False) -> None:
        self.line, self.ids = line, Ids()
        self.source: line_events.Source = "group" if in_group else "user"
        self.last: Event = {}

    async def deliver(self, event: Event) -> Event:
        assert await self.line.deliver(event) == 200
        self.last = event
        return event

    async def start(self, *steps: str) -> "Officer":
        begin = line_events.line_follow if self.source == "user" else lambda ids, _: line_events.line_join(ids)
        await self.deliver(begin(self.ids, SOMCHAI))
        for step in steps:
            await (self.tap(step) if step.isascii() else self.say(step if self.source == "user" else f"/ตอบ {step}"))
        return self

    async def tap(self, choice: str) -> Event:
        data = self.line.button(self.last, choice)
        return await self.deliver(line_events.line_postback(self.ids, SOMCHAI, data, source=self.source))

    async def say(self, text: str, **more: Any) -> Event:
        event = line_events.line_text(self.ids, SOMCHAI, text, source=self.source)
        return await self.deliver({**event, "message": {**event["message"], **more}})

    async def edit(self, event: Event, text: str, **more: Any) -> Event:
        edited = {
            **event,
            "type": "messageEdited",
            "webhookEventId": self.ids.ulid(),
            "replyToken": self.ids.hex32(),
            "message": {**event["message"], "text": text, **more},
        }
        return await self.deliver(edited)

    def newest_bubble(self) -> str:
        """The id of the message that was sent last."""
        return str(FIRST_MESSAGE_ID + sum(map(len, self.line.api.line.delivered.values())))

    @property
    def shown(self) -> str:
        return str(self.line.replies(self.last))


async def test_a_quote_of_an_older_question_belongs_to_it(line: Line, say: Wording) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    first = officer.newest_bubble()
    await officer.tap("standard")
    await officer.tap("standard")
    case = reported_case("reply-to-older-question-answers-present-one")
    await officer.say(case["line"]["message"]["text"], quotedMessageId=first)
    assert say("replace.title") in officer.shown
    await officer.tap("yes")
    assert "3/12" in officer.shown


async def test_a_quote_of_the_question_on_screen_is_an_answer(line: Line) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await officer.say("สูง", quotedMessageId=officer.newest_bubble())
    assert "2/12" in officer.shown


@pytest.mark.parametrize("quoted", ["1", "", "๑"])
async def test_a_quote_of_something_unknown_is_asked_back(line: Line, say: Wording, quoted: str) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await officer.say("สูง", quotedMessageId=quoted)
    assert ("2/12" in officer.shown) == (not quoted)
    if quoted:
        await officer.tap("yes")
        assert "2/12" in officer.shown


async def test_a_lost_record_only_means_asking_back(line: Line, redis: Redis) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await line.deliver()
    bubble = officer.newest_bubble()
    await officer.say("ฟหกด", quotedMessageId=bubble)
    await redis.delete(KEY)
    await officer.say("สูง", quotedMessageId=bubble)
    await officer.tap("yes")
    assert "2/12" in officer.shown


async def test_an_unreadable_record_only_means_asking_back(line: Line, redis: Redis) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    bubble = officer.newest_bubble()
    await officer.say("ฟหกด", quotedMessageId=bubble)
    for place in range(await redis.llen(KEY)):
        await redis.lset(KEY, place, "nonsense")
    await officer.say("สูง", quotedMessageId=bubble)
    await officer.tap("yes")
    assert "2/12" in officer.shown


async def test_a_record_of_another_kind_only_means_asking_back(line: Line, redis: Redis) -> None:
    await redis.hset(KEY, "a", "b")
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await officer.say("สูง", quotedMessageId=officer.newest_bubble())
    await officer.tap("yes")
    assert "2/12" in officer.shown


async def test_the_last_messages_are_remembered_as_long_as_the_conversation(line: Line, redis: Redis) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    for _ in range(REMEMBERED):
        await officer.say("/help")
    await officer.say("ฟหกด", quotedMessageId=officer.newest_bubble())
    assert await redis.llen(KEY) >= REMEMBERED
    assert await redis.llen(KEY) <= REMEMBERED + 1
    assert 3500 < await redis.ttl(KEY) <= 3600


async def test_a_deletion_deletes_what_was_remembered(line: Line, redis: Redis) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await officer.say("ฟหกด", quotedMessageId=officer.newest_bubble())
    await officer.say("/delete")
    await officer.tap("yes")
    assert await redis.type(KEY) in {b"string", b"none"}
    assert await redis.ttl(KEY) <= 600
    await officer.start(*UP_TO_LEVELS)
    await officer.say("สูง", quotedMessageId=officer.newest_bubble())
    assert "2/12" in officer.shown


async def test_a_quote_of_radap_addresses_it_in_a_group(line: Line) -> None:
    officer = await Officer(line, in_group=True).start(*UP_TO_LEVELS)
    await officer.say("สูง", quotedMessageId=officer.newest_bubble())
    assert "2/12" in officer.shown


async def test_a_quote_of_a_member_is_no_message_to_radap(line: Line) -> None:
    officer = await Officer(line, in_group=True).start(*UP_TO_LEVELS)
    quiet = len(line.sent())
    await officer.say("สูง", quotedMessageId="1")
    assert len(line.sent()) == quiet


async def test_the_words_of_an_emoji_are_cut_out_of_a_name(line: Line, criteria: Criteria, say: Wording) -> None:
    officer = await Officer(line).start("agree")
    message: Mapping[str, Any] = EMOJI_CASE["event"]["message"]
    await officer.say(message["text"], emojis=message["emojis"])
    assert say("agency.title") in officer.shown
    await officer.say("เทศบาล")
    for choice in ("skip", "skip", "local_transaction", *["standard"] * 12):
        await officer.tap(choice)
    assert "ขอใบอนุญาต" in officer.shown
    assert "(smile)" not in officer.shown
    assert criteria.levels


async def test_a_text_of_emoji_only_has_no_letters(line: Line, say: Wording) -> None:
    officer = await Officer(line).start("agree")
    await officer.say("(thinking)", emojis=[emoji(0, 10)])
    assert say("notice.needs_letters") in officer.shown


async def test_emoji_around_a_level_do_not_count(line: Line) -> None:
    officer = await Officer(line).start(*UP_TO_LEVELS)
    await officer.say("(moon 1)2(moon 2)", emojis=[emoji(0, 8), emoji(9, 8)])
    assert "2/12" in officer.shown


async def test_emoji_are_counted_in_utf16_units_and_cut_out_of_an_edit_too(line: Line, say: Wording) -> None:
    officer = await Officer(line).start("agree")
    sent = await officer.say("😀ฟ(smile)ก", emojis=[emoji(3, 7)])
    assert say("agency.title") in officer.shown
    await officer.edit(sent, "😀ฟผ(smile)ก", emojis=[emoji(4, 7)])
    assert "😀ฟผก" in officer.shown


@pytest.mark.parametrize(("index", "length"), [(-3, 2), (0, -5), (900, 5), (1, 900)])
async def test_any_places_of_emoji_are_answered(line: Line, index: int, length: int) -> None:
    officer = await Officer(line).start("agree")
    await officer.say("บริการ(smile)", emojis=[emoji(index, length)])
    assert line.replies(officer.last)


async def test_an_edit_answers_the_question_that_refused_the_message(line: Line, say: Wording) -> None:
    case = reported_case("edited-refused-message-gets-no-answer")
    officer = await Officer(line).start("agree")
    long = await officer.say("ก" * 250)
    await officer.edit(long, case["events"][1]["edited_message"]["text"])
    assert say("agency.title") in officer.shown


async def test_an_edited_level_is_changed_with_a_notice(line: Line, say: Wording, criteria: Criteria) -> None:
    case = reported_case("edited-typed-level-keeps-old-level")
    officer = await Officer(line).start(*UP_TO_LEVELS)
    typed = await officer.say(case["events"][0]["say"])
    await officer.edit(typed, case["events"][1]["edited_message"]["text"])
    process, level = criteria.processes[0].name[Language.THAI], criteria.levels[-1].name[Language.THAI]
    assert say("notice.corrected", question=process, answer=level) in officer.shown


def emoji(index: int, length: int) -> dict[str, Any]:
    return {"index": index, "length": length, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}
