import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    ReplyMessageRequest,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as WebhookTestRequest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.fakes.platforms.contracts import (
    line_answer_problems,
    problems,
    telegram_answer_problems,
)
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_user_id
from tests.fakes.platforms.recording_api import DROPPED, RecordingApi, UploadedFile
from tests.fakes.platforms.telegram_updates import administrator, text_update

CHAT = 4242
USER = line_user_id(1)
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("สูง", callback_data="level:3")]])


@pytest.fixture
async def line(api: RecordingApi) -> AsyncIterator[AsyncMessagingApi]:
    async with AsyncApiClient(Configuration(host=api.line_base_url, access_token=api.line.token)) as client:
        yield AsyncMessagingApi(client)


@pytest.fixture
async def bot(api: RecordingApi) -> AsyncIterator[Bot]:
    async with Bot(api.telegram.token, base_url=api.telegram_base_url) as client:
        yield client


def reply(text: str = "สวัสดี") -> ReplyMessageRequest:
    return ReplyMessageRequest(reply_token="a-token", messages=[TextMessage(text=text)])


async def test_line_delivers_a_reply_and_its_call_is_recorded(api: RecordingApi, line: AsyncMessagingApi) -> None:
    answer = await line.reply_message(reply())

    assert answer.sent_messages[0].quote_token
    assert [message["text"] for message in api.line_messages("a-token")] == ["สวัสดี"]
    (call,) = api.calls
    assert (call.platform, call.method, call.path) == ("line", "replyMessage", "/v2/bot/message/reply")
    assert (call.status, call.body["replyToken"]) == (200, "a-token")
    assert call.headers["authorization"] == f"Bearer {api.line.token}"


async def test_line_accepts_a_reply_token_once(api: RecordingApi, line: AsyncMessagingApi) -> None:
    await line.reply_message(reply(text="หนึ่ง"))
    with pytest.raises(ApiException) as refused:
        await line.reply_message(reply(text="สอง"))

    assert (refused.value.status, "Invalid reply token" in refused.value.body) == (400, True)
    assert [message["text"] for message in api.line_messages("a-token")] == ["หนึ่ง"]


async def test_line_sends_nothing_of_a_reply_beyond_a_limit_and_keeps_its_token(
    api: RecordingApi, line: AsyncMessagingApi
) -> None:
    with pytest.raises(ApiException) as refused:
        await line.reply_message(reply(text="ก" * 5001))
    assert refused.value.status == 400
    assert api.line_messages("a-token") == []

    await line.reply_message(reply())
    assert len(api.line_messages("a-token")) == 1


async def test_line_refuses_another_access_token(api: RecordingApi) -> None:
    async with AsyncApiClient(Configuration(host=api.line_base_url, access_token="other")) as client:
        with pytest.raises(ApiException) as refused:
            await AsyncMessagingApi(client).reply_message(reply())

    assert refused.value.status == 401
    assert [call.status for call in api.calls] == [401]


async def test_line_answers_its_other_operations(api: RecordingApi, line: AsyncMessagingApi) -> None:
    api.line.profiles[USER] = {"displayName": "มาลี", "language": "th"}

    await line.show_loading_animation(ShowLoadingAnimationRequest(chat_id=USER, loading_seconds=10))
    await line.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="https://example.go.th/line"))

    assert (await line.get_bot_info()).basic_id.startswith("@")
    assert (await line.get_profile(USER)).display_name == "มาลี"
    assert (await line.get_webhook_endpoint()).endpoint == "https://example.go.th/line"
    assert (await line.test_webhook_endpoint(WebhookTestRequest())).success
    assert {call.status for call in api.calls} == {200, 202}


async def test_line_has_no_profile_of_an_unknown_user(line: AsyncMessagingApi) -> None:
    with pytest.raises(ApiException) as refused:
        await line.get_profile(USER)
    assert refused.value.status == 404


async def test_an_address_that_line_does_not_know_is_refused_and_recorded(api: RecordingApi) -> None:
    headers = {"authorization": f"Bearer {api.line.token}"}
    async with aiohttp.ClientSession() as session, session.get(f"{api.line_base_url}/v2/x", headers=headers) as answer:
        assert answer.status == 404
    assert [call.method for call in api.calls] == ["GET /v2/x"]


