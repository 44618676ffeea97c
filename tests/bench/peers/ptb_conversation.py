"""Telegram: python-telegram-bot's ConversationHandler, its state persisted in Redis before an update is acknowledged.

Its best form: calls over aiohttp, JSON by orjson, updates handled at the same time (each webhook call handles its own),
taps acknowledged by the webhook's answer.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

import aiohttp
import orjson
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    BasePersistence,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.request import BaseRequest, RequestData

from tests.bench.peers.questionnaire import BY_ID, DONE, FIRST, STEPS, accepts, after, choices, prompt

Data = dict[int, dict[Any, Any]]
CONVERSATIONS, USERS = "ptb:conversations", "ptb:users"


class RedisPersistence(BasePersistence[dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """Conversations and user data in two hashes."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(PersistenceInput(bot_data=False, chat_data=False, callback_data=False), update_interval=3600)
        self._redis = redis

    async def get_conversations(self, name: str) -> dict[Any, Any]:
        """Return all of them: the library reads once, at its start."""
        stored = await self._redis.hgetall(CONVERSATIONS)
        return {tuple(orjson.loads(key)): orjson.loads(state) for key, state in stored.items()}

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:
        """One conversation moved."""
        await self._redis.hset(CONVERSATIONS, orjson.dumps(key), orjson.dumps(new_state))

    async def get_user_data(self) -> Data:
        """All of them, once."""
        return {int(user): orjson.loads(data) for user, data in (await self._redis.hgetall(USERS)).items()}

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None:
        """One user's data changed."""
        await self._redis.hset(USERS, str(user_id), orjson.dumps(data))

    async def get_chat_data(self) -> Data:
        """Not kept."""
        return {}

    async def get_bot_data(self) -> dict[Any, Any]:
        """Not kept."""
        return {}

    async def get_callback_data(self) -> None:
        """Not kept."""

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None:
        """Not kept."""

    async def update_bot_data(self, data: dict[Any, Any]) -> None:
        """Not kept."""

    async def update_callback_data(self, data: Any) -> None:
        """Not kept."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Not kept."""

    async def drop_user_data(self, user_id: int) -> None:
        """Forget a user."""
        await self._redis.hdel(USERS, str(user_id))

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None:
        """One process, nothing to refresh."""

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None:
        """One process, nothing to refresh."""

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None:
        """One process, nothing to refresh."""

    async def flush(self) -> None:
        """Everything is written at once."""


class AiohttpRequest(BaseRequest):
    """The library's calls over aiohttp."""

    def __init__(self) -> None:
        """Connect at the first call."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer."""
        return 10.0

    async def initialize(self) -> None:
        """Open the pool."""
        self._session = self._session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Status and body of an answer."""
        assert self._session is not None
        content = orjson.dumps(request_data.parameters) if request_data else None
        headers = {"Content-Type": "application/json"}
        async with self._session.request(method, url, data=content, headers=headers) as answer:
            return answer.status, await answer.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the decoded body of a response."""
        plain: dict[str, Any] = orjson.loads(payload)
        return plain


def keyboard(step: str) -> InlineKeyboardMarkup | None:
    """The buttons of a step, one a row."""
    rows = [[InlineKeyboardButton(label, callback_data=f"{step}:{value}")] for value, label in choices(step)]
    return InlineKeyboardMarkup(rows) if rows else None


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    """/start."""
    assert isinstance(update.message, Message)
    assert context.user_data is not None
    context.user_data.clear()
    context.user_data["step"] = FIRST
    await update.message.reply_text(prompt(FIRST, {}), reply_markup=keyboard(FIRST))
    return FIRST


async def typed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str | int:
    """A text that answers a question."""
    assert isinstance(update.message, Message)
    step, answers = move_on(context, str(update.message.text))
    await update.message.reply_text(prompt(step, answers), reply_markup=keyboard(step))
    return ConversationHandler.END if step == DONE else step


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str | int | None:
    """A button."""
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    assert context.user_data is not None
    asked, _, value = str(query.data).partition(":")
    if asked != context.user_data["step"] or not accepts(asked, value):
        return None
    step, answers = move_on(context, value)
    await query.edit_message_text(prompt(step, answers), reply_markup=keyboard(step))
    return ConversationHandler.END if step == DONE else step


def move_on(context: ContextTypes.DEFAULT_TYPE, answer: str) -> tuple[str, dict[str, str]]:
    """Store the answer; return the next step and all answers."""
    data = context.user_data
    assert data is not None
    answers = data.setdefault("answers", {})
    answers[data["step"]] = answer
    data["step"] = after(data["step"])
    return data["step"], deepcopy(answers)


def conversation() -> ConversationHandler[Any]:
    """One state a step."""
    taps: Any = CallbackQueryHandler(tapped)
    texts: Any = MessageHandler(filters.TEXT & ~filters.COMMAND, typed)
    begin: Any = CommandHandler("start", start)
    states: dict[object, list[Any]] = {step.id: [taps, texts] if step.typed else [taps] for step in STEPS}
    return ConversationHandler([begin], states, [begin], name="assessment", persistent=True)


@asynccontextmanager
async def lifespan(starlette: Starlette) -> AsyncIterator[None]:
    """Open the application for the server's lifetime."""
    redis = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
    application = (
        Application.builder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(os.environ["TELEGRAM_API_BASE_URL"] + "/bot")
        .persistence(RedisPersistence(redis))
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .updater(None)
        .build()
    )
    application.add_handler(conversation())
    async with application:
        starlette.state.application = application
        yield
    await redis.aclose()


async def webhook(request: Request) -> Response:
    """Handle an update; it is acknowledged when all its effects are stored."""
    if request.headers.get("x-telegram-bot-api-secret-token") != os.environ["TELEGRAM_WEBHOOK_SECRET"]:
        return Response(status_code=401)
    application = request.app.state.application
    update = Update.de_json(orjson.loads(await request.body()), application.bot)
    await application.process_update(update)
    await application.update_persistence()
    if not update.callback_query:
        return Response()
    acknowledgement = {"method": "answerCallbackQuery", "callback_query_id": update.callback_query.id}
    return Response(orjson.dumps(acknowledgement), media_type="application/json")


async def ready(request: Request) -> Response:
    """Report that the server accepts requests."""
    return Response()


assert DONE not in BY_ID
app = Starlette(
    routes=[Route("/telegram/webhook", webhook, methods=["POST"]), Route("/readyz", ready)], lifespan=lifespan
)
