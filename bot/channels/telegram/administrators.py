"""Which administrators of a group are anonymous: the group speaks for them, but their taps bear their names."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from cachetools import TLRUCache

from bot.channels.common.json_body import read_json
from bot.channels.telegram.update_models import ChatAdministrators
from flows.errors import RadapError

LOG = logging.getLogger("radap.telegram")

#: Groups known at a time, and for how many seconds: whoever becomes anonymous is so in Radap within a minute.
GROUPS, SECONDS_KNOWN = 2048, 60.0

#: Seconds until Telegram is asked again where it did not tell, so that its trouble holds up few turns.
SECONDS_UNKNOWN = 15.0

#: The user ids of a group's anonymous administrators; None where Telegram does not tell.
Anonymous = frozenset[int] | None


class TelegramAdministrators:
    """Asks for the administrators of groups: one call for all members, and one at a time for each group.

    Telegram tells every bot of a group who its administrators are; of another member (getChatMember) it promises to
    tell only where the bot is an administrator itself.
    """

    def __init__(self, ask: Callable[[int], Awaitable[bytes]]) -> None:
        """Take the call, which raises RadapError; it must not take longer than a turn may be held up."""
        self._ask = ask
        self._known: TLRUCache[int, Anonymous] = TLRUCache(GROUPS, ttu=_known_until)
        self._asking: dict[int, asyncio.Task[Anonymous]] = {}

    async def anonymous(self, chat: int) -> Anonymous:
        """The anonymous administrators of a group; None where Telegram does not tell them now."""
        with suppress(KeyError):
            return self._known[chat]
        if chat not in self._asking:
            self._asking[chat] = asyncio.create_task(self._learn(chat), name="telegram administrators")
        return await asyncio.shield(self._asking[chat])

    def forget(self, chat: int) -> None:
        """Ask anew, and keep no answer that is still on its way: somebody may have become anonymous since."""
        self._known.pop(chat, None)
        self._asking.pop(chat, None)

    async def _learn(self, chat: int) -> Anonymous:
        told = await self._told(chat)
        if self._asking.get(chat) is asyncio.current_task():
            del self._asking[chat]
            self._known[chat] = told
        return told

    async def _told(self, chat: int) -> Anonymous:
        try:
            answer = ChatAdministrators.model_validate(read_json(await self._ask(chat)))
        except (RadapError, ValueError) as error:
            LOG.info("administrators not told", extra={"error": type(error).__name__})
            return None
        return frozenset(each.user.id for each in answer.result if each.is_anonymous)


def _known_until(_: int, told: Anonymous, now: float) -> float:
    return now + (SECONDS_UNKNOWN if told is None else SECONDS_KNOWN)