async def test_line_s_answers_and_calls_keep_to_its_description(api: RecordingApi, line: AsyncMessagingApi) -> None:
    api.line.profiles[USER] = {}
    await line.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="https://example.go.th/line"))
    bodies = {
        "replyMessage": (
            "POST",
            "/v2/bot/message/reply",
            {"replyToken": "t", "messages": [{"type": "text", "text": "ก"}]},
        ),
        "getBotInfo": ("GET", "/v2/bot/info", None),
        "getWebhookEndpoint": ("GET", "/v2/bot/channel/webhook/endpoint", None),
        "testWebhookEndpoint": ("POST", "/v2/bot/channel/webhook/test", {}),
        "getProfile": ("GET", f"/v2/bot/profile/{USER}", None),
    }
    async with aiohttp.ClientSession(headers={"authorization": f"Bearer {api.line.token}"}) as session:
        for method, (verb, path, body) in bodies.items():
            async with session.request(verb, api.line_base_url + path, json=body) as answer:
                assert line_answer_problems(method, answer.status, await answer.json()) == []

    assert [problems(call) for call in api.calls] == [[]] * 6


async def test_telegram_shows_messages_in_order_with_their_buttons(api: RecordingApi, bot: Bot) -> None:
    first = await bot.send_message(CHAT, "<b>คำถาม</b> 1 &lt; 2", parse_mode="HTML", reply_markup=KEYBOARD)
    second = await bot.send_message(CHAT, "[1, 2]")

    assert (first.message_id, second.message_id) == (1, 2)
    assert (first.text, [entity.type for entity in first.entities]) == ("คำถาม 1 < 2", ["bold"])
    shown = api.telegram_chat(CHAT)
    assert [message.text for message in shown] == ["คำถาม 1 < 2", "[1, 2]"]
    assert shown[0].button("สูง")["callback_data"] == "level:3"
    assert shown[1].buttons == []
    assert api.telegram_chat(CHAT + 1) == []


async def test_a_telegram_call_is_recorded_decoded(api: RecordingApi, bot: Bot) -> None:
    await bot.send_message(CHAT, "7", reply_markup=KEYBOARD)

    (call,) = api.calls_of("telegram", "sendMessage")
    button = {"text": "สูง", "callback_data": "level:3"}
    assert call.body == {"chat_id": CHAT, "text": "7", "reply_markup": {"inline_keyboard": [[button]]}}
    assert (call.status, [seen.method for seen in api.calls]) == (200, ["getMe", "sendMessage"])


async def test_telegram_edits_in_place_and_an_edit_without_a_keyboard_removes_it(api: RecordingApi, bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "ก่อน", reply_markup=KEYBOARD)
    await bot.edit_message_text("หลัง", CHAT, sent.message_id)

    (message,) = api.telegram_chat(CHAT)
    assert (message.text, message.markup) == ("หลัง", None)


