"""Answers in Telegram appear where the people are: in topics, below posts, in groups that moved."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.storage.keys import session_key
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Catalogues
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.platforms.telegram_updates import BOT_USERNAME, Update
from tests.fakes.telegram_side import SOMCHAI, SOMSRI, Telegram, connected, conversation
from tests.reported_cases import reported_case

FORUM, MOVED = -100_7001, -100_7002


@pytest.fixture
async def telegram(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with RecordingApi() as api, connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
        yield telegram


def in_topic(topic: int | None) -> dict[str, Any]:
    return {} if topic is None else {"is_topic_message": True, "message_thread_id": topic}


async def say(telegram: Telegram, text: str, topic: int | None = None, user: int = SOMCHAI, **more: Any) -> str:
    """Write in the forum, and return the words that Radap sends."""
    update = telegram_updates.text_update(telegram.ids, FORUM, text, user=user, kind="supergroup")
    update["message"] |= in_topic(topic) | more
    update["message"]["chat"]["is_forum"] = True
    assert await telegram.deliver(update) == 200
    return telegram.last(FORUM).text


def tap_update(telegram: Telegram, choice: str, topic: int | None = None, **more: Any) -> Update:
    update = telegram.tap_on(telegram.last(FORUM), choice, FORUM, user=SOMCHAI, kind="supergroup", **more)
    update["callback_query"]["message"] |= in_topic(topic)
    update["callback_query"]["message"]["chat"]["is_forum"] = True
    return update


async def tap(telegram: Telegram, choice: str, topic: int | None = None, **more: Any) -> str:
    assert await telegram.deliver(tap_update(telegram, choice, topic, **more)) == 200
    return telegram.last(FORUM).text


def topics_of(telegram: Telegram) -> list[int | None]:
    """The topics of all messages that were sent to the forum; None for General."""
    sent = [call for call in telegram.sent() if call.method == "sendMessage" and call.status == 200]
    return [call.body.get("message_thread_id") for call in sent]


async def begun(telegram: Telegram, topic: int | None, service: str) -> None:
    await say(telegram, "/start", topic)
    await tap(telegram, "agree", topic)
    await say(telegram, f"/answer {service}", topic)


async def test_each_topic_has_its_own_assessment(telegram: Telegram) -> None:
    await begun(telegram, 77, "ใบอนุญาต")
    await begun(telegram, 78, "ทะเบียนราษฎร")
    await begun(telegram, None, "ชำระภาษี")
    for topic, service in ((77, "ใบอนุญาต"), (78, "ทะเบียนราษฎร"), (None, "ชำระภาษี")):
        await say(telegram, "/restart", topic)
        assert service in await say(telegram, "/results", topic), "it is parked where it was begun"
    assert set(topics_of(telegram)) == {77, 78, None}


async def test_a_conversation_from_before_topics_goes_on_in_general(telegram: Telegram) -> None:
    await begun(telegram, None, "ใบอนุญาต")
    assert "ยินดีช่วยประเมิน" in await say(telegram, "/start", 77)
    assert "เทศบาล" in await say(telegram, "/answer เทศบาล")


async def test_a_refused_edit_becomes_a_message_in_the_same_topic(telegram: Telegram) -> None:
    case = reported_case("forum-edit-refused-leaves-topic")
    topic = case["event"]["callback_query"]["message"]["message_thread_id"]
    await say(telegram, "/start", topic)
    refusal = case["api"]["editMessageText"]
    body = {"ok": False, "error_code": refusal["status"], "description": refusal["description"]}
    telegram.api.fail_next("telegram", "editMessageText", status=refusal["status"], body=body)
    await tap(telegram, "agree", topic)
    assert topics_of(telegram) == [topic, topic]


@pytest.mark.parametrize(
    "description",
    [
        reported_case("forum-topic-gone-answer-lost")["api"]["any call with message_thread_id"]["description"],
        "Bad Request: TOPIC_CLOSED",
        "Bad Request: TOPIC_DELETED",
    ],
)
async def test_the_answer_to_a_topic_that_is_gone_comes_to_the_group(telegram: Telegram, description: str) -> None:
    telegram.api.telegram.lost_topics[77] = description.removeprefix("Bad Request: ")
    assert "ยินดีช่วยประเมิน" in await say(telegram, "/start", 77)
    assert topics_of(telegram) == [None]
    assert len(telegram.api.telegram_chat(FORUM)) == 1


async def test_another_refusal_is_not_repeated_in_the_group(telegram: Telegram) -> None:
    telegram.api.telegram.lost_topics[77] = "not enough rights to send text messages to the chat"
    update = telegram_updates.text_update(telegram.ids, FORUM, "/start", user=SOMCHAI, kind="supergroup")
    update["message"] |= in_topic(77)
    assert await telegram.deliver(update) == 200
    assert not telegram.api.telegram_chat(FORUM)


async def test_an_answer_in_a_topic_of_a_private_chat_stays_there(telegram: Telegram) -> None:
    case = reported_case("private-topic-typed-answer-outside-topic")
    message = case["event"]["message"]
    assert await telegram.deliver(case["event"]) == 200
    (sent,) = [call for call in telegram.sent() if call.method == "sendMessage"]
    assert sent.body["message_thread_id"] == message["message_thread_id"]
    assert "ยินดีช่วยประเมิน" in telegram.last(message["chat"]["id"]).text


async def test_the_topics_of_a_private_chat_are_one_conversation(telegram: Telegram) -> None:
    await telegram.start()
    await telegram.tap("agree")
    update = telegram_updates.text_update(telegram.ids, SOMCHAI, "ใบอนุญาต")
    update["message"] |= in_topic(5)
    assert await telegram.deliver(update) == 200
    assert "หน่วยงาน" in telegram.last().text


async def test_the_answer_to_a_comment_is_shown_below_the_post(telegram: Telegram) -> None:
    update = telegram_updates.text_update(telegram.ids, FORUM, "/start", user=SOMCHAI, kind="supergroup")
    update["message"]["message_thread_id"] = 40
    assert await telegram.deliver(update) == 200
    sent = telegram.sent()[-1].body
    assert sent["reply_parameters"]["message_id"] == update["message"]["message_id"]
    assert sent["reply_parameters"]["allow_sending_without_reply"] is True
    assert "message_thread_id" not in sent


async def test_a_tap_whose_topic_telegram_does_not_tell_is_answered_in_the_topic_of_its_assessment(
    telegram: Telegram,
) -> None:
    await begun(telegram, 78, "ทะเบียนราษฎร")
    await begun(telegram, 77, "ใบอนุญาต")
    await say(telegram, "/answer เทศบาล", 77)
    assert "สมชาย ตอบ" in await tap(telegram, "skip", inaccessible=True)
    assert topics_of(telegram)[-1] == 77


async def test_a_tap_of_an_unknown_assessment_is_answered_in_general(telegram: Telegram) -> None:
    await begun(telegram, 77, "ใบอนุญาต")
    await say(telegram, "/answer เทศบาล", 77)
    update = tap_update(telegram, "skip", inaccessible=True)
    update["callback_query"]["data"] = "gone1234:assessor:skip"
    assert await telegram.deliver(update) == 200
    assert topics_of(telegram)[-1] is None


async def test_an_edited_answer_is_corrected_in_its_topic(telegram: Telegram) -> None:
    await say(telegram, "/start", 77)
    await tap(telegram, "agree", 77)
    update = telegram_updates.text_update(telegram.ids, FORUM, "/answer ใบอนุญาต", user=SOMCHAI, kind="supergroup")
    update["message"] |= in_topic(77)
    assert await telegram.deliver(update) == 200
    edited = {**update["message"], "text": "/answer ใบอนุญาตก่อสร้าง", "edit_date": 1_800_000_000}
    assert await telegram.deliver({"update_id": 5, "edited_message": edited}) == 200
    assert "ใบอนุญาตก่อสร้าง" in telegram.last(FORUM).text
    assert topics_of(telegram)[-1] == 77


async def test_removal_from_the_group_starts_the_retention_of_its_topics(telegram: Telegram, redis: Redis) -> None:
    for topic in (77, None):
        await begun(telegram, topic, "ใบอนุญาต")
    keys = [session_key(conversation(FORUM)), session_key(f"{conversation(FORUM)}:77")]
    for key in keys:
        await redis.persist(key)
    removed = telegram_updates.blocked_update(telegram.ids, FORUM)
    removed["my_chat_member"]["chat"] = {"id": FORUM, "type": "supergroup", "title": "กองดิจิทัล"}
    assert await telegram.deliver(removed) == 200
    assert all([await redis.ttl(key) > 0 for key in keys])


async def test_the_topics_of_a_group_that_moves_move_with_it(telegram: Telegram, redis: Redis) -> None:
    await begun(telegram, 77, "ใบอนุญาต")
    moved = telegram_updates.text_update(telegram.ids, MOVED, "ก", user=SOMCHAI, kind="supergroup")
    del moved["message"]["text"]
    moved["message"]["migrate_from_chat_id"] = FORUM
    for _ in range(2):
        assert await telegram.deliver(moved) == 200
    assert not await redis.exists(session_key(f"{conversation(FORUM)}:77"))
    after = telegram_updates.text_update(telegram.ids, MOVED, "/answer เทศบาล", user=SOMSRI, kind="supergroup")
    after["message"] |= in_topic(77)
    assert await telegram.deliver(after) == 200
    assert "หน่วยงานรับผิดชอบ: เทศบาล" in telegram.last(MOVED).text


@pytest.mark.parametrize("way", ["typed", "tapped"])
async def test_a_refusal_that_names_the_new_id_of_the_group_is_followed(
    telegram: Telegram, redis: Redis, way: str
) -> None:
    group = -7001
    start = telegram_updates.text_update(telegram.ids, group, "/start", user=SOMCHAI, kind="group")
    assert await telegram.deliver(start) == 200
    agree = telegram.tap_on(telegram.last(group), "agree", group, user=SOMCHAI, kind="group")
    if way == "typed":
        assert await telegram.deliver(agree) == 200
        agree = telegram_updates.text_update(telegram.ids, group, "/answer ใบอนุญาต", user=SOMCHAI, kind="group")
    telegram.api.telegram.moved[group] = MOVED
    assert await telegram.deliver(agree) == 200
    assert "สมชาย" in telegram.last(MOVED).text
    assert not await redis.exists(session_key(conversation(group)))
    assert await redis.exists(session_key(conversation(MOVED)))


async def test_a_tap_on_a_message_from_before_the_move_changes_the_conversation_that_moved(
    telegram: Telegram, redis: Redis
) -> None:
    group = -7001
    start = telegram_updates.text_update(telegram.ids, group, "/start", user=SOMCHAI, kind="group")
    assert await telegram.deliver(start) == 200
    agree = telegram.tap_on(telegram.last(group), "agree", group, user=SOMCHAI, kind="group")
    moved = telegram_updates.text_update(telegram.ids, MOVED, "ก", user=SOMCHAI, kind="supergroup")
    del moved["message"]["text"]
    moved["message"]["migrate_from_chat_id"] = group
    assert await telegram.deliver(moved) == 200
    telegram.api.telegram.moved[group] = MOVED
    assert await telegram.deliver(agree) == 200
    assert "สมาชิกในกลุ่ม เริ่มการประเมิน" in telegram.last(MOVED).text
    assert not await redis.exists(session_key(conversation(group)))


@pytest.mark.parametrize("text", [None, f"/start@{BOT_USERNAME}", f"@{BOT_USERNAME} มาตรฐาน"])
@pytest.mark.parametrize("kind", ["message", "edited_message"])
async def test_a_post_of_the_linked_channel_is_nobodys_answer(
    telegram: Telegram, redis: Redis, text: str | None, kind: str
) -> None:
    case = reported_case("linked-channel-post-becomes-answer")["event"]["message"]
    case["text"] = text or case["text"].replace("radap_bot", BOT_USERNAME)
    case["entities"] = [{"type": "mention", "offset": case["text"].find("@"), "length": len(BOT_USERNAME) + 1}]
    assert await telegram.deliver({"update_id": 4, kind: case}) == 200
    assert not telegram.api.telegram_chat(case["chat"]["id"])
    assert not await redis.exists(session_key(conversation(case["chat"]["id"])))


async def test_a_caption_with_a_mention_is_what_is_said(telegram: Telegram) -> None:
    case = reported_case("caption-with-mention-in-group")["event"]["message"]
    case["caption"] = case["caption"].replace("radap_bot", BOT_USERNAME)
    case["caption_entities"][0]["length"] = len(BOT_USERNAME) + 1
    case["photo"] = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    update = telegram_updates.text_update(telegram.ids, FORUM, "", user=SOMCHAI, kind="supergroup")
    del update["message"]["text"]
    update["message"] |= case
    assert await telegram.deliver(update) == 200
    assert "ยินดีช่วยประเมิน" in telegram.last(FORUM).text


async def test_messages_of_unknown_kinds_are_answered_in_a_private_chat(telegram: Telegram) -> None:
    await telegram.start()
    for content in reported_case("unknown-kinds-get-no-answer")["messages"]:
        update = telegram_updates.text_update(telegram.ids, SOMCHAI, "")
        del update["message"]["text"]
        update["message"] |= content
        assert await telegram.deliver(update) == 200
        assert "อ่านได้เฉพาะข้อความและปุ่ม" in telegram.last().text
    assert len(telegram.api.telegram_chat(SOMCHAI)) == 5
