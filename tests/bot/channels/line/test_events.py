from typing import Any

import pytest

from bot.channels.line.events import ChatEvent, SentFile, Speaker
from bot.channels.line.events import read_event as read_addressed
from bot.config.data_files import load_catalogues
from bot.errors import MalformedEvent
from bot.turns.incoming_event import ChatLeft, IncomingEvent, group_member, source_digest
from flows.model.events import ButtonPress, Correction, Event, FileSent, Greeting, Retraction, Text, Unreadable
from flows.understanding.group_addressing import GroupAddressing
from tests.fakes.button_data import button_data
from tests.fakes.platforms import line_events
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import BOT_USER_ID, line_user_id

USER = line_user_id(1)
TAP = ButtonPress("abc123", "level_identity", "standard")


ADDRESSING = GroupAddressing(load_catalogues())


def read_event(event: object) -> ChatEvent | ChatLeft | None:
    return read_addressed(event, BOT_USER_ID, ADDRESSING)


def said(event: dict[str, Any]) -> object:
    read = read_event(event)
    assert isinstance(read, ChatEvent)
    return read.incoming.event


def group_text(ids: Ids, text: str, **mention: object) -> dict[str, Any]:
    message = {"id": ids.digits(), "type": "text", "quoteToken": "q1", "text": text, **mention}
    return line_events.line_message(ids, USER, message, source="group")


def deep(innermost: object) -> object:
    """Nest as deep as orjson reads: deeper than Python's JSON encoder, with which the SDK quotes unknown events."""
    value = innermost
    for _ in range(1000):
        value = {"type": "planet", "in": value}
    return value


def mention_of(**mentionee: object) -> dict[str, Any]:
    return {"mentionees": [{"index": 0, "length": 6, **mentionee}]}


def test_a_private_text_names_its_conversation_its_event_and_its_token() -> None:
    event = line_events.line_text(Ids(), USER, "ใช่ครับ", event_id="01K50000000000000000000001", reply_token="r1")
    incoming = IncomingEvent(
        "line", f"line:{BOT_USER_ID}:{USER}", "01K50000000000000000000001", Text("ใช่ครับ"), at=event["timestamp"] // 1000
    )
    assert read_event(event) == ChatEvent("r1", incoming, USER)


def test_a_redelivered_event_has_the_same_identity() -> None:
    event = line_events.line_text(Ids(), USER, "ใช่")
    assert read_event(line_events.redelivery(event)) == read_event(event)


def test_a_button_is_read_as_a_tap_and_a_foreign_one_is_unreadable() -> None:
    assert said(line_events.line_postback(Ids(), USER, button_data(TAP))) == TAP
    assert said(line_events.line_postback(Ids(), USER, "richmenu=help")) == Unreadable()
    assert said(line_events.line_postback(Ids(), USER, "")) == Unreadable()


@pytest.mark.parametrize(
    "event",
    [
        line_events.line_sticker(Ids(), USER),
        line_events.line_image(Ids(), USER),
        line_events.line_location(Ids(), USER),
    ],
    ids=lambda event: event["message"]["type"],
)
def test_what_is_not_text_is_unreadable(event: dict[str, Any]) -> None:
    assert said(event) == Unreadable()


def test_a_file_has_its_message_and_its_size() -> None:
    plain = line_events.line_file(Ids(), USER, "บริการ.xlsx", 1024)
    event = read_event(plain)
    assert isinstance(event, ChatEvent)
    assert event.incoming.event == FileSent(source_digest("line", plain["message"]["id"]))
    assert event.file == SentFile(plain["message"]["id"], 1024)


def test_a_file_in_a_group_addresses_nobody() -> None:
    message = {"id": "1", "type": "file", "fileName": "บริการ.xlsx", "fileSize": 1024}
    assert read_event(line_events.line_message(Ids(), USER, message, source="group")) is None


def test_a_new_friend_and_one_who_unblocks_are_greeted() -> None:
    assert said(line_events.line_follow(Ids(), USER)) == Greeting()
    assert said(line_events.line_follow(Ids(), USER, unblocked=True)) == Greeting()