async def test_telegram_refuses_an_edit_that_changes_nothing(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "เดิม", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("เดิม", CHAT, sent.message_id, reply_markup=KEYBOARD)


async def test_telegram_refuses_to_edit_a_missing_message(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("ใหม่", CHAT, 99)


async def test_telegram_refuses_what_breaks_a_limit(api: RecordingApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="<br>"):
        await bot.send_message(CHAT, "ก<br>ข", parse_mode="HTML")
    assert api.telegram_chat(CHAT) == []


async def test_telegram_deletes_a_message(api: RecordingApi, bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "ลบได้")
    await bot.delete_message(CHAT, sent.message_id)
    assert api.telegram_chat(CHAT) == []


async def test_telegram_accepts_a_document_with_its_exact_bytes(api: RecordingApi, bot: Bot) -> None:
    content = bytes(range(256)) + b"\r\n--\r\n"
    sent = await bot.send_document(CHAT, BytesIO(content), caption="ผล", filename="ผล.xlsx", reply_markup=KEYBOARD)

    assert sent.document is not None
    assert sent.document.file_size == len(content)
    (message,) = api.telegram_chat(CHAT)
    assert message.file is not None
    assert (message.text, message.file.name, message.file.content) == ("ผล", "ผล.xlsx", content)
    assert message.button("สูง")
    assert isinstance(api.calls_of(method="sendDocument")[0].body["document"], UploadedFile)


async def test_telegram_accepts_a_photo(api: RecordingApi, bot: Bot) -> None:
    sent = await bot.send_photo(CHAT, b"\x89PNG", filename="a.png")
    assert sent.photo
    assert [message.kind for message in api.telegram_chat(CHAT)] == ["photo"]


async def test_telegram_refuses_a_user_who_blocked_the_bot(api: RecordingApi, bot: Bot) -> None:
    api.telegram.blocked.add(CHAT)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(CHAT, "สวัสดี")


async def test_telegram_refuses_another_token(api: RecordingApi) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:other", base_url=api.telegram_base_url):
            pass
    assert [call.status for call in api.calls] == [401]


async def test_an_unknown_telegram_method_is_refused_and_recorded(api: RecordingApi) -> None:
    url = f"{api.telegram_base_url}{api.telegram.token}/sendMesage"
    async with aiohttp.ClientSession() as session, session.post(url, json={"chat_id": CHAT}) as answer:
        assert (await answer.json())["error_code"] == 404
    assert [(call.method, call.status) for call in api.calls] == [("sendMesage", 404)]


async def test_json_and_a_query_are_understood_like_a_form(api: RecordingApi) -> None:
    url = f"{api.telegram_base_url}{api.telegram.token}/sendMessage"
    markup = KEYBOARD.to_dict()
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"chat_id": CHAT, "text": "true", "reply_markup": markup}) as answer:
            assert answer.status == 200
        async with session.get(url, params={"chat_id": str(CHAT), "text": "12"}) as answer:
            assert answer.status == 200

    assert [message.text for message in api.telegram_chat(CHAT)] == ["true", "12"]
    assert api.calls[0].body["reply_markup"] == markup


async def test_telegram_s_calls_and_answers_keep_to_its_description(api: RecordingApi, bot: Bot) -> None:
    results = {
        "sendMessage": await bot.send_message(CHAT, "<i>ก</i>", parse_mode="HTML", reply_markup=KEYBOARD),
        "sendDocument": await bot.send_document(CHAT, b"%PDF", filename="a.pdf"),
        "sendPhoto": await bot.send_photo(-1001, b"PNG"),
        "getMe": await bot.get_me(),
        "getWebhookInfo": await bot.get_webhook_info(),
    }
    found = {method: telegram_answer_problems(method, result.to_dict()) for method, result in results.items()}
    assert found == {method: [] for method in results}
    api.telegram.administrators[-1001] = [administrator(502, is_anonymous=True)]
    (listed,) = await bot.get_chat_administrators(-1001)
    assert telegram_answer_problems("getChatAdministrators", [listed.to_dict()]) == []
    edited = await bot.edit_message_text("ข", CHAT, 1)
    assert isinstance(edited, Message)
    assert telegram_answer_problems("editMessageText", edited.to_dict()) == []
    await bot.set_my_commands([BotCommand("start", "เริ่ม")], BotCommandScopeAllPrivateChats(), "th")
    await bot.answer_callback_query("1", "ตกลง")
    await bot.send_chat_action(CHAT, "typing")
    assert [problem for call in api.calls for problem in problems(call)] == []


async def test_telegram_keeps_the_webhook_and_its_sticky_update_kinds(api: RecordingApi, bot: Bot) -> None:
    await bot.set_webhook("https://example.go.th/telegram", secret_token="secret", allowed_updates=["message"])
    await bot.set_webhook("https://example.go.th/other")

    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://example.go.th/other", ("message",))
    with pytest.raises(Conflict):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    assert (await bot.get_webhook_info()).url == ""


async def test_telegram_keeps_the_commands(api: RecordingApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("start", "เริ่ม")], BotCommandScopeAllPrivateChats(), "th")
    assert api.telegram.commands["all_private_chats", "th"] == [{"command": "start", "description": "เริ่ม"}]


