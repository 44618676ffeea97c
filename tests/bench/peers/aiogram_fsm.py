"""Telegram: aiogram with its finite-state machine, Redis storage and the isolation of events of one chat.

Its best form: JSON by orjson, a lock for each chat in the process, taps acknowledged by the webhook's answer.
"""

import os
from typing import Any

import orjson
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers.questionnaire import BY_ID, DONE, FIRST, STEPS, accepts, after, choices, prompt

Assessment = type("Assessment", (StatesGroup,), {step.id: State() for step in STEPS})
STATES = {step.id: getattr(Assessment, step.id) for step in STEPS}
TYPED = [STATES[step.id] for step in STEPS if step.typed]


def keyboard(step: str) -> InlineKeyboardMarkup | None:
    """The buttons of a step, one a row."""
    rows = [[InlineKeyboardButton(text=label, callback_data=f"{step}:{value}")] for value, label in choices(step)]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


async def start(message: Message, state: FSMContext) -> None:
    """/start."""
    await state.set_state(STATES[FIRST])
    await state.set_data({})
    await message.answer(prompt(FIRST, {}), reply_markup=keyboard(FIRST))


async def typed(message: Message, state: FSMContext) -> None:
    """A text that answers a question."""
    step, answers = await move_on(state, str(message.text))
    await message.answer(prompt(step, answers), reply_markup=keyboard(step))


async def tapped(query: CallbackQuery, state: FSMContext) -> AnswerCallbackQuery:
    """A button. The return value becomes the webhook's response."""
    asked, _, value = str(query.data).partition(":")
    present = (await state.get_state() or "").rpartition(":")[2]
    if asked == present and accepts(present, value) and isinstance(query.message, Message):
        step, answers = await move_on(state, value)
        await query.message.edit_text(prompt(step, answers), reply_markup=keyboard(step))
    return query.answer()


async def move_on(state: FSMContext, answer: str) -> tuple[str, dict[str, str]]:
    """Store the answer; the step that follows, and all answers."""
    present = (await state.get_state() or "").rpartition(":")[2]
    answers = await state.update_data({present: answer})
    step = after(present)
    await state.set_state(None if step == DONE else STATES[step])
    return step, answers


def dumps(value: Any) -> str:
    """JSON."""
    return orjson.dumps(value).decode()


def main() -> None:
    """Serve on PORT."""
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE_URL"])
    session = AiohttpSession(api=server, json_loads=orjson.loads, json_dumps=dumps)
    bot = Bot(os.environ["TELEGRAM_BOT_TOKEN"], session=session)
    storage = RedisStorage.from_url(os.environ["REDIS_URL"], json_loads=orjson.loads, json_dumps=dumps)
    dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
    dispatcher.message.register(start, CommandStart())
    dispatcher.message.register(typed, StateFilter(*TYPED), F.text)
    dispatcher.callback_query.register(tapped, F.data)
    application = web.Application()
    secret = os.environ["TELEGRAM_WEBHOOK_SECRET"]
    webhook = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
    webhook.register(application, path="/telegram/webhook")
    application.router.add_get("/readyz", ready)
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)


async def ready(request: web.Request) -> web.Response:
    """Report that the server accepts requests."""
    return web.Response()


if __name__ == "__main__":
    import uvloop

    assert set(BY_ID) == set(STATES)
    uvloop.install()
    main()