def test_a_message_of_a_kind_that_is_newer_than_the_sdk_is_unreadable() -> None:
    hologram = {"id": "5", "type": "hologram", "colours": [1, 2]}
    assert said(line_events.line_message(Ids(), USER, hologram)) == Unreadable()
    assert read_event(line_events.line_message(Ids(), USER, hologram, source="group")) is None


def test_an_event_of_a_kind_that_is_newer_than_the_sdk_is_not_handled() -> None:
    assert read_event({**line_events.line_text(Ids(), USER, "ใช่"), "type": "brandNew"}) is None


GROUP = f"G{1:032x}"
ROOM = f"R{1:032x}"
OWN = mention_of(type="user", userId=BOT_USER_ID, isSelf=True)


def own_mention(index: int) -> dict[str, Any]:
    """A mention of Radap at a place in the text."""
    return mention_of(type="user", userId=BOT_USER_ID, isSelf=True, index=index)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (line_events.line_join(Ids()), Greeting()),
        (line_events.line_text(Ids(), USER, "/results", source="group"), Text("/results")),
        (line_events.line_text(Ids(), USER, "/ผลของฉัน", source="group"), Text("/ผลของฉัน")),
        (line_events.line_text(Ids(), USER, "/answer กองดิจิทัล", source="group"), Text("กองดิจิทัล")),
        (line_events.line_text(Ids(), USER, "/ตอบ กองดิจิทัล", source="group"), Text("กองดิจิทัล")),
        (line_events.line_text(Ids(), USER, "/answer", source="group"), Greeting()),
        (line_events.line_postback(Ids(), USER, button_data(TAP), source="group"), TAP),
        (group_text(Ids(), "@ระดับ มาตรฐาน", mention=OWN), Text("มาตรฐาน")),
        (group_text(Ids(), "@ระดับ", mention=OWN), Greeting()),
        (group_text(Ids(), "@ระดับ /answer สูง", mention=OWN), Text("สูง")),
        (group_text(Ids(), "@ระดับ: ขอผลประเมินหน่อย", mention=OWN), Text("ขอผลประเมินหน่อย")),
        (group_text(Ids(), "ช่วยอธิบายข้อนี้ @ระดับ", mention=own_mention(17)), Text("ช่วยอธิบายข้อนี้")),
        (group_text(Ids(), "ช่วย @ระดับ อธิบายหน่อย", mention=own_mention(5)), Text("ช่วย อธิบายหน่อย")),
        (line_events.line_text(Ids(), USER, "/answer2", source="group"), Text("2")),
    ],
)
def test_radap_answers_in_a_group_when_it_joins_or_is_addressed(event: dict[str, Any], expected: Event) -> None:
    assert said(event) == expected


def test_a_mention_is_cut_out_where_line_counts_in_utf_16() -> None:
    mention = {"mentionees": [{"index": 3, "length": 6, "type": "user", "userId": USER, "isSelf": True}]}
    assert said(group_text(Ids(), "😀 @ระดับ มาตรฐาน", mention=mention)) == Text("😀 มาตรฐาน")


def test_a_group_is_one_conversation_of_several_members() -> None:
    other = line_user_id(2)
    events = [read_event(line_events.line_text(Ids(), user, "/start", source="group")) for user in (USER, other)]
    assert [event.incoming.conversation for event in events if isinstance(event, ChatEvent)] == [
        f"line:{BOT_USER_ID}:{GROUP}"
    ] * 2
    members = [event.incoming.member for event in events if isinstance(event, ChatEvent)]
    assert members == [group_member("line", USER), group_member("line", other)]
    assert members[0] != members[1]
    assert USER not in str(members)
    speakers = [event.speaker for event in events if isinstance(event, ChatEvent)]
    assert speakers == [Speaker(USER, group=GROUP), Speaker(other, group=GROUP)]


