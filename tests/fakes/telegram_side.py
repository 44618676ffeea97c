"""Telegram's side of a test: it delivers updates to a channel, and reads the chats."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.telegram.client import open_telegram_client
from bot.channels.telegram.webhook import TelegramChannel
from bot.config.credentials import SECONDS_TO_ANSWER, TelegramCredentials
from bot.observability.metrics import Metrics
from bot.shared.links import Links
from bot.turns.turn_handler import TurnHandler
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from tests.fakes.platforms import telegram_updates
from tests.fakes.platforms.call import Call
from tests.fakes.platforms.ids import Ids
from tests.fakes.platforms.recording_api import TELEGRAM_TOKEN, RecordingApi, VisibleMessage
from tests.fakes.platforms.telegram_updates import Update, secret_headers, update_body
from tests.fakes.platforms.telegram_webhook import carry_out

SECRET = "telegram-webhook-secret"
ADDRESS = "https://radap.example.go.th"
WEBHOOK = f"{ADDRESS}/telegram/webhook"
SOMCHAI, SOMSRI, GROUP = 501, 502, -7001


def conversation(chat: int) -> str:
    """The name of a chat's conversation with the recording server's bot."""
    return f"telegram:{telegram_updates.BOT_ID}:{chat}"


@dataclass
class Telegram:
    """Delivers updates by webhook, and reads the chats."""

    http: httpx.AsyncClient
    channel: TelegramChannel
    api: RecordingApi
    ids: Ids = field(default_factory=Ids)

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
        sent = secret_headers(SECRET) if headers is None else headers
        answer = await self.http.post("/telegram/webhook", content=body, headers=sent)
        await carry_out(self.api, answer.content)
        return answer

    async def deliver(self, update: Update) -> int:
        return (await self.post(update_body(self.api.number_message(update)))).status_code

    async def redeliver(self, update: Update) -> int:
        """Deliver an update again, just as it was."""
        return (await self.post(update_body(update))).status_code

    async def start(self, chat: int = SOMCHAI) -> VisibleMessage:
        """Begin a conversation; the welcome is on screen."""
        assert await self.deliver(telegram_updates.start_update(self.ids, chat)) == 200
        return self.last(chat)

    async def type(self, text: str, chat: int = SOMCHAI) -> int:
        return await self.deliver(telegram_updates.text_update(self.ids, chat, text))

    def tap_on(self, message: VisibleMessage, choice: str, chat: int = SOMCHAI, **more: Any) -> Update:
        """The update of a tap on the one button with this choice."""
        (found,) = [data for button in message.buttons if (data := button.get("callback_data", "")).endswith(choice)]
        return telegram_updates.tap_update(self.ids, chat, message.message_id, found, **more)

    async def tap(self, choice: str, chat: int = SOMCHAI) -> int:
        return await self.deliver(self.tap_on(self.last(chat), choice, chat))

    def last(self, chat: int = SOMCHAI) -> VisibleMessage:
        return self.api.telegram_chat(chat)[-1]

    def calls(self) -> list[str]:
        return [call.method for call in self.sent()]

    def sent(self) -> list[Call]:
        return self.api.calls_of("telegram")


@asynccontextmanager
async def connected(
    api: RecordingApi,
    turns: TurnHandler,
    catalogues: Catalogues,
    *,
    webhook: str | None = WEBHOOK,
    token: str = TELEGRAM_TOKEN,
    base_url: str | None = None,
    answer_seconds: float = SECONDS_TO_ANSWER,
) -> AsyncIterator[Telegram]:
    """An open channel behind an application; it polls if `webhook` is None."""
    credentials = TelegramCredentials(token, SECRET, base_url or api.telegram_base_url, webhook, answer_seconds)
    async with open_telegram_client(credentials, Metrics()) as client:
        channel = TelegramChannel(
            client, credentials, turns=turns, links=Links(ADDRESS), catalogues=catalogues, form_maker=no_form
        )
        app = Starlette(routes=[Route("/telegram/webhook", channel.webhook, methods=["POST"])])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as http:
            yield Telegram(http, channel, api)


async def no_form(token: str, language: Language, *, for_owner: bool) -> None:
    """Make no form, as if the result were gone."""
