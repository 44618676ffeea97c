"""Officers whose platform redelivers events that were not accepted, as LINE and Telegram do."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import httpx

from flows.assessment.flow import FLOW
from tests import worked_example
from tests.fakes.line_side import button_data
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import BOT_USER_ID, line_body, redelivery, sign
from tests.fakes.platforms.recording_api import LINE_TOKEN, TELEGRAM_TOKEN, RecordingApi
from tests.fakes.platforms.telegram_updates import BOT_ID, secret_headers, update_body
from tests.fakes.step_counter import KILL_AT_HEADER

LINE_SECRET, TELEGRAM_SECRET = "line-channel-secret", "telegram-webhook-secret"
LEVELS = dict(zip("-ISA", ("none", "initial", "standard", "advanced"), strict=True))

#: A whole assessment: what is typed has an equals sign before it.
ASSESSMENT = (
    "=/start",
    "agree",
    f"={worked_example.SERVICE}",
    f"={worked_example.AGENCY}",
    *("skip" for question in FLOW.service_data if question.is_optional),
    worked_example.CHARACTERISTIC,
    *(LEVELS[code] for code in worked_example.LEVELS),
    "confirm",
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook call; `again` is the body of its repetition."""

    path: str
    body: bytes
    again: bytes
    headers: dict[str, str] = field(default_factory=dict)
    headers_again: dict[str, str] = field(default_factory=dict)


class Officer(Protocol):
    """An officer who acts on the newest message."""

    conversation: str

    def act(self, move: str) -> Delivery:
        """The platform's call for a move."""

    def copy_screen(self, other: "Officer") -> None:
        """Copy another officer's screen."""

    def title(self) -> str:
        """The title of the newest message on screen."""

    def buttons(self) -> list[str]:
        """The data of the buttons on screen."""


class LineOfficer:
    """In a private chat in LINE."""

    def __init__(self, api: RecordingApi, ids: Ids, number: int) -> None:
        self._api, self._ids = api, ids
        self._user = line_events.line_user_id(number)
        self.tokens: list[str] = []
        self.conversation = f"line:{BOT_USER_ID}:{self._user}"

    def act(self, move: str) -> Delivery:
        if move.startswith("="):
            event = line_events.line_text(self._ids, self._user, move[1:])
        else:
            event = line_events.line_postback(self._ids, self._user, self._data(move))
        self.tokens.append(event["replyToken"])
        body, again = line_body(event), line_body(redelivery(event))
        return Delivery("/line/webhook", body, again, sign(LINE_SECRET, body), sign(LINE_SECRET, again))

    def send_file(self, content: bytes) -> Delivery:
        """The platform's call for a file."""
        event = line_events.line_file(self._ids, self._user, "บริการ.csv", len(content))
        self._api.line.files[event["message"]["id"]] = content
        self.tokens.append(event["replyToken"])
        body, again = line_body(event), line_body(redelivery(event))
        return Delivery("/line/webhook", body, again, sign(LINE_SECRET, body), sign(LINE_SECRET, again))

    def has_answer(self) -> bool:
        """Whether the newest event got a reply."""
        return bool(self._api.line_messages(self.tokens[-1]))

    def copy_screen(self, other: Officer) -> None:
        assert isinstance(other, LineOfficer)
        self.tokens = list(other.tokens)

    def title(self) -> str:
        contents = self._shown()[-1].get("contents")
        return str(contents["header"]["contents"][-1]["text"] if contents else self._shown()[-1]["text"])

    def buttons(self) -> list[str]:
        return button_data(self._shown())

    def link(self) -> str:
        """The address of the result on screen."""
        return next(link for link in self.links() if "/r/" in link)

    def links(self) -> list[str]:
        """The addresses on screen."""
        return [*_links(self._shown())]

    def _data(self, choice: str) -> str:
        return next(data for data in self.buttons() if data.endswith(f":{choice}"))

    def _shown(self) -> list[dict[str, Any]]:
        """The newest reply that arrived."""
        return next(shown for token in reversed(self.tokens) if (shown := self._api.line_messages(token)))


def _links(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _links(item)
    elif isinstance(part, dict):
        if part.get("type") == "uri":
            yield part["uri"]
        for value in part.values():
            yield from _links(value)


class TelegramOfficer:
    """In a private chat in Telegram."""

    def __init__(self, api: RecordingApi, ids: Ids, number: int) -> None:
        self._api, self._ids, self.chat = api, ids, number
        self.conversation = f"telegram:{BOT_ID}:{number}"

    def act(self, move: str) -> Delivery:
        if move.startswith("="):
            update = self._api.number_message(telegram_updates.text_update(self._ids, self.chat, move[1:]))
        else:
            message = next(shown for shown in reversed(self._api.telegram_chat(self.chat)) if shown.buttons)
            data = next(data for data in self.buttons() if data.endswith(f":{move}"))
            update = telegram_updates.tap_update(self._ids, self.chat, message.message_id, data)
        headers = secret_headers(TELEGRAM_SECRET)
        return Delivery("/telegram/webhook", update_body(update), update_body(update), headers, headers)

    def copy_screen(self, other: Officer) -> None:
        assert isinstance(other, TelegramOfficer)
        seen = self._api.telegram.chats[other.chat]
        self._api.telegram.chats[self.chat] = replace(seen, chat_id=self.chat, messages=dict(seen.messages))

    def title(self) -> str:
        shown = [message for message in self._api.telegram_chat(self.chat) if message.kind == "text"]
        return shown[-1].text

    def buttons(self) -> list[str]:
        message = next(shown for shown in reversed(self._api.telegram_chat(self.chat)) if shown.buttons)
        return [button["callback_data"] for button in message.buttons if "callback_data" in button]


async def deliver(
    client: httpx.AsyncClient,
    address: str,
    delivery: Delivery,
    *,
    revive: Callable[[], Awaitable[None]],
    kill_at: str = "",
) -> int:
    """Deliver until it is accepted, restarting a dead server; return the number of deliveries."""
    headers = delivery.headers | ({KILL_AT_HEADER: kill_at} if kill_at else {})
    body, attempts = delivery.body, 1
    while True:
        try:
            answer = await client.post(f"{address}{delivery.path}", content=body, headers=headers)
        except httpx.TransportError:
            await revive()
        else:
            if answer.status_code == 200:
                return attempts
            assert answer.status_code == 503
        body, headers = delivery.again, delivery.headers_again
        attempts += 1


def platform_settings(api: RecordingApi) -> dict[str, str]:
    """Return the settings that connect a server with both platforms of the recording server."""
    return {
        "PUBLIC_URL": "https://radap.example.go.th",
        "LINE_CHANNEL_SECRET": LINE_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": LINE_TOKEN,
        "LINE_API_BASE_URL": api.line_base_url,
        "LINE_DATA_API_BASE_URL": api.line_base_url,
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "TELEGRAM_API_BASE_URL": api.line_base_url,
    }