def test_a_room_without_a_user_id_is_a_conversation_all_the_same() -> None:
    event = read_event(line_events.line_text(Ids(), None, "/start", source="room"))
    assert isinstance(event, ChatEvent)
    assert (event.incoming.conversation, event.speaker) == (f"line:{BOT_USER_ID}:{ROOM}", None)
    assert event.incoming.member == group_member("line", "")


def test_blocking_or_removing_the_account_is_chat_left() -> None:
    assert read_event(line_events.line_unfollow(Ids(), USER)) == ChatLeft(f"line:{BOT_USER_ID}:{USER}")
    assert read_event(line_events.line_leave(Ids())) == ChatLeft(f"line:{BOT_USER_ID}:{GROUP}")


def test_an_unsent_or_edited_message_names_its_source() -> None:
    text = line_events.line_text(Ids(), USER, "กองดิจิทัล")
    typed = said(text)
    assert isinstance(typed, Text)
    taken_back = said(line_events.line_unsend(Ids(), USER, text["message"]["id"]))
    assert taken_back == Retraction(typed.source)
    changed = {**text, "type": "messageEdited", "message": {**text["message"], "text": "กองทะเบียน"}}
    assert said(changed) == Correction(typed.source, "กองทะเบียน")


def test_a_quote_in_a_group_is_for_radap_only_if_it_quotes_radap() -> None:
    read = read_event(group_text(Ids(), "สูง", quotedMessageId="601"))
    assert isinstance(read, ChatEvent)
    assert (read.quoted, read.is_addressed, read.incoming.event) == ("601", False, Text("สูง"))
    mentioned = read_event(
        group_text(Ids(), "@Radap สูง", quotedMessageId="601", mention=mention_of(type="user", isSelf=True))
    )
    assert isinstance(mentioned, ChatEvent)
    assert (mentioned.quoted, mentioned.is_addressed) == ("601", True)
    assert read_event(group_text(Ids(), " ", quotedMessageId="601")) is None


def test_other_peoples_talk_in_a_group_is_not_answered() -> None:
    ids = Ids()
    for event in (
        line_events.line_text(ids, USER, "ประชุมบ่ายสองนะ", source="group"),
        line_events.line_text(ids, None, "รับทราบ", source="room"),
        group_text(ids, "@สมชาย ดูด้วย", mention=mention_of(type="user", userId=USER, isSelf=False)),
        group_text(ids, "@ทุกคน ดูด้วย", mention=mention_of(type="all")),
        line_events.line_member_joined(ids, USER),
        line_events.line_text(ids, USER, "/answered", source="group"),
        line_events.line_text(ids, USER, "/roll 2d6", source="group"),
        {**line_events.line_sticker(ids, USER), "source": {"type": "group", "groupId": GROUP}},
    ):
        assert read_event(event) is None


def test_events_without_a_reply_token_are_not_answered() -> None:
    ids = Ids()
    text = line_events.line_text(ids, USER, "ใช่")
    for event in (
        line_events.in_standby(text),
        {**text, "mode": "standby"},
        {**text, "source": {"type": "user"}},
        {name: value for name, value in text.items() if name != "replyToken"},
        {name: value for name, value in text.items() if name != "source"},
    ):
        assert read_event(event) is None


@pytest.mark.parametrize(
    "event",
    [
        None,
        "text",
        [],
        {},
        {"type": None},
        {"type": ["message"]},
        {"type": "brandNew", "mode": "active"},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "mode": "sleeping"},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "source": {"type": "planet", "userId": USER}},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "source": USER},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "source": [[["ความลับ"]]]},
        {**line_events.line_sticker(Ids(), USER), "source": USER},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "message": "ความลับ"},
        {**line_events.line_postback(Ids(), USER, "ความลับ"), "postback": "ความลับ"},
        {**line_events.line_postback(Ids(), USER, "ความลับ"), "source": deep({"type": "planet"})},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "message": {"type": "text", "text": 5}},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "webhookEventId": None},
    ],
)
def test_a_malformed_or_unknown_event_is_logged_without_its_content(event: object) -> None:
    with pytest.raises(MalformedEvent) as told:
        read_event(event)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert USER not in str(told.value)
    assert "ความลับ" not in str(told.value)
