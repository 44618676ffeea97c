import logging
from typing import Any

import pytest

from bot.channels.telegram.account import BotAccount
from bot.channels.telegram.message_content import SentFile
from bot.channels.telegram.update_reader import parse_update
from bot.channels.telegram.updates import ChatEvent, Migration, TelegramEvent, read_update
from bot.config.data_files import load_catalogues
from bot.turns.incoming_event import ChatLeft, IncomingEvent, group_member
from flows.i18n.language import Language
from flows.model.events import ButtonPress, Correction, Event, FileSent, Greeting, Text, Unreadable
from flows.model.member import Member
from flows.understanding.group_addressing import GroupAddressing
from tests.fakes.button_data import button_data
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.telegram_updates import BOT_ID, BOT_USERNAME, ChatKind, Update
from tests.reported_cases import reported_case

CHAT, GROUP, USER = 501, -7001, 502
USER_OBJECT = {"id": USER, "is_bot": False, "first_name": "สมชาย"}
TAP = ButtonPress("abc12345", "level_identity", "standard")


ADDRESSING = GroupAddressing(load_catalogues())
ACCOUNT = BotAccount(str(BOT_ID), BOT_USERNAME)
TEXT_MENTION = {"type": "text_mention", "offset": 0, "length": 5, "user": telegram_updates.bot_user()}


def read(update: Update, username: str | None = BOT_USERNAME) -> TelegramEvent | None:
    parsed = parse_update(update)
    assert parsed is not None
    return read_update(parsed, BotAccount(str(BOT_ID), username), ADDRESSING)


def said(update: Update) -> object:
    event = read(update)
    assert isinstance(event, ChatEvent)
    return event.incoming.event


def of_message(**content: Any) -> Update:
    update = telegram_updates.text_update(Ids(), CHAT, "ก")
    del update["message"]["text"]
    update["message"] |= content
    return update


def document(**more: Any) -> Update:
    return of_message(document={"file_id": "BQAC", "file_unique_id": "b", "file_size": 1024}, **more)


def in_group(text: str, **more: Any) -> Update:
    update = telegram_updates.text_update(Ids(), GROUP, text, user=USER, kind="supergroup")
    update["message"] |= more
    return update


def addressed(pattern: str, part: str = "text") -> Update:
    """A message of a group with a mention of the bot in the place of each pair of braces."""
    name, text, entities = f"@{BOT_USERNAME}", pattern, []
    while "{}" in text:
        entities.append({"type": "mention", "offset": text.index("{}"), "length": len(name)})
        text = text.replace("{}", name, 1)
    update = in_group("")
    del update["message"]["text"]
    update["message"] |= {part: text, "entities" if part == "text" else "caption_entities": entities}
    return update


def mentioning(name: str) -> Update:
    return in_group(f"😀 @{name} ช่วยที", entities=[{"type": "mention", "offset": 3, "length": len(name) + 1}])


def test_a_text_names_its_conversation_its_event_its_language_and_its_place() -> None:
    update = telegram_updates.text_update(Ids(), CHAT, "ใช่ครับ", update_id=77, language="en-GB")
    position = update["message"]["message_id"]
    incoming = IncomingEvent(
        "telegram", f"telegram:{BOT_ID}:501", "update:77", Text("ใช่ครับ"), Language.ENGLISH, position
    )
    assert read(update) == ChatEvent(CHAT, incoming)


def test_a_tap_names_the_message_with_the_button() -> None:
    update = telegram_updates.tap_update(Ids(), CHAT, 12, button_data(TAP), update_id=78, language="fr")
    incoming = IncomingEvent("telegram", f"telegram:{BOT_ID}:501", "update:78", TAP, None, 12)
    assert read(update) == ChatEvent(CHAT, incoming, editable=12)


def test_a_tap_under_a_message_that_telegram_lost_is_a_tap_all_the_same() -> None:
    update = telegram_updates.tap_update(Ids(), CHAT, 12, button_data(TAP), inaccessible=True)
    event = read(update)
    assert isinstance(event, ChatEvent)
    assert (event.incoming.event, event.incoming.position, event.editable) == (TAP, 12, None)


@pytest.mark.parametrize("data", ["nonsense", "a:b", "a:b:c:d", "::"])
def test_a_foreign_button_is_unreadable(data: str) -> None:
    assert said(telegram_updates.tap_update(Ids(), CHAT, 12, data)) == Unreadable()


