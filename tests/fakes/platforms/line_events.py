"""Webhook bodies as LINE sends them."""

import base64
import hashlib
import hmac
import json
from typing import Any, Literal

from tests.fakes.platforms.ids import Ids

Source = Literal["user", "group", "room"]
Event = dict[str, Any]

BOT_USER_ID = f"U{0xB07:032x}"
SIGNATURE_HEADER = "x-line-signature"


def line_user_id(number: int) -> str:
    """The id of a made-up user."""
    return f"U{number:032x}"


def line_text(
    ids: Ids,
    user: str | None,
    text: str,
    *,
    event_id: str | None = None,
    reply_token: str | None = None,
    redelivered: bool = False,
    source: Source = "user",
    standby: bool = False,
) -> Event:
    """A text message. With `user=None` in a group the sender is not named, as LINE does without consent."""
    message = {"id": ids.digits(), "type": "text", "quoteToken": f"q{ids.hex32()}", "text": text}
    event = line_message(ids, user, message, event_id=event_id, reply_token=reply_token, source=source)
    event["deliveryContext"]["isRedelivery"] = redelivered
    return in_standby(event) if standby else event


def line_message(
    ids: Ids,
    user: str | None,
    message: dict[str, Any],
    *,
    event_id: str | None = None,
    reply_token: str | None = None,
    source: Source = "user",
) -> Event:
    """A message event around any message object."""
    return {
        **_event(ids, "message", user, source, event_id=event_id),
        "replyToken": reply_token or ids.hex32(),
        "message": message,
    }


def line_postback(
    ids: Ids,
    user: str | None,
    data: str,
    *,
    event_id: str | None = None,
    reply_token: str | None = None,
    source: Source = "user",
) -> Event:
    """A tap on a button with a postback action."""
    return {
        **_event(ids, "postback", user, source, event_id=event_id),
        "replyToken": reply_token or ids.hex32(),
        "postback": {"data": data},
    }


def line_follow(ids: Ids, user: str, *, unblocked: bool = False) -> Event:
    """A user added the account as a friend, or unblocked it."""
    follow = {"isUnblocked": unblocked}
    return {**_event(ids, "follow", user, "user"), "replyToken": ids.hex32(), "follow": follow}


def line_unfollow(ids: Ids, user: str) -> Event:
    """A user blocked the account; there is nothing to reply to."""
    return _event(ids, "unfollow", user, "user")


def line_join(ids: Ids, *, source: Source = "group") -> Event:
    """The account was invited to a group or room."""
    return {**_event(ids, "join", None, source), "replyToken": ids.hex32()}


def line_leave(ids: Ids, *, source: Source = "group") -> Event:
    """The account was removed from a group or room; there is nothing to reply to."""
    return _event(ids, "leave", None, source)


def line_member_joined(ids: Ids, user: str) -> Event:
    """A user joined the group that the account is in."""
    joined = {"members": [{"type": "user", "userId": user}]}
    return {**_event(ids, "memberJoined", None, "group"), "replyToken": ids.hex32(), "joined": joined}


def line_unsend(ids: Ids, user: str, message_id: str) -> Event:
    """A user unsent a message; there is nothing to reply to."""
    return {**_event(ids, "unsend", user, "user"), "unsend": {"messageId": message_id}}


def line_sticker(ids: Ids, user: str, *, keywords: tuple[str, ...] = ("Happy",)) -> Event:
    """A sticker."""
    message = {
        "id": ids.digits(),
        "type": "sticker",
        "quoteToken": f"q{ids.hex32()}",
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        "keywords": list(keywords),
    }
    return line_message(ids, user, message)


def line_image(ids: Ids, user: str) -> Event:
    """A photograph."""
    content = {"type": "line"}
    message = {
        "id": ids.digits(),
        "type": "image",
        "quoteToken": f"q{ids.hex32()}",
        "contentProvider": content,
    }
    return line_message(ids, user, message)


def line_file(ids: Ids, user: str, name: str, size: int) -> Event:
    """A file with its name and its size in bytes."""
    message = {"id": ids.digits(), "type": "file", "fileName": name, "fileSize": size}
    return line_message(ids, user, message)


def line_location(ids: Ids, user: str) -> Event:
    """A place on the map."""
    message = {
        "id": ids.digits(),
        "type": "location",
        "title": "ศาลากลาง",
        "address": "ถนนราชดำเนิน",
        "latitude": 13.7563,
        "longitude": 100.5018,
    }
    return line_message(ids, user, message)


def redelivery(event: Event) -> Event:
    """Return the same event redelivered: same id and reply token, marked as a redelivery."""
    return {**event, "deliveryContext": {"isRedelivery": True}}


def in_standby(event: Event) -> Event:
    """The same event while another channel has the chat: no reply token."""
    return {**{name: value for name, value in event.items() if name != "replyToken"}, "mode": "standby"}


def line_body(*events: Event, account: object = BOT_USER_ID) -> bytes:
    """The body of one webhook request; without events it is what the console's "Verify" sends.

    `account` is the bot's user id; with None the body names no bot.
    """
    body = {"events": list(events)} if account is None else {"destination": account, "events": list(events)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def sign(secret: str, body: bytes) -> dict[str, str]:
    """The headers that LINE sends with a body."""
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    return {SIGNATURE_HEADER: base64.b64encode(digest).decode(), "content-type": "application/json; charset=utf-8"}


def _event(ids: Ids, kind: str, user: str | None, source: Source, *, event_id: str | None = None) -> Event:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": ids.second() * 1000,
        "source": _source(user, source),
        "webhookEventId": event_id or ids.ulid(),
        "deliveryContext": {"isRedelivery": False},
    }


def _source(user: str | None, source: Source) -> dict[str, str]:
    place = {} if source == "user" else {f"{source}Id": f"{source[0].upper()}{1:032x}"}
    person = {} if user is None else {"userId": user}
    return {"type": source, **place, **person}
