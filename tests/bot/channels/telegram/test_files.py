"""Documents in Telegram: fetched once from an address that holds the bot's token and is shown nowhere."""

import logging
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.sheets.sheet_reader import CHAT_LIMITS
from bot.storage.linked_records import Tombstone, read_tombstone
from bot.storage.store import Store
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Catalogues, Wording
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.contracts import FILE
from tests.fakes.platforms.recording_api import TELEGRAM_TOKEN, RecordingApi
from tests.fakes.platforms.telegram_updates import Update
from tests.fakes.tables import csv_table, xlsx_table
from tests.fakes.telegram_side import GROUP, SOMCHAI, Telegram, connected, conversation

GET = "getFile"


@pytest.fixture
async def telegram(turns: TurnHandler, catalogues: Catalogues) -> AsyncIterator[Telegram]:
    async with RecordingApi() as api, connected(api, turns, catalogues) as telegram:
        yield telegram


@pytest.fixture
async def agreed(telegram: Telegram) -> Telegram:
    await telegram.start()
    await telegram.tap("agree")
    return telegram


def document(telegram: Telegram, content: bytes | None, size: int | None = None) -> Update:
    update = telegram_updates.document_update(telegram.ids, SOMCHAI, "บริการ.xlsx")
    sent = update["message"]["document"]
    sent["file_size"] = len(content or b"") if size is None else size
    if content is not None:
        telegram.api.telegram.files[sent["file_id"]] = content
    return update


@pytest.mark.parametrize("content", [csv_table("ขอใบอนุญาต"), xlsx_table("ขอใบอนุญาต")], ids=["csv", "xlsx"])
async def test_a_document_is_read_and_saved_by_one_tap(
    agreed: Telegram, say: Wording, store: Store, content: bytes
) -> None:
    assert await agreed.deliver(document(agreed, content)) == 200
    report, question = agreed.api.telegram_chat(SOMCHAI)[-2:]
    assert report.text.startswith(say("batch.read_title"))
    assert question.text.startswith(say.plural("batch.title", 1))
    await agreed.tap("yes")
    assert [entry.service for entry in await store.load_finished(conversation(SOMCHAI))] == ["ขอใบอนุญาต"]


