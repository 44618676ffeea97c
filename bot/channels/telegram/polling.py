"""Asking Telegram for updates, each of which is confirmed only when it is done with."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.update_handler import Done, TryAgain
from bot.channels.telegram.update_models import Update
from bot.channels.telegram.updates import ALLOWED_UPDATES, parse_update
from bot.observability.request_id import new_request_id

#: Seconds that Telegram holds an unanswered question open.
LONG_POLL = 50

#: Seconds to let the fetched updates be finished, so that the next question confirms them all.
SETTLE = 1.0

#: Seconds between two attempts at one update, and how many: as long as Telegram itself keeps it, about a day.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
ATTEMPTS = 1440


class TelegramPolling:
    """Fetches updates. Those of different chats are taken at the same time, those of one chat in order.

    An update stays unconfirmed until it is taken, so that a crash loses none; meanwhile others are fetched and taken.
    """

    def __init__(self, client: TelegramClient, take: Callable[[Update], Awaitable[Done | TryAgain]]) -> None:
        """Take the open client, and what answers an update."""
        self._client = client
        self._take = take
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._newest_of_chat: dict[int, asyncio.Task[None]] = {}

    async def round(self) -> None:
        """Ask once, and begin with whatever is new. Raises TelegramError."""
        offset = self._offset()
        unfinished = self._unfinished()
        updates = await self._client.updates(offset, 0 if unfinished else LONG_POLL, ALLOWED_UPDATES)
        self._forget_before(offset)
        for plain in updates:
            if plain["update_id"] not in self._tasks:
                # One that cannot be understood is done with at once, and so confirmed with the others.
                self._begin(parse_update(plain) or Update(update_id=plain["update_id"]))
        if unfinished := self._unfinished():
            await asyncio.wait(unfinished, timeout=SETTLE)

    async def stop(self) -> None:
        """Give up what is unfinished; Telegram will send it again."""
        unfinished = self._unfinished()
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    def _unfinished(self) -> list["asyncio.Task[None]"]:
        return [task for task in self._tasks.values() if not task.done()]

    def _offset(self) -> int | None:
        """The first update that is not done with; after all are confirmed, None: Telegram may begin to count anew."""
        waiting = [number for number, task in self._tasks.items() if not task.done()]
        if waiting:
            return min(waiting)
        return max(self._tasks) + 1 if self._tasks else None

    def _forget_before(self, offset: int | None) -> None:
        if offset is not None:
            self._tasks = {number: task for number, task in self._tasks.items() if number >= offset}
        self._newest_of_chat = {chat: task for chat, task in self._newest_of_chat.items() if not task.done()}

    def _begin(self, update: Update) -> None:
        chat = update.chat.id if update.chat else update.update_id
        task = asyncio.create_task(self._take_after(self._newest_of_chat.get(chat), update), name="telegram update")
        self._tasks[update.update_id] = self._newest_of_chat[chat] = task

    async def _take_after(self, earlier: "asyncio.Task[None] | None", update: Update) -> None:
        if earlier:
            await asyncio.wait([earlier])
        new_request_id()
        pause = SHORTEST_PAUSE
        for _ in range(ATTEMPTS):
            outcome = await self._take(update)
            if isinstance(outcome, Done):
                if outcome.tap:
                    await self._client.answer_tap(outcome.tap)
                return
            await asyncio.sleep(max(pause, outcome.after or 0))
            pause = min(2 * pause, LONGEST_PAUSE)
