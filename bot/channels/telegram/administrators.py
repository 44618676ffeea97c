"""Anonymous administrators of groups: their messages name the group, but their taps name the person."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from cachetools import TLRUCache
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberOwner

LOG = logging.getLogger("radap.telegram")

#: Cached groups, and seconds in the cache: an administrator who becomes anonymous is so in Radap within a minute.
CACHED_GROUPS, SECONDS_KNOWN = 2048, 60.0

#: Seconds until Telegram is asked again after it did not answer, so that its failures delay few turns.
SECONDS_UNKNOWN = 15.0

#: The user ids of a group's anonymous administrators; None if Telegram does not tell.
Anonymous = frozenset[int] | None


class TelegramAdministrators:
    """A cache of the administrators of groups, filled by one call at a time for each group.

    Telegram tells every bot of a group who its administrators are. About other members (getChatMember) it promises an
    answer only to administrators. `ask` must not take longer than a turn may be delayed.
    """

    def __init__(self, ask: Callable[[int], Awaitable[Sequence[ChatMember]]]) -> None:
        self._ask = ask
        self._known: TLRUCache[int, Anonymous] = TLRUCache(CACHED_GROUPS, ttu=_known_until)
        self._asking: dict[int, asyncio.Task[Anonymous]] = {}

    async def anonymous(self, chat: int) -> Anonymous:
        """Return the anonymous administrators of a group; None if Telegram does not tell them now."""
        with suppress(KeyError):
            return self._known[chat]
        if chat not in self._asking:
            self._asking[chat] = asyncio.create_task(self._fetch(chat), name="telegram administrators")
        return await asyncio.shield(self._asking[chat])

    def forget(self, chat: int) -> None:
        """Drop the cached answer and a request in flight: somebody may have become anonymous since."""
        self._known.pop(chat, None)
        self._asking.pop(chat, None)

    async def _fetch(self, chat: int) -> Anonymous:
        known = await self._ask_telegram(chat)
        if self._asking.get(chat) is asyncio.current_task():
            del self._asking[chat]
            self._known[chat] = known
        return known

    async def _ask_telegram(self, chat: int) -> Anonymous:
        try:
            return frozenset(member.user.id for member in await self._ask(chat) if _is_anonymous(member))
        except Exception as error:  # noqa: BLE001 - the library names no error for an answer of another form
            LOG.info("administrators not available", extra={"error": type(error).__name__})
            return None


def _is_anonymous(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberOwner | ChatMemberAdministrator) and member.is_anonymous


def _known_until(_: int, known: Anonymous, now: float) -> float:
    return now + (SECONDS_UNKNOWN if known is None else SECONDS_KNOWN)
