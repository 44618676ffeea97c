"""The Telegram channel: its webhook, and the task that registers the bot and polls."""

import asyncio
import hmac
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from telegram import Update

from bot.channels.common.json_body import read_json
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.connection import log_failure, pause_after, register
from bot.channels.telegram.polling import TelegramPolling
from bot.channels.telegram.update_handler import FormMaker, Handled, Retry, UpdateHandler
from bot.channels.telegram.update_reader import parse_update
from bot.config.credentials import TelegramCredentials
from bot.shared.links import Links
from bot.turns.turn_handler import TurnHandler
from bot.web.request_body import read_body
from flows.i18n.wording import Catalogues

LOG = logging.getLogger("radap.telegram")

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


class TelegramChannel:
    """Receives the updates of a bot, by webhook or by polling, and answers them with its open client."""

    def __init__(  # noqa: PLR0913 - all by name, each from another part of the program
        self,
        client: TelegramClient,
        credentials: TelegramCredentials,
        *,
        turns: TurnHandler,
        links: Links,
        catalogues: Catalogues,
        form_maker: FormMaker,
    ) -> None:
        self._webhook_secret = credentials.webhook_secret.encode()
        self._address = credentials.webhook
        self._catalogues = catalogues
        self._client = client
        self._update_handler = UpdateHandler(turns, links, catalogues, client, form_maker)

    async def run(self) -> None:
        """Register the bot and, without a webhook, poll until cancelled. Retry every failure.

        With a webhook, return when Telegram has accepted it.
        """
        polling = TelegramPolling(self._client, self._update_handler.handle)
        try:
            await self._stay_connected(polling)
        finally:
            await polling.stop()

    async def webhook(self, request: Request) -> Response:
        """Answer a webhook call.

        200: handled, also if the update is malformed. 503: Telegram must deliver it again. 400, 401 and 413: not from
        Telegram, or incomplete.
        """
        secret = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(secret, self._webhook_secret):
            return Response(status_code=401)
        body = await read_body(request)
        if isinstance(body, Response):
            return body
        update = _update(body)
        result = await self._update_handler.handle(update) if update else Handled()
        if isinstance(result, Retry):
            return Response(status_code=503, headers={"Retry-After": str(result.after)} if result.after else None)
        return Response(status_code=200) if result.callback_query is None else _acknowledgement(result.callback_query)

    async def _stay_connected(self, polling: TelegramPolling) -> None:
        is_registered, failures = False, 0
        while True:
            try:
                if not is_registered:
                    await register(self._client, self._catalogues, self._address)
                    is_registered = True
                    LOG.info("telegram connected", extra={"updates": "webhook" if self._address else "polling"})
                if self._address:
                    return
                await polling.round()
                failures = 0
            except Exception as error:  # noqa: BLE001 - no answer of Telegram, however odd, may end this task
                is_registered, failures = False, failures + 1
                pause = pause_after(error, failures)
                log_failure(error, pause)
                await asyncio.sleep(pause)


def _acknowledgement(callback_query: str) -> Response:
    """Return a response that acknowledges a tap: Telegram executes the method named in it like a call."""
    return JSONResponse({"method": "answerCallbackQuery", "callback_query_id": callback_query})


def _update(body: bytes) -> Update | None:
    try:
        plain = read_json(body)
    except ValueError as error:
        LOG.warning("update skipped", extra={"error": type(error).__name__})
        return None
    return parse_update(plain)