@pytest.mark.parametrize("text", ["/start", "/start abc_DEF-1", f"/start@{BOT_USERNAME}", "/START"])
def test_start_is_a_greeting(text: str) -> None:
    assert said(telegram_updates.text_update(Ids(), CHAT, text)) == Greeting()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/back", "/back"),
        (f"/back@{BOT_USERNAME}", "/back"),
        (f"/help@{BOT_USERNAME} ครับ", "/help ครับ"),
        ("/started", "/started"),
        ("/ย้อนกลับ", "/ย้อนกลับ"),
        ("ติดต่อ a@b.example", "ติดต่อ a@b.example"),
        ("/", "/"),
    ],
)
def test_a_command_loses_the_name_of_the_bot(typed: str, text: str) -> None:
    assert said(telegram_updates.text_update(Ids(), CHAT, typed)) == Text(text)


@pytest.mark.parametrize(
    "update",
    [
        telegram_updates.sticker_update(Ids(), CHAT),
        telegram_updates.photo_update(Ids(), CHAT),
        of_message(voice={"file_id": "a", "file_unique_id": "b", "duration": 3}),
        of_message(location={"latitude": 13.7, "longitude": 100.5}),
        of_message(contact={"phone_number": "0", "first_name": "สมชาย"}),
    ],
    ids=["sticker", "photo", "voice", "location", "contact"],
)
def test_what_is_not_text_is_unreadable(update: Update) -> None:
    assert said(update) == Unreadable()


@pytest.mark.parametrize("caption", [None, "ตารางของกองเรา"])
def test_a_document_is_a_file_whatever_its_caption(caption: str | None) -> None:
    event = read(document(caption=caption) if caption else document())
    assert isinstance(event, ChatEvent)
    assert isinstance(event.incoming.event, FileSent)
    assert event.file == SentFile("BQAC", 1024)


def test_a_moving_picture_is_no_file() -> None:
    picture = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1}
    assert said(of_message(animation=picture, document={"file_id": "a", "file_unique_id": "b"})) == Unreadable()


@pytest.mark.parametrize(
    "update",
    [
        telegram_updates.unblocked_update(Ids(), CHAT),
        of_message(delete_chat_photo=True),
        {"update_id": 1, "channel_post": telegram_updates.text_update(Ids(), CHAT, "ก")["message"]},
        {"update_id": 1, "brand_new_kind": {"a": 1}},
    ],
    ids=["unblocked", "service message", "channel", "new kind"],
)
def test_what_needs_no_answer_is_ignored(update: Update) -> None:
    assert read(update) is None


@pytest.mark.parametrize(
    "content",
    [
        *reported_case("unknown-kinds-get-no-answer")["messages"],
        {"checklist": {"a form that comes later": 1}},
        {"kind_that_comes_later": "a"},
    ],
    ids=str,
)
def test_a_kind_of_message_that_nobody_knows_yet_is_unreadable(content: dict[str, Any]) -> None:
    assert said(of_message(**content)) == Unreadable()


@pytest.mark.parametrize("content", [{"gift": {"a": 1}}, {"chat_owner_left": {}}, {"forum_topic_closed": {}}], ids=str)
def test_what_telegram_reports_itself_is_ignored_even_in_another_form(content: dict[str, Any]) -> None:
    update = parse_update(of_message(**content))
    assert update is None or read_update(update, ACCOUNT, ADDRESSING) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("แบบคำขอ", Text("แบบคำขอ")),
        ("/back", Text("/back")),
        ("/start", Greeting()),
    ],
)
def test_a_caption_is_what_is_said(text: str, expected: Event) -> None:
    assert said(telegram_updates.photo_update(Ids(), CHAT, caption=text)) == expected


def test_a_changed_caption_is_a_correction() -> None:
    update = telegram_updates.photo_update(Ids(), CHAT, caption="แบบคำขอ")
    event = said({"update_id": 1, "edited_message": update["message"]})
    assert isinstance(event, Correction)
    assert event.text == "แบบคำขอ"


