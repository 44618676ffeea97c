import logging
from typing import Any

import pytest

from bot.channels.line_events import GroupCall, PrivateEvent, read_event
from bot.incoming import Incoming
from flows.event import Greeting, Tap, Text, Unreadable, encode_tap
from tests.platforms import line_events
from tests.platforms.ids import Ids
from tests.platforms.line_events import line_user_id

USER = line_user_id(1)
TAP = Tap("abc123", "level_identity", "standard")


def said(event: dict[str, Any]) -> object:
    read = read_event(event)
    assert isinstance(read, PrivateEvent)
    return read.incoming.event


def group_text(ids: Ids, text: str, **mention: object) -> dict[str, Any]:
    message = {"id": ids.digits(), "type": "text", "quoteToken": "q1", "text": text, **mention}
    return line_events.line_message(ids, USER, message, source="group")


def mention_of(**mentionee: object) -> dict[str, Any]:
    return {"mentionees": [{"index": 0, "length": 6, **mentionee}]}


def test_a_private_text_names_its_conversation_its_event_and_its_token() -> None:
    event = line_events.line_text(Ids(), USER, "ใช่ครับ", event_id="01K50000000000000000000001", reply_token="r1")
    incoming = Incoming(f"line:{USER}", "01K50000000000000000000001", Text("ใช่ครับ"))
    assert read_event(event) == PrivateEvent("r1", incoming)


def test_a_redelivered_event_has_the_same_identity() -> None:
    event = line_events.line_text(Ids(), USER, "ใช่")
    assert read_event(line_events.redelivery(event)) == read_event(event)


def test_a_button_becomes_its_tap_and_a_foreign_one_is_unreadable() -> None:
    assert said(line_events.line_postback(Ids(), USER, encode_tap(TAP))) == TAP
    assert said(line_events.line_postback(Ids(), USER, "richmenu=help")) == Unreadable()
    assert said(line_events.line_postback(Ids(), USER, "")) == Unreadable()


@pytest.mark.parametrize(
    "event",
    [
        line_events.line_sticker(Ids(), USER),
        line_events.line_image(Ids(), USER),
        line_events.line_file(Ids(), USER, "แบบคำขอ.pdf", 1024),
        line_events.line_location(Ids(), USER),
    ],
    ids=lambda event: event["message"]["type"],
)
def test_what_is_not_text_is_unreadable(event: dict[str, Any]) -> None:
    assert said(event) == Unreadable()


def test_a_new_friend_and_one_who_unblocks_are_greeted() -> None:
    assert said(line_events.line_follow(Ids(), USER)) == Greeting()
    assert said(line_events.line_follow(Ids(), USER, unblocked=True)) == Greeting()


def test_radap_answers_in_a_group_when_it_joins_or_is_addressed() -> None:
    ids = Ids()
    own = mention_of(type="user", userId=line_events.BOT_USER_ID, isSelf=True)
    for event in (
        line_events.line_join(ids),
        line_events.line_join(ids, source="room"),
        line_events.line_text(ids, USER, "/start", source="group"),
        line_events.line_text(ids, None, "/start", source="room"),
        line_events.line_postback(ids, USER, encode_tap(TAP), source="group"),
        group_text(ids, "@ระดับ ช่วยที", mention=own),
    ):
        assert read_event(event) == GroupCall(event["replyToken"])


def test_other_peoples_talk_in_a_group_is_not_answered() -> None:
    ids = Ids()
    for event in (
        line_events.line_text(ids, USER, "ประชุมบ่ายสองนะ", source="group"),
        line_events.line_text(ids, None, "รับทราบ", source="room"),
        group_text(ids, "@สมชาย ดูด้วย", mention=mention_of(type="user", userId=USER, isSelf=False)),
        group_text(ids, "@ทุกคน ดูด้วย", mention=mention_of(type="all")),
        line_events.line_member_joined(ids, USER),
        line_events.line_leave(ids),
    ):
        assert read_event(event) is None


def test_what_cannot_be_replied_to_is_not_answered() -> None:
    ids = Ids()
    text = line_events.line_text(ids, USER, "ใช่")
    edited = {**text, "type": "messageEdited"}
    for event in (
        line_events.line_unfollow(ids, USER),
        line_events.line_unsend(ids, USER, ids.digits()),
        line_events.in_standby(text),
        {**text, "mode": "standby"},
        {**text, "source": {"type": "user"}},
        {name: value for name, value in text.items() if name != "replyToken"},
        {name: value for name, value in text.items() if name != "source"},
        edited,
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
        {**line_events.line_text(Ids(), USER, "ความลับ"), "message": {"type": "text", "text": 5}},
        {**line_events.line_text(Ids(), USER, "ความลับ"), "webhookEventId": None},
    ],
)
def test_a_malformed_or_unknown_event_is_skipped_with_a_line_that_tells_no_content(
    event: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "radap.line"):
        assert read_event(event) is None
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("radap.line", "WARNING")
    assert record.exc_info is None
    assert USER not in str(vars(record))
    assert "ความลับ" not in str(vars(record))
