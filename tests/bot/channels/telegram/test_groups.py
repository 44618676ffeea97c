"""A Telegram group fills in one assessment together."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.storage.keys import session_key
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Catalogues
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.recording_api import RecordingApi
from tests.fakes.platforms.telegram_updates import BOT_USERNAME
from tests.fakes.telegram_side import GROUP, SOMCHAI, SOMSRI, Telegram, connected, conversation
from tests.reported_cases import reported_case


@pytest.fixture
async def telegram(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with RecordingApi() as api, connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
        yield telegram


async def say_as_group(telegram: Telegram, text: str) -> None:
    """Write as an administrator who remains anonymous."""
    update = telegram_updates.text_update(telegram.ids, GROUP, text, user=SOMCHAI, kind="supergroup")
    assert await telegram.deliver(telegram_updates.anonymous_update(update)) == 200


def administrators(telegram: Telegram, *, somchai_is_anonymous: bool) -> None:
    listed = telegram_updates.administrator(SOMCHAI, is_anonymous=somchai_is_anonymous)
    telegram.api.telegram.administrators[GROUP] = [listed]


def group_text(telegram: Telegram) -> str:
    return "".join(message.text for message in telegram.api.telegram_chat(GROUP))


async def say_in_group(telegram: Telegram, user: int, text: str, **more: object) -> None:
    update = telegram_updates.text_update(telegram.ids, GROUP, text, user=user, kind="supergroup")
    update["message"]["from"]["first_name"] = {SOMCHAI: "สมชาย", SOMSRI: "สมศรี <b>"}[user]
    update["message"] |= more
    assert await telegram.deliver(update) == 200


async def tap_in_group(telegram: Telegram, user: int, choice: str) -> None:
    update = telegram.tap_on(telegram.last(GROUP), choice, GROUP, user=user, kind="supergroup")
    assert await telegram.deliver(update) == 200


async def added(telegram: Telegram) -> None:
    await telegram.deliver(telegram_updates.added_to_group_update(telegram.ids, GROUP, SOMCHAI))


def shown(telegram: Telegram) -> int:
    return len(telegram.api.telegram_chat(GROUP))


async def test_one_message_explains_and_other_talk_is_left_alone(telegram: Telegram) -> None:
    await added(telegram)
    assert "/answer" in telegram.last(GROUP).text
    await say_in_group(telegram, SOMSRI, "มาตรฐาน")
    await say_in_group(telegram, SOMSRI, "/roll 2d6")
    assert shown(telegram) == 1


async def test_answers_by_tap_reply_mention_and_command(telegram: Telegram) -> None:
    await added(telegram)
    await tap_in_group(telegram, SOMCHAI, "agree")
    assert "สมชาย เริ่มการประเมิน" in telegram.last(GROUP).text
    asked = {"message_id": 1, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}, "text": "?"}
    await say_in_group(
        telegram, SOMSRI, "ขออนุญาตก่อสร้าง", reply_to_message={**asked, "from": telegram_updates.bot_user()}
    )
    assert "สมศรี <b> ตอบ ชื่อบริการ: ขออนุญาตก่อสร้าง" in telegram.last(GROUP).text
    mention = [{"type": "mention", "offset": 0, "length": len(BOT_USERNAME) + 1}]
    await say_in_group(telegram, SOMCHAI, f"@{BOT_USERNAME} เทศบาล", entities=mention)
    assert "สมชาย ตอบ หน่วยงานรับผิดชอบ: เทศบาล" in telegram.last(GROUP).text
    await say_in_group(telegram, SOMSRI, "/answer นางสาวใจดี")
    await tap_in_group(telegram, SOMCHAI, "skip")
    await tap_in_group(telegram, SOMSRI, "local_transaction")
    await tap_in_group(telegram, SOMCHAI, "standard")
    assert "สมชาย ตอบ" in telegram.last(GROUP).text
    assert "มาตรฐาน" in telegram.last(GROUP).text


async def test_private_and_group_assessments_are_separate(telegram: Telegram) -> None:
    await telegram.start()
    await telegram.tap("agree")
    await telegram.type("เรื่องส่วนตัวของสมชาย")
    private = telegram.last()
    await added(telegram)
    await tap_in_group(telegram, SOMCHAI, "agree")
    await say_in_group(telegram, SOMCHAI, "/results")
    assert "เรื่องส่วนตัวของสมชาย" not in "".join(message.text for message in telegram.api.telegram_chat(GROUP))
    assert telegram.last() == private


async def test_only_the_starter_deletes(telegram: Telegram) -> None:
    await added(telegram)
    await tap_in_group(telegram, SOMCHAI, "agree")
    await say_in_group(telegram, SOMSRI, "/delete")
    assert "เท่านั้น" in telegram.last(GROUP).text
    await say_in_group(telegram, SOMCHAI, "/delete")
    await tap_in_group(telegram, SOMSRI, "yes")
    assert "เท่านั้น" in telegram.last(GROUP).text
    await tap_in_group(telegram, SOMCHAI, "yes")
    await say_in_group(telegram, SOMSRI, "/start")
    assert "/answer" in telegram.last(GROUP).text


async def test_a_group_that_becomes_a_supergroup_keeps_its_assessment(telegram: Telegram, redis: Redis) -> None:
    await added(telegram)
    await tap_in_group(telegram, SOMCHAI, "agree")
    await say_in_group(telegram, SOMCHAI, "/answer ขออนุญาตก่อสร้าง")
    moved = telegram_updates.text_update(telegram.ids, -100_7001, "ก", user=SOMCHAI, kind="supergroup")
    del moved["message"]["text"]
    moved["message"]["migrate_from_chat_id"] = GROUP
    for _ in range(2):
        assert await telegram.deliver(moved) == 200
    assert not await redis.exists(session_key(conversation(GROUP)))
    after = telegram_updates.text_update(telegram.ids, -100_7001, "/answer เทศบาล", user=SOMSRI, kind="supergroup")
    assert await telegram.deliver(after) == 200
    assert "หน่วยงานรับผิดชอบ: เทศบาล" in telegram.last(-100_7001).text


async def test_answers_in_a_forum_stay_in_their_topic(telegram: Telegram) -> None:
    await say_in_group(telegram, SOMCHAI, "/start", is_topic_message=True, message_thread_id=9)
    assert telegram.sent()[-1].body["message_thread_id"] == 9


async def test_an_anonymous_administrator_is_not_named_by_a_tap_and_may_delete(
    telegram: Telegram,
) -> None:
    administrators(telegram, somchai_is_anonymous=True)
    await say_as_group(telegram, f"/start@{BOT_USERNAME}")
    await tap_in_group(telegram, SOMCHAI, "agree")
    assert "สมาชิกในกลุ่ม เริ่มการประเมิน" in telegram.last(GROUP).text
    await say_in_group(telegram, SOMSRI, "/delete")
    assert "เท่านั้น" in telegram.last(GROUP).text
    await say_as_group(telegram, "/delete")
    await tap_in_group(telegram, SOMSRI, "yes")
    assert "เท่านั้น" in telegram.last(GROUP).text
    await tap_in_group(telegram, SOMCHAI, "yes")
    assert "สมชาย" not in group_text(telegram)
    await say_in_group(telegram, SOMSRI, "/start")
    assert "/answer" in telegram.last(GROUP).text, "everything was deleted"


@pytest.mark.parametrize("way", ["yes", "ลบ"])
async def test_the_reported_anonymous_administrator_is_named_nowhere_and_deletes(telegram: Telegram, way: str) -> None:
    typed, tapped = reported_case("anonymous-admin-is-named")["events"]
    group, person = typed["message"]["chat"]["id"], tapped["callback_query"]["from"]
    listed = telegram_updates.administrator(person["id"], is_anonymous=True)
    telegram.api.telegram.administrators[group] = [listed]

    async def say(text: str) -> None:
        update = telegram_updates.text_update(telegram.ids, group, text, kind="supergroup")
        assert await telegram.deliver(telegram_updates.anonymous_update(update)) == 200

    async def tap(choice: str) -> None:
        update = telegram.tap_on(telegram.last(group), choice, group, kind="supergroup")
        update["callback_query"]["from"] = person
        assert await telegram.deliver(update) == 200

    await say(typed["message"]["text"].replace("radap_bot", BOT_USERNAME))
    await tap("agree")
    await say("/answer ขออนุญาตก่อสร้าง")
    await say("/delete")
    await (tap(way) if way == "yes" else say(f"/answer {way}"))
    shown = "".join(message.text for message in telegram.api.telegram_chat(group))
    assert person["first_name"] not in shown
    assert "ลบข้อมูลแล้ว" in telegram.last(group).text


async def test_an_administrator_who_has_just_become_anonymous_is_not_named_any_more(telegram: Telegram) -> None:
    administrators(telegram, somchai_is_anonymous=False)
    await say_in_group(telegram, SOMCHAI, "/start")
    await tap_in_group(telegram, SOMCHAI, "agree")
    assert "สมชาย เริ่มการประเมิน" in telegram.last(GROUP).text
    administrators(telegram, somchai_is_anonymous=True)
    await say_as_group(telegram, "/answer ขออนุญาตก่อสร้าง")
    await say_as_group(telegram, "/answer เทศบาล")
    await tap_in_group(telegram, SOMCHAI, "skip")
    assert "สมาชิกในกลุ่ม ตอบ" in telegram.last(GROUP).text
    assert "สมชาย" not in telegram.last(GROUP).text


async def test_administrators_are_requested_once_for_all_members(telegram: Telegram) -> None:
    administrators(telegram, somchai_is_anonymous=False)
    await say_in_group(telegram, SOMCHAI, "/start")
    welcome = telegram.last(GROUP)
    for user in (SOMCHAI, SOMSRI, SOMCHAI):
        tap = telegram.tap_on(welcome, "agree", GROUP, user=user, kind="supergroup")
        assert await telegram.deliver(tap) == 200
    assert telegram.calls().count("getChatAdministrators") == 1


@pytest.mark.parametrize("trouble", ["refused", "dropped", "another form"])
async def test_without_an_answer_about_administrators_nobody_is_named_and_the_turn_continues(
    telegram: Telegram, trouble: str
) -> None:
    if trouble == "dropped":
        telegram.api.drop_next("telegram", "getChatAdministrators")
    else:
        status, body = (429, None) if trouble == "refused" else (200, {"ok": True, "result": True})
        telegram.api.fail_next("telegram", "getChatAdministrators", status=status, body=body)
    await say_in_group(telegram, SOMSRI, "/start")
    await tap_in_group(telegram, SOMSRI, "agree")
    assert "สมาชิกในกลุ่ม เริ่มการประเมิน" in telegram.last(GROUP).text
    await say_in_group(telegram, SOMCHAI, "/answer ขออนุญาตก่อสร้าง")
    assert "สมชาย ตอบ" in telegram.last(GROUP).text, "a message bears the name that the group sees"


async def test_a_slow_answer_about_administrators_does_not_hold_up_the_turn(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.client.EXTRA_TIMEOUT", 0.05)
    held = telegram.api.hold_next("telegram", "getChatAdministrators")
    await say_in_group(telegram, SOMSRI, "/start")
    await tap_in_group(telegram, SOMSRI, "agree")
    assert "สมาชิกในกลุ่ม เริ่มการประเมิน" in telegram.last(GROUP).text
    assert not held.is_set()


@pytest.mark.parametrize(("told", "setting"), [(True, "SECONDS_KNOWN"), (False, "SECONDS_UNKNOWN")])
@pytest.mark.parametrize(("seconds", "calls"), [(0.0, 2), (3600.0, 1)])
async def test_the_anonymous_administrators_are_cached(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, *, told: bool, setting: str, seconds: float, calls: int
) -> None:
    monkeypatch.setattr(f"bot.channels.telegram.administrators.{setting}", seconds)
    if not told:
        telegram.api.fail_next("telegram", "getChatAdministrators", status=429, times=2)
    await say_in_group(telegram, SOMCHAI, "/start")
    welcome = telegram.last(GROUP)
    for user in (SOMCHAI, SOMSRI):
        await telegram.deliver(telegram.tap_on(welcome, "agree", GROUP, user=user, kind="supergroup"))
    assert telegram.calls().count("getChatAdministrators") == calls


async def test_an_answer_from_before_somebody_became_anonymous_is_not_cached(telegram: Telegram) -> None:
    administrators(telegram, somchai_is_anonymous=False)
    await say_in_group(telegram, SOMSRI, "/start")
    welcome = telegram.last(GROUP)
    held = telegram.api.hold_next("telegram", "getChatAdministrators")
    tap = telegram.tap_on(welcome, "agree", GROUP, user=SOMSRI, kind="supergroup")
    tap["callback_query"]["from"]["first_name"] = "สมศรี"
    tapping = asyncio.create_task(telegram.deliver(tap))
    await telegram.api.wait_for(1, method="getChatAdministrators")
    administrators(telegram, somchai_is_anonymous=True)
    await say_as_group(telegram, "/help")
    held.set()
    assert await tapping == 200
    assert "สมศรี เริ่มการประเมิน" in group_text(telegram)
    await telegram.deliver(telegram.tap_on(welcome, "agree", GROUP, user=SOMCHAI, kind="supergroup"))
    assert "สมชาย" not in group_text(telegram)
    assert telegram.calls().count("getChatAdministrators") == 2


async def test_a_cancelled_tap_does_not_cancel_the_shared_request(telegram: Telegram) -> None:
    administrators(telegram, somchai_is_anonymous=False)
    await say_in_group(telegram, SOMSRI, "/start")
    held = telegram.api.hold_next("telegram", "getChatAdministrators")
    taps = [telegram.tap_on(telegram.last(GROUP), "agree", GROUP, user=SOMCHAI, kind="supergroup") for _ in range(2)]
    given_up, waiting = [asyncio.create_task(telegram.deliver(tap)) for tap in taps]
    await telegram.api.wait_for(1, method="getChatAdministrators")
    given_up.cancel()
    await asyncio.wait([given_up])
    held.set()
    assert await waiting == 200
    assert "สมชาย เริ่มการประเมิน" in telegram.last(GROUP).text