def replying(text: str, author: dict[str, Any], **more: Any) -> Update:
    answered = {"message_id": 3, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}, "from": author, "text": "?"}
    return in_group(text, reply_to_message=answered, **more)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (in_group("/start"), Greeting()),
        (in_group(f"/help@{BOT_USERNAME.upper()}"), Text("/help")),
        (in_group("/results"), Text("/results")),
        (in_group(f"/answer@{BOT_USERNAME} กองดิจิทัล"), Text("กองดิจิทัล")),
        (in_group("/answer กองดิจิทัล"), Text("กองดิจิทัล")),
        (mentioning(BOT_USERNAME), Text("😀 ช่วยที")),
        (in_group(f"@{BOT_USERNAME}", entities=[{"type": "mention", "offset": 0, "length": 15}]), Greeting()),
        (replying("กองดิจิทัล", telegram_updates.bot_user()), Text("กองดิจิทัล")),
        (replying("กองดิจิทัล", telegram_updates.bot_user(), photo=[]), Text("กองดิจิทัล")),
        (replying("", telegram_updates.bot_user(), kind_that_comes_later=1), Unreadable()),
        (addressed("ช่วยอธิบายข้อนี้ {} หน่อย"), Text("ช่วยอธิบายข้อนี้ หน่อย")),
        (addressed("ช่วยอธิบายข้อนี้ {}"), Text("ช่วยอธิบายข้อนี้")),
        (addressed("{}, ขอผลประเมินหน่อย"), Text("ขอผลประเมินหน่อย")),
        (addressed("{} {} มาตรฐาน"), Text("มาตรฐาน")),
        (addressed("/answer {} มาตรฐาน"), Text("มาตรฐาน")),
        (addressed("{} /start"), Greeting()),
        (addressed("{} มาตรฐาน", part="caption"), Text("มาตรฐาน")),
        (in_group("ระดับ มาตรฐาน", entities=[TEXT_MENTION]), Text("มาตรฐาน")),
        (in_group("/answer2"), Text("2")),
        (telegram_updates.tap_update(Ids(), GROUP, 3, button_data(TAP), user=USER, kind="group"), TAP),
    ],
)
def test_messages_that_address_radap_in_a_group(update: Update, expected: Event) -> None:
    event = read(update)
    assert isinstance(event, ChatEvent)
    assert event.incoming.event == expected
    assert event.incoming.conversation == f"telegram:{BOT_ID}:{GROUP}"
    assert event.incoming.member == group_member("telegram", str(USER), "สมชาย")


def member(update: Update) -> Member | None:
    event = read(update)
    assert isinstance(event, ChatEvent)
    return event.incoming.member


def test_an_administrator_who_speaks_for_the_group_has_no_name_and_no_member_id() -> None:
    anonymous = member(telegram_updates.anonymous_update(in_group("/results")))
    assert anonymous is not None
    assert anonymous.name == ""
    assert anonymous.id not in {"", group_member("telegram", str(USER)).id}


def test_a_message_sent_as_a_channel_has_no_member() -> None:
    channel = {"id": -100_9, "type": "channel", "title": "ข่าวกองดิจิทัล"}
    assert member(in_group("/results", sender_chat=channel)) == group_member("telegram", "")


def test_the_greeting_of_a_group_names_nobody() -> None:
    added = telegram_updates.added_to_group_update(Ids(), GROUP, USER)
    assert said(added) == Greeting()
    assert member(added) == group_member("telegram", "")


@pytest.mark.parametrize(("kind", "tapped_by"), [("supergroup", USER), ("group", None)])
def test_only_in_a_supergroup_may_a_tap_be_an_anonymous_administrators(kind: ChatKind, tapped_by: int | None) -> None:
    event = read(telegram_updates.tap_update(Ids(), GROUP, 3, button_data(TAP), user=USER, kind=kind))
    assert isinstance(event, ChatEvent)
    assert event.tapped_by == tapped_by


def test_a_call_in_a_forum_names_its_topic() -> None:
    event = read(in_group("/start", is_topic_message=True, message_thread_id=9))
    assert isinstance(event, ChatEvent)
    assert (event.chat, event.topic) == (GROUP, 9)
    assert event.incoming.conversation == f"telegram:{BOT_ID}:{GROUP}:9"
    assert event.incoming.forum == f"telegram:{BOT_ID}:{GROUP}"


@pytest.mark.parametrize(
    "update",
    [
        in_group("เริ่มประชุมกันเลย"),
        in_group("/start@another_bot"),
        in_group("/roll 2d6"),
        mentioning("another_bot"),
        replying("รับทราบ", {"id": 9, "is_bot": False, "first_name": "มาลี"}),
        replying("รับทราบ", {"id": 9, "is_bot": True, "first_name": "อื่น", "username": "another_bot"}),
        in_group("ก", new_chat_members=[telegram_updates.bot_user()]),
        replying("", telegram_updates.bot_user(), new_chat_title="กองดิจิทัล"),
        in_group("/start", forward_origin={"type": "hidden_user", "sender_user_name": "มาลี", "date": 1}),
        in_group("/roll@another_bot ระดับ", entities=[{**TEXT_MENTION, "offset": 18}]),
    ],
    ids=[
        *("talk", "other bot", "unknown", "mention of another", "reply to a person", "reply to a bot", "notice"),
        *("notice as a reply", "forwarded", "command of another"),
    ],
)
def test_other_talk_in_a_group_is_ignored(update: Update) -> None:
    assert read(update) is None


@pytest.mark.parametrize(
    "update",
    [
        in_group("/help@RadapTestBot"),
        in_group("/help@radaptestbot"),
        mentioning("RadapTestBot"),
        mentioning("radaptestbot"),
        replying("กองดิจิทัล", telegram_updates.bot_user() | {"username": "RadapTestBot"}),
    ],
)
def test_a_bot_whose_name_has_capitals_is_addressed(update: Update) -> None:
    assert isinstance(read(update, "RadapTestBot"), ChatEvent)


