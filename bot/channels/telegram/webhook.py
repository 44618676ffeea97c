"""The Telegram channel: its webhook, and the task that keeps it connected."""

import asyncio
import hmac
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.common.json_body import read_json
from bot.channels.common.request_body import read_body
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.connection import log_failure, pause_after, register
from bot.channels.telegram.polling import TelegramPolling
from bot.channels.telegram.update_handler import Done, Forms, TryAgain, UpdateHandler
from bot.channels.telegram.update_models import Update
from bot.channels.telegram.updates import parse_update
from bot.config.credentials import SECONDS_TO_ANSWER, WebhookAddress
from bot.observability.metrics import Metrics
from bot.shared.links import Links
from bot.turns.turn_handler import TurnHandler
from flows.i18n.wording import Catalogues

LOG = logging.getLogger("radap.telegram")

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


class TelegramChannel:
    """Takes Telegram's updates, by webhook or by polling, and answers them through the Bot API."""

    def __init__(  # noqa: PLR0913 - all by name, each from another part of the program
        self,
        *,
        turns: TurnHandler,
        links: Links,
        token: str,
        webhook_secret: str,
        api_base_url: str,
        catalogues: Catalogues,
        public_webhook_url: str | None,
        forms: Forms | None = None,
        metrics: Metrics | None = None,
        answer_seconds: float = SECONDS_TO_ANSWER,
    ) -> None:
        """Take the turns, the links, the words, the connection, what makes forms, and what counts.

        Without a public webhook, updates are polled. A call that is not answered within `answer_seconds` is given up.
        """
        self._webhook_secret = webhook_secret.encode()
        self._address = WebhookAddress(public_webhook_url, webhook_secret) if public_webhook_url else None
        self._catalogues = catalogues
        self._client = TelegramClient(token, api_base_url, metrics, answer_seconds=answer_seconds)
        self._answers = UpdateHandler(turns, links, catalogues, self._client, forms)

    async def open(self) -> None:
        """Make the HTTP client; call it in the running event loop. Telegram need not answer."""
        await self._client.open()

    async def close(self) -> None:
        """Close the connections; end `run` before."""
        await self._client.close()

    async def run(self) -> None:
        """Register the bot and, without a webhook, poll until cancelled; whatever fails is tried again.

        With a webhook it returns when Telegram has accepted it.
        """
        polling = TelegramPolling(self._client, self._answers.take)
        try:
            await self._stay_connected(polling)
        finally:
            await polling.stop()

    async def webhook(self, request: Request) -> Response:
        """Answer a webhook call.

        200: done with, also where the update makes no sense. 503: send it again. 400, 401 and 413: not from
        Telegram, or not whole.
        """
        secret = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(secret, self._webhook_secret):
            return Response(status_code=401)
        body = await read_body(request)
        if isinstance(body, Response):
            return body
        update = _update(body)
        outcome = await self._answers.take(update) if update else Done()
        if isinstance(outcome, TryAgain):
            return Response(status_code=503, headers={"Retry-After": str(outcome.after)} if outcome.after else None)
        return Response(status_code=200) if outcome.tap is None else _acknowledgement(outcome.tap)

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


def _acknowledgement(tap: str) -> Response:
    """The webhook's answer that ends the waiting sign on a button: Telegram carries it out like a call."""
    return JSONResponse({"method": "answerCallbackQuery", "callback_query_id": tap})


def _update(body: bytes) -> Update | None:
    try:
        plain = read_json(body)
    except ValueError as error:
        LOG.warning("update skipped", extra={"error": type(error).__name__})
        return None
    return parse_update(plain)
