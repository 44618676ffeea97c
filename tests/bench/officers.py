"""Officers of the bench: they follow a script with the buttons that their chat shows."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.bench.platforms import Platforms
from tests.bench.telegram_content import message_content
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.line_events import line_body, sign
from tests.fakes.platforms.telegram_updates import secret_headers, update_body

LINE_SECRET, TELEGRAM_SECRET = "bench-line-channel-secret", "bench-telegram-webhook-secret"
LEVELS = ("none", "initial", "standard", "advanced")
PROCESSES = 12
CHARACTERISTICS = (
    "one_way_information",
    "general_request",
    "local_transaction",
    "national_transaction",
    "critical_infrastructure",
    "one_stop_service",
)
SERVICE, AGENCY = "บริการขออนุญาตจัดตั้งสถานที่จำหน่ายอาหาร", "เทศบาลตำบลตัวอย่าง"


@dataclass(frozen=True)
class Script:
    """The answers of one assessment, and its moves: what is typed has an equals sign before it."""

    characteristic: str
    levels: tuple[str, ...]

    @property
    def moves(self) -> tuple[str, ...]:
        """All moves but the confirmation, which Radap answers with much more than a prompt."""
        return ("=/start", "agree", f"={SERVICE}", f"={AGENCY}", "skip", "skip", self.characteristic, *self.levels)


def scripts(seed: int) -> Iterator[Script]:
    """Yield different assessments indefinitely, the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        yield Script(chance.choice(CHARACTERISTICS), tuple(chance.choice(LEVELS) for _ in range(PROCESSES)))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook call."""

    path: str
    body: bytes
    headers: dict[str, str]


class Officer(Protocol):
    """An officer in a private chat."""

    script: Script

    def act(self, move: str) -> Delivery:
        """The platform's call for a move."""

    def said(self) -> str:
        """The text of the newest message on screen, with its links."""


@dataclass
class LineOfficer:
    """In LINE."""

    platforms: Platforms
    ids: Ids
    number: int
    script: Script
    _token: str = ""

    def act(self, move: str) -> Delivery:
        user = line_events.line_user_id(self.number)
        if move.startswith("="):
            return self._deliver(line_events.line_text(self.ids, user, move[1:]))
        return self._deliver(line_events.line_postback(self.ids, user, self._data(move)))

    def send(self, content: bytes) -> Delivery:
        """The platform's call for a file, which is answered after the call."""
        event = line_events.line_file(self.ids, line_events.line_user_id(self.number), "services.xlsx", len(content))
        self.platforms.files[event["message"]["id"]] = content
        return self._deliver(event)

    def is_answered(self) -> bool:
        """Whether the last move has its reply."""
        return self._token in self.platforms.shown

    def _deliver(self, event: line_events.Event) -> Delivery:
        self.platforms.shown.pop(self._token, None)
        self._token = event["replyToken"]
        body = line_body(event)
        return Delivery("/line/webhook", body, sign(LINE_SECRET, body))

    def said(self) -> str:
        return json.dumps(self.platforms.shown[self._token], ensure_ascii=False)

    def _data(self, choice: str) -> str:
        shown = self.platforms.shown[self._token]["messages"]
        return next(data for data in _found(shown, "data") if data.endswith(f":{choice}"))


@dataclass
class TelegramOfficer:
    """In Telegram."""

    platforms: Platforms
    ids: Ids
    number: int
    script: Script
    _shown: dict[str, Any] = field(default_factory=dict)

    def act(self, move: str) -> Delivery:
        if move.startswith("="):
            update = telegram_updates.text_update(self.ids, self.number, move[1:])
        else:
            shown = self.platforms.shown[str(self.number)]
            data = next(data for data in _found(_markup(shown), "callback_data") if data.endswith(f":{move}"))
            number, content = int(shown["message_id"]), message_content(shown)
            update = telegram_updates.tap_update(self.ids, self.number, number, data, content=content)
        return Delivery("/telegram/webhook", update_body(update), secret_headers(TELEGRAM_SECRET))

    def said(self) -> str:
        return json.dumps(self.platforms.shown[str(self.number)], ensure_ascii=False)


def _markup(shown: dict[str, Any]) -> Any:
    markup = shown["reply_markup"]
    return json.loads(markup) if isinstance(markup, str) else markup


def _found(part: Any, name: str) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _found(item, name)
    elif isinstance(part, dict):
        if isinstance(part.get(name), str):
            yield part[name]
        for value in part.values():
            yield from _found(value, name)
