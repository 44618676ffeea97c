"""Polling of Telegram's updates. An update is confirmed only when it is handled."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.update_handler import Handled, Retry
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.observability.request_id import new_request_id

#: Seconds that Telegram holds a request open until updates come.
LONG_POLL = 50

#: Seconds in which fetched updates may be handled, so that the next request confirms them all.
SETTLE = 1.0

#: Seconds between two attempts at one update, and their number: Telegram keeps an update for a day.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
ATTEMPTS = 1440


class TelegramPolling:
    """Fetches updates with an open client. Chats are handled at the same time, updates of one chat in order.

    An update stays unconfirmed until it is handled, so that a crash loses none. Meanwhile others are fetched.
    """

    def __init__(self, client: TelegramClient, handle: Callable[[Update], Awaitable[Handled | Retry]]) -> None:
        self._client = client
        self._handle = handle
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._newest_of_chat: dict[int, asyncio.Task[None]] = {}

    async def round(self) -> None:
        """Fetch updates once and begin to handle the new ones. Raises TelegramError."""
        offset = self._offset()
        unfinished = self._unfinished()
        updates = await self._client.updates(offset, 0 if unfinished else LONG_POLL, ALLOWED_UPDATES)
        self._forget_before(offset)
        for update in updates:
            if update.update_id not in self._tasks:
                self._begin(update)
        if unfinished := self._unfinished():
            await asyncio.wait(unfinished, timeout=SETTLE)

    async def stop(self) -> None:
        """Cancel unfinished updates; Telegram sends them again."""
        unfinished = self._unfinished()
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    def _unfinished(self) -> list["asyncio.Task[None]"]:
        return [task for task in self._tasks.values() if not task.done()]

    def _offset(self) -> int | None:
        """Return the first unfinished update. None after all are confirmed: Telegram may restart its numbers."""
        waiting = [number for number, task in self._tasks.items() if not task.done()]
        if waiting:
            return min(waiting)
        return max(self._tasks) + 1 if self._tasks else None

    def _forget_before(self, offset: int | None) -> None:
        if offset is not None:
            self._tasks = {number: task for number, task in self._tasks.items() if number >= offset}
        self._newest_of_chat = {chat: task for chat, task in self._newest_of_chat.items() if not task.done()}

    def _begin(self, update: Update) -> None:
        chat = update.effective_chat.id if update.effective_chat else update.update_id
        task = asyncio.create_task(self._handle_after(self._newest_of_chat.get(chat), update), name="telegram update")
        self._tasks[update.update_id] = self._newest_of_chat[chat] = task

    async def _handle_after(self, earlier: "asyncio.Task[None] | None", update: Update) -> None:
        if earlier:
            await asyncio.wait([earlier])
        new_request_id()
        pause = SHORTEST_PAUSE
        for _ in range(ATTEMPTS):
            result = await self._handle(update)
            if isinstance(result, Handled):
                if result.callback_query:
                    await self._client.answer_callback(result.callback_query)
                return
            await asyncio.sleep(max(pause, result.after or 0))
            pause = min(2 * pause, LONGEST_PAUSE)