async def test_a_long_poll_ends_with_the_first_update(api: RecordingApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=600))
    await api.wait_for_poll()
    await api.queue_update(text_update(Ids(), CHAT, "สวัสดี"))

    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "สวัสดี"


async def test_updates_are_repeated_until_a_later_offset_confirms_them(api: RecordingApi, bot: Bot) -> None:
    ids = Ids()
    for number in (7, 8, 9):
        await api.queue_update(text_update(ids, CHAT, "ก", update_id=number))

    assert [update.update_id for update in await bot.get_updates()] == [7, 8, 9]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [7]
    assert [update.update_id for update in await bot.get_updates(offset=8)] == [8, 9]
    assert [update.update_id for update in await bot.get_updates(offset=0)] == [8, 9]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == [9]
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_a_second_poll_ends_the_first(api: RecordingApi, bot: Bot) -> None:
    url = f"{api.telegram_base_url}{api.telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as session:
        first = asyncio.create_task(session.post(url, json={"timeout": 600}))
        await api.wait_for_poll()
        second = asyncio.create_task(session.post(url, json={"timeout": 600}))
        assert (await first).status == 409
        await api.queue_update(text_update(Ids(), CHAT, "ก"))
        assert (await second).status == 200


async def test_closing_the_server_ends_a_waiting_poll() -> None:
    async with aiohttp.ClientSession() as session:
        async with RecordingApi() as api:
            url = f"{api.telegram_base_url}{api.telegram.token}/getUpdates"
            poll = asyncio.create_task(session.post(url, json={"timeout": 600}))
            await api.wait_for_poll()
        assert (await (await poll).json())["result"] == []


async def test_a_failure_is_answered_once_without_an_effect(api: RecordingApi, line: AsyncMessagingApi) -> None:
    api.fail_next("line", "replyMessage", status=429, headers={"Retry-After": "3"})
    with pytest.raises(ApiException) as refused:
        await line.reply_message(reply())
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "3")
    assert api.line_messages("a-token") == []

    await line.reply_message(reply())
    assert [call.status for call in api.calls] == [429, 200]


async def test_a_failure_can_carry_a_body_and_come_several_times(
    api: RecordingApi, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 5}}
    api.fail_next("telegram", "sendMessage", status=429, body=body, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(CHAT, "ก")
    await bot.send_message(CHAT, "ข")
    assert [message.text for message in api.telegram_chat(CHAT)] == ["ข"]


async def test_a_dropped_connection_leaves_no_answer_and_no_effect(api: RecordingApi, line: AsyncMessagingApi) -> None:
    api.drop_next("line", "replyMessage")
    with pytest.raises(aiohttp.ClientError):
        await line.reply_message(reply())
    assert [call.status for call in api.calls] == [DROPPED]
    assert api.line_messages("a-token") == []


async def test_a_connection_can_be_dropped_after_the_effect(api: RecordingApi, bot: Bot) -> None:
    api.drop_next("telegram", "sendMessage", has_effect=True)
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "ถึงแล้ว")
    assert [message.text for message in api.telegram_chat(CHAT)] == ["ถึงแล้ว"]


async def test_an_answer_can_be_held_while_other_calls_go_on(api: RecordingApi, bot: Bot) -> None:
    release = api.hold_next("telegram", "sendMessage")
    held = asyncio.create_task(bot.send_message(CHAT, "รอ"))
    await api.wait_for(1, method="sendMessage")
    await bot.send_message(CHAT, "ไปก่อน")
    assert not held.done()

    release.set()
    assert (await held).text == "รอ"


async def test_waiting_for_calls_that_never_come_names_those_that_came(api: RecordingApi, bot: Bot) -> None:
    with pytest.raises(TimeoutError, match="telegram getMe 200"):
        await api.wait_for(2, 0, method="getMe")


async def test_waiting_ends_with_the_call_made_in_the_background(api: RecordingApi, bot: Bot) -> None:
    background = asyncio.create_task(bot.send_message(CHAT, "ก"))
    (call,) = await api.wait_for(1, platform="telegram", method="sendMessage")
    assert call.body["text"] == "ก"
    await background