async def test_a_redelivered_document_is_applied_once(agreed: Telegram, store: Store) -> None:
    update = document(agreed, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(update)
    await agreed.redeliver(update)
    assert len(agreed.api.calls_of("telegram", FILE)) == 1
    session = (await store.load(conversation(SOMCHAI))).session
    assert session
    assert session.batch


@pytest.mark.parametrize("size", [None, 1], ids=["told", "not told"])
async def test_a_document_that_is_too_large_is_refused(agreed: Telegram, size: int | None) -> None:
    await agreed.deliver(document(agreed, bytes(CHAT_LIMITS.file_bytes + 1), size))
    assert "2 MiB" in agreed.last(SOMCHAI).text
    assert len(agreed.api.calls_of("telegram", FILE)) == (0 if size is None else 1)


@pytest.mark.parametrize("path", ["../../etc/passwd", "https://example.com/x", "documents/x?y=1"])
async def test_a_path_that_is_none_is_not_fetched(agreed: Telegram, say: Wording, path: str) -> None:
    agreed.api.telegram.file_path = path
    await agreed.deliver(document(agreed, csv_table("ขอใบอนุญาต")))
    assert say("file.gone") in agreed.last(SOMCHAI).text
    assert agreed.api.calls_of("telegram", FILE) == []


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_the_address_with_the_token_is_in_no_log_and_no_redirect_is_followed(
    agreed: Telegram, say: Wording, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    elsewhere = {"Location": f"{agreed.api.line_base_url}/elsewhere"}
    agreed.api.fail_next("telegram", FILE, status=status, body=b"", headers=elsewhere)
    assert await agreed.deliver(document(agreed, csv_table("ขอใบอนุญาต"))) == 200
    assert say("file.gone") in agreed.last(SOMCHAI).text
    assert "GET /elsewhere" not in {call.method for call in agreed.api.calls}
    told = caplog.text + str(
        [vars(record) for record in caplog.records if not record.name.startswith("aiohttp.access")]
    )
    assert TELEGRAM_TOKEN not in told


async def test_a_dropped_connection_names_no_address(agreed: Telegram, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agreed.api.drop_next("telegram", FILE)
    await agreed.deliver(document(agreed, csv_table("ขอใบอนุญาต")))
    assert TELEGRAM_TOKEN not in caplog.text + str([vars(record) for record in caplog.records])


async def test_the_longest_report_keeps_telegrams_limits(agreed: Telegram) -> None:
    names = [f"{number:03} {'บริการชื่อยาวมาก' * 12}"[:200] for number in range(60)]
    parts = (csv_table(*names[:30], levels="A" * 12), csv_table(*names[30:45], group="9"))
    content = b"\r\n".join((*parts, csv_table(*names[45:], group=""))).replace(b"\xef\xbb\xbf", b"")
    assert await agreed.deliver(document(agreed, content)) == 200
    await agreed.tap("different")
    assert names[45] in agreed.last(SOMCHAI).text


async def test_a_group_gets_an_answer_to_a_document_that_mentions_the_bot_alone(telegram: Telegram) -> None:
    await telegram.deliver(telegram_updates.added_to_group_update(telegram.ids, GROUP, SOMCHAI))
    welcome = telegram.last(GROUP)
    await telegram.deliver(telegram.tap_on(welcome, "agree", GROUP, user=SOMCHAI, kind="supergroup"))

    def in_group(caption: str | None) -> Update:
        update = document(telegram, csv_table("ขอใบอนุญาต"))
        update["message"]["chat"] = {"id": GROUP, "type": "supergroup", "title": "กอง"}
        if caption:
            entity = {"type": "text_mention", "offset": 0, "length": 5, "user": telegram_updates.bot_user()}
            update["message"] |= {"caption": caption, "caption_entities": [entity]}
        return update

    await telegram.deliver(in_group(None))
    assert telegram.api.calls_of("telegram", GET) == []
    await telegram.deliver(in_group("ระดับ ตารางของเรา"))
    assert len(telegram.api.calls_of("telegram", FILE)) == 1
    assert "บันทึก 1 บริการ" in telegram.last(GROUP).text


async def test_a_changed_caption_applies_nothing(agreed: Telegram, redis: Redis) -> None:
    update = document(agreed, csv_table("ขอใบอนุญาต"))
    await agreed.deliver(update)
    before = len(agreed.api.telegram_chat(SOMCHAI))
    number = update["message"]["message_id"]
    await agreed.deliver(telegram_updates.edited_message_update(agreed.ids, SOMCHAI, number, "ชื่อบริการใหม่"))
    assert len(agreed.api.telegram_chat(SOMCHAI)) == before


@pytest.mark.parametrize(("words", "fetched"), [("", 1), (" อ่านไฟล์นี้", 1), (" ขออนุญาตก่อสร้าง", 0)])
async def test_a_mention_that_replies_to_a_file_in_a_group_sends_it(
    telegram: Telegram, words: str, fetched: int
) -> None:
    await telegram.deliver(telegram_updates.added_to_group_update(telegram.ids, GROUP, SOMCHAI))
    await telegram.deliver(telegram.tap_on(telegram.last(GROUP), "agree", GROUP, user=SOMCHAI, kind="supergroup"))
    file = document(telegram, csv_table("ขอใบอนุญาต"))["message"]
    file["chat"] = {"id": GROUP, "type": "supergroup", "title": "กอง"}
    update = telegram_updates.text_update(telegram.ids, GROUP, f"Radap{words}", user=SOMCHAI, kind="supergroup")
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": telegram_updates.bot_user()}
    update["message"] |= {"entities": [entity], "reply_to_message": file}
    await telegram.deliver(update)
    assert len(telegram.api.calls_of("telegram", FILE)) == fetched
    assert ("บันทึก 1 บริการ" in telegram.last(GROUP).text) == bool(fetched)


FAULTY = csv_table("ขอใบอนุญาต") + "\r\nขอต่อใบอนุญาต,กรมตัวอย่าง,9.9,SISIASIIIIII".encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(FAULTY, ("batch.read_title", "9.9", "บันทึก 1 บริการ"), id="a table that may be saved"),
        pytest.param(csv_table("ขอใบอนุญาต", group="9.9"), ("batch.read_title", "9.9"), id="a table with faults alone"),
        pytest.param(b"%PDF-1.7", ("table.file.pdf",), id="no table"),
    ],
)
@pytest.mark.parametrize("fails", ["refused", "lost"])
async def test_a_redelivered_document_is_told_as_at_first(
    agreed: Telegram, say: Wording, content: bytes, told: tuple[str, ...], fails: str
) -> None:
    update = document(agreed, content)
    if fails == "refused":
        agreed.api.fail_next("telegram", "sendMessage", status=502)
    else:
        agreed.api.drop_next("telegram", "sendMessage")
    assert await agreed.deliver(update) != 200
    before = len(agreed.api.telegram_chat(SOMCHAI))
    assert await agreed.redeliver(update) == 200
    shown = "\n".join(message.text for message in agreed.api.telegram_chat(SOMCHAI)[before:])
    assert [key for key in told if (say(key) if key.startswith(("batch.", "table.")) else key) not in shown] == []
    assert len(agreed.api.calls_of("telegram", FILE)) == 1


async def test_a_redelivered_document_after_another_answer_is_not_told_again(agreed: Telegram, say: Wording) -> None:
    update = document(agreed, FAULTY)
    await agreed.deliver(update)
    await agreed.tap("no")
    before = len(agreed.api.telegram_chat(SOMCHAI))
    await agreed.redeliver(update)
    shown = "\n".join(message.text for message in agreed.api.telegram_chat(SOMCHAI)[before:])
    assert say("batch.read_title") not in shown


async def test_a_report_on_faults_alone_is_stored_until_the_next_event(agreed: Telegram, redis: Redis) -> None:
    await agreed.deliver(document(agreed, csv_table("ขอใบอนุญาต", group="9.9")))
    (key,) = [key async for key in redis.scan_iter("*:batch")]
    assert 0 < await redis.ttl(key) <= 3600
    await agreed.type("ขออนุญาตก่อสร้าง")
    left = await redis.get(key)
    assert isinstance(left, bytes)
    assert read_tombstone(left) is Tombstone.DELETED