def test_while_the_name_is_unknown_only_commands_to_any_bot_count() -> None:
    assert read(in_group("/start"), None) is not None
    assert read(in_group(f"/start@{BOT_USERNAME}"), None) is None
    assert read(mentioning(BOT_USERNAME), None) is None
    assert read(replying("ใช่", telegram_updates.bot_user()), None) is None


def test_blocking_or_removing_the_bot_is_chat_left() -> None:
    assert read(telegram_updates.blocked_update(Ids(), CHAT)) == ChatLeft(f"telegram:{BOT_ID}:{CHAT}")
    removed = telegram_updates.added_to_group_update(Ids(), GROUP, USER)["my_chat_member"]
    removed["old_chat_member"], removed["new_chat_member"] = removed["new_chat_member"], removed["old_chat_member"]
    assert read({"update_id": 5, "my_chat_member": removed}) == ChatLeft(f"telegram:{BOT_ID}:{GROUP}")


@pytest.mark.parametrize(
    ("before", "after"), [("member", "administrator"), ("administrator", "member"), ("restricted", "member")]
)
def test_a_change_of_rights_in_a_group_is_no_greeting(before: str, after: str) -> None:
    change = telegram_updates.added_to_group_update(Ids(), GROUP, USER)["my_chat_member"]
    change["old_chat_member"] = telegram_updates.chat_member(before)
    change["new_chat_member"] = telegram_updates.chat_member(after)
    assert read({"update_id": 5, "my_chat_member": change}) is None


def test_a_group_that_becomes_a_supergroup_is_a_migration() -> None:
    update = in_group("ก", migrate_from_chat_id=-55)
    del update["message"]["text"]
    assert read(update) == Migration(f"telegram:{BOT_ID}:-55", f"telegram:{BOT_ID}:{GROUP}")


def test_an_edited_message_names_the_original() -> None:
    first = telegram_updates.text_update(Ids(), CHAT, "กองดิจิทัล")
    typed = said(first)
    assert isinstance(typed, Text)
    number = first["message"]["message_id"]
    changed = said(telegram_updates.edited_message_update(Ids(), CHAT, number, "กองทะเบียน"))
    assert changed == Correction(typed.source, "กองทะเบียน")


def test_an_edited_message_of_a_group_is_read_without_the_mention() -> None:
    mention = mentioning(telegram_updates.BOT_USERNAME)["message"]
    for message, text in (
        (mention, "😀 ช่วยที"),
        (in_group(f"/help@{telegram_updates.BOT_USERNAME}")["message"], "/help"),
        (in_group("/ตอบ สูง")["message"], "สูง"),
        (in_group("สูง")["message"], "สูง"),
    ):
        changed = said({"update_id": 5, "edited_message": message})
        assert isinstance(changed, Correction)
        assert changed.text == text


def test_an_edited_message_names_its_member_only_in_a_group() -> None:
    private = read(telegram_updates.edited_message_update(Ids(), CHAT, 3, "กองทะเบียน"))
    grouped = read({"update_id": 5, "edited_message": in_group("กองทะเบียน")["message"]})
    assert isinstance(private, ChatEvent)
    assert isinstance(grouped, ChatEvent)
    assert private.incoming.member is None
    assert grouped.incoming.member == group_member("telegram", str(USER), "สมชาย")


@pytest.mark.parametrize(
    "junk",
    [
        None,
        5,
        [],
        "update",
        {},
        {"message": {}},
        {"update_id": 1, "message": {"text": "ความลับ"}},
        {"update_id": 1, "message": "ความลับ"},
        {"update_id": 1, "callback_query": {"id": "1"}},
        {"update_id": 1, "message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
        {"update_id": "1"},
        of_message(text=["ความลับ"]),
        of_message(message_id="ความลับ"),
        of_message(text="ความลับ", chat={"id": 2**63, "type": "private"}),
        of_message(text="ความลับ", entities=[{"type": "mention", "offset": "0", "length": 3}]),
        of_message(text="ความลับ", **{"from": {"id": {}, "is_bot": False, "first_name": "ความลับ"}}),
        {"update_id": 1, "callback_query": {"id": "1", "chat_instance": "2", "data": "a:b:c"}},
        {"update_id": 1, "callback_query": {"id": "1", "chat_instance": "2", "from": USER_OBJECT, "data": 5}},
    ],
)
def test_a_malformed_update_is_logged_without_its_content(junk: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "radap.telegram"):
        assert parse_update(junk) is None
    assert [record.message for record in caplog.records] == ["update skipped"]
    assert "ความลับ" not in str(caplog.records[0].__dict__)
