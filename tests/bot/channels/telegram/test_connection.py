import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from bot.turns.turn_handler import TurnHandler
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.contracts import telegram_problems
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import TELEGRAM_TOKEN, RecordingApi
from tests.fakes.platforms.telegram_updates import BOT_USERNAME
from tests.fakes.telegram_side import SECRET, SOMCHAI, SOMSRI, WEBHOOK, Telegram, connected

SEND, POLL = "sendMessage", "getUpdates"
MENU = ["start", "back", "restart", "help", "about", "results", "form", "language", "export", "delete"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses."""
    monkeypatch.setattr("bot.channels.telegram.polling.SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr("bot.channels.telegram.polling.SETTLE", 0.01)
    monkeypatch.setattr("bot.channels.telegram.connection.LONGEST_PAUSE", 0)


@asynccontextmanager
async def running(telegram: Telegram) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(telegram.channel.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def polling(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with connected(api, turns, catalogues, webhook=None) as telegram, running(telegram):
        yield telegram


async def until_confirmed(api: RecordingApi, count: int = 0) -> None:
    """Wait until this many updates are left for getUpdates."""
    async with asyncio.timeout(60):
        while api.telegram.updates.pending != count:
            await asyncio.sleep(0.005)


@contextmanager
def own_records(caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    with caplog.at_level(logging.INFO, "radap.telegram"):
        yield caplog.records


async def test_the_webhook_and_the_menus_are_set(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> None:
    async with connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
    webhook = api.telegram.webhook
    assert (webhook["url"], webhook["secret_token"]) == (WEBHOOK, SECRET)
    assert webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert 1 <= webhook["max_connections"] <= 100
    thai, english = api.telegram.commands["default", "th"], api.telegram.commands["default", ""]
    assert [command["command"] for command in thai] == [command["command"] for command in english] == MENU
    assert thai[0]["description"] == catalogues[Language.THAI]("command.start")
    assert english[0]["description"] == catalogues[Language.ENGLISH]("command.start")


async def test_polling_answers_a_kind_of_message_that_the_library_reads_in_another_form(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues
) -> None:
    async with polling(api, turns, catalogues) as telegram:
        update = telegram_updates.text_update(telegram.ids, SOMCHAI, "")
        del update["message"]["text"]
        update["message"]["checklist"] = {"a form that comes later": 1}
        await api.queue_update(update)
        await api.wait_for(1, method=SEND)
        await until_confirmed(api)
    assert len(api.telegram_chat(SOMCHAI)) == 1


async def test_every_call_is_as_telegram_describes_it(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues
) -> None:
    async with connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await until_confirmed(api)
    assert len(api.calls) >= 10
    assert [problem for call in api.calls for problem in telegram_problems(call)] == []


async def test_opening_makes_no_call(turns: TurnHandler, catalogues: Catalogues) -> None:
    async with RecordingApi() as api, connected(api, turns, catalogues):
        assert api.calls == []


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "setMyCommands"])
@pytest.mark.parametrize("status", [409, 429, 500, 502])
async def test_a_temporary_failure_is_retried(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, method: str, status: int
) -> None:
    api.fail_next("telegram", method, status=status, times=3)
    async with connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
    assert api.telegram.webhook["url"] == WEBHOOK
    assert len(api.calls_of("telegram", "getMe")) == 4


async def test_a_malformed_answer_is_retried(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> None:
    bodies: tuple[object, ...] = ({}, [], "<html>", {"ok": True, "result": 5})
    for body in bodies:
        api.fail_next("telegram", "getMe", status=200, body=body)
    async with connected(api, turns, catalogues) as telegram:
        await telegram.channel.run()
    assert api.telegram.webhook["url"] == WEBHOOK


async def test_a_rate_limit_is_waited_out(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> None:
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    api.fail_next("telegram", "setWebhook", status=429, body=body)
    async with connected(api, turns, catalogues) as telegram:
        before = asyncio.get_running_loop().time()
        await telegram.channel.run()
        assert asyncio.get_running_loop().time() - before >= 1


async def test_a_wrong_token_is_an_error_with_a_remedy_and_stops_nothing(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "123:another-token"
    with own_records(caplog) as records:
        async with connected(api, turns, catalogues, token=wrong) as telegram, running(telegram) as task:
            await api.wait_for(1, method="getMe")
            while not records:
                await asyncio.sleep(0.005)
            assert not task.done()
    record = vars(records[0])
    assert (record["levelname"], record["error"]) == ("ERROR", "InvalidToken")
    assert "TELEGRAM_BOT_TOKEN" in record["remedy"]
    assert record["retry_in_seconds"] >= 60
    assert "another-token" not in str(record)


async def test_without_telegram_the_webhook_still_answers(
    turns: TurnHandler, catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = "http://127.0.0.1:9/bot"
    with own_records(caplog) as records:
        async with (
            RecordingApi() as api,
            connected(api, turns, catalogues, base_url=nobody) as telegram,
            running(telegram) as task,
        ):
            while len(records) < 3:
                await asyncio.sleep(0.005)
            assert not task.done()
            assert await telegram.type("สวัสดี") == 503
    assert {record.levelname for record in records} == {"WARNING"}
    assert TELEGRAM_TOKEN not in "".join(str(vars(record)) for record in records)


async def test_polled_updates_are_answered_and_confirmed(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, say: Wording
) -> None:
    api.telegram.webhook["url"] = "https://old.example/webhook"
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(api.number_message(telegram_updates.start_update(telegram.ids, SOMCHAI)))
        await api.wait_for(1, method=SEND)
        await until_confirmed(api)
        await api.queue_update(telegram.tap_on(telegram.last(), "agree"))
        await api.wait_for(1, method="editMessageText")
        await until_confirmed(api)
        assert say("service.title") in telegram.last().text
    assert "url" not in api.telegram.webhook
    assert api.telegram.webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_an_update_is_confirmed_only_when_it_is_answered(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues
) -> None:
    released = api.hold_next("telegram", SEND)
    async with polling(api, turns, catalogues) as telegram:
        update = telegram_updates.start_update(telegram.ids, SOMCHAI)
        await api.queue_update(update)
        await api.wait_for(1, method=SEND)
        await api.wait_for(len(api.calls_of(method=POLL)) + 3, method=POLL)
        assert api.telegram.updates.pending == 1
        assert len(api.calls_of(method=SEND)) == 1
        released.set()
        await until_confirmed(api)
        assert api.calls_of(method=POLL)[-1].body.get("offset", 0) <= update["update_id"] + 1


async def test_an_unanswered_update_is_handled_after_a_restart(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, say: Wording
) -> None:
    api.fail_next("telegram", SEND, status=500, times=1000)
    async with polling(api, turns, catalogues):
        await api.queue_update(telegram_updates.start_update(Ids(), SOMCHAI))
        await api.wait_for(2, method=SEND)
    async with RecordingApi() as later:
        later.telegram = api.telegram
        async with polling(later, turns, catalogues) as telegram:
            await until_confirmed(later)
            assert say("welcome.title") in telegram.last().text


async def test_an_update_that_fails_temporarily_is_retried(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, say: Wording
) -> None:
    api.fail_next("telegram", SEND, status=502, times=3)
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await until_confirmed(api)
        assert say("welcome.title") in telegram.last().text


async def test_a_failing_update_does_not_delay_other_chats(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues
) -> None:
    released = api.hold_next("telegram", SEND)
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await api.wait_for(1, method=SEND)
        for count in (2, 3):
            await api.queue_update(telegram_updates.text_update(telegram.ids, SOMSRI, "สวัสดี"))
            await api.wait_for(count, method=SEND)
        assert api.telegram.updates.pending == 3
        released.set()
        await until_confirmed(api)
    assert len(api.calls_of(method=SEND)) == 3


async def test_the_updates_of_one_chat_are_handled_in_order(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, say: Wording
) -> None:
    ids = Ids()
    texts = ("ยอมรับ", "การขออนุญาตก่อสร้างอาคาร", "เทศบาลนครตัวอย่าง")
    for text in ("/start", *texts):
        await api.queue_update(telegram_updates.text_update(ids, SOMCHAI, text))
    api.fail_next("telegram", SEND, status=500)
    async with polling(api, turns, catalogues) as telegram:
        await until_confirmed(api)
        titles = [shown.text.split("\n")[1] for shown in telegram.api.telegram_chat(SOMCHAI)][1:]
    assert titles == [say("service.title"), say("agency.title"), say("assessor.title")]


async def test_malformed_polled_updates_are_skipped(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, say: Wording
) -> None:
    for update_id, content in ((1, {"message": {}}), (2, {"message": "ความลับ"}), (3, {})):
        await api.queue_update({"update_id": update_id, **content})
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await until_confirmed(api)
        assert say("welcome.title") in telegram.last().text


async def test_update_ids_may_restart(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> None:
    async with polling(api, turns, catalogues) as telegram:
        for count, update_id in enumerate((900, 5), 1):
            update = telegram_updates.text_update(telegram.ids, SOMCHAI, "สวัสดี", update_id=update_id)
            await api.queue_update(update)
            await api.wait_for(count, method=SEND)
            await until_confirmed(api)


@pytest.mark.parametrize("status", [401, 409, 500])
async def test_a_failed_poll_is_retried(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connection.SLOW_PAUSE", 0)
    api.fail_next("telegram", POLL, status=status, times=2)
    async with polling(api, turns, catalogues) as telegram:
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await until_confirmed(api)
    assert len(api.telegram_chat(SOMCHAI)) == 1


async def test_a_webhook_that_someone_sets_meanwhile_is_removed(
    api: RecordingApi, turns: TurnHandler, catalogues: Catalogues
) -> None:
    async with polling(api, turns, catalogues) as telegram:
        await api.wait_for(1, method="setMyCommands")
        api.telegram.webhook["url"] = "https://other.example/webhook"
        await api.queue_update(telegram_updates.start_update(telegram.ids, SOMCHAI))
        await until_confirmed(api)
        await api.queue_update(telegram_updates.text_update(telegram.ids, SOMCHAI, "ใช่"))
        await until_confirmed(api)
    assert "url" not in api.telegram.webhook


async def test_the_bots_name_is_requested_once(api: RecordingApi, turns: TurnHandler, catalogues: Catalogues) -> None:
    async with polling(api, turns, catalogues) as telegram:
        mention = telegram_updates.text_update(telegram.ids, -7001, f"/help@{BOT_USERNAME}", user=1, kind="group")
        await api.queue_update(mention)
        await until_confirmed(api)
    assert len(api.calls_of(method="getMe")) == 1
    assert len(api.telegram_chat(-7001)) == 2
