"""What LINE tells of people: the language of who begins a private chat, and the names of who speaks in groups."""

import asyncio
import logging

from aiohttp import ClientError
from cachetools import TTLCache
from linebot.v3.messaging import ApiException, AsyncMessagingApi
from pydantic.v1 import ValidationError

from bot.channels.line_sources import Speaker
from flows.language import Language, language_from_tag

LOG = logging.getLogger("radap.line")

#: Names known at a time, and for how many seconds: whoever changes a name sees it the same day.
NAMES, SECONDS_KNOWN = 2048, 60 * 60

#: Seconds. LINE waits two for the webhook's answer, and a name is not worth waiting for.
PROFILE_TIMEOUT = 0.7

FAILURES = (ApiException, ValidationError, ClientError, OSError, UnicodeDecodeError, asyncio.TimeoutError)


class LineProfiles:
    """Asks LINE about people. Every method answers with nothing rather than fail: a turn goes on without."""

    def __init__(self, api: AsyncMessagingApi) -> None:
        """Take the open client of the Messaging API."""
        self._api = api
        self._names: TTLCache[Speaker, str] = TTLCache(NAMES, SECONDS_KNOWN)

    async def language(self, user: str) -> Language | None:
        """The language of a user's LINE, where LINE tells it and Radap speaks it."""
        try:
            profile = await self._api.get_profile(user, _request_timeout=PROFILE_TIMEOUT)
        except FAILURES as error:
            LOG.info("profile not available", extra={"error": type(error).__name__})
            return None
        return language_from_tag(profile.language)

    async def name(self, speaker: Speaker) -> str:
        """The name that the others of the group see; empty where LINE does not tell it."""
        if speaker not in self._names:
            try:
                self._names[speaker] = await self._ask_name(speaker)
            except FAILURES as error:
                LOG.info("name not available", extra={"error": type(error).__name__})
                return ""
        return self._names[speaker]

    async def _ask_name(self, speaker: Speaker) -> str:
        if speaker.group:
            in_group = await self._api.get_group_member_profile(
                speaker.group, speaker.user, _request_timeout=PROFILE_TIMEOUT
            )
            return str(in_group.display_name)
        in_room = await self._api.get_room_member_profile(speaker.room, speaker.user, _request_timeout=PROFILE_TIMEOUT)
        return str(in_room.display_name)
