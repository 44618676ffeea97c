"""What LINE tells of people: the language of who begins a private chat, and the names of who speaks in groups."""

import logging

from bot.channels.line.http import LineApi
from bot.channels.line.sources import Speaker
from bot.errors import PlatformUnavailable
from bot.shared.ttl_cache import TtlCache
from flows.i18n.language import Language, language_from_tag

LOG = logging.getLogger("radap.line")

#: Names known at a time.
NAMES = 2048

#: Seconds. LINE waits two for the webhook's answer, and a name is not worth waiting for.
PROFILE_TIMEOUT = 0.7


class LineProfiles:
    """Asks LINE about people. Every method answers with nothing rather than fail: a turn goes on without."""

    def __init__(self, api: LineApi) -> None:
        """Take what makes calls."""
        self._api = api
        self._names: TtlCache[Speaker, str] = TtlCache(NAMES)

    async def language(self, user: str) -> Language | None:
        """The language of a user's LINE, where LINE tells it and Radap speaks it."""
        return language_from_tag(await self._told(f"/v2/bot/profile/{user}", "language") or None)

    async def name(self, speaker: Speaker) -> str:
        """The name that the others of the group see; empty where LINE does not tell it."""
        if name := self._names.get(speaker):
            return name
        place = f"group/{speaker.group}" if speaker.group else f"room/{speaker.room}"
        name = await self._told(f"/v2/bot/{place}/member/{speaker.user}", "displayName")
        return self._names.put(speaker, name) if name else ""

    async def _told(self, path: str, field: str) -> str:
        """What a profile says in a field; empty where it is not told."""
        try:
            answer = await self._api.get(path, seconds=PROFILE_TIMEOUT)
            told = answer.json().get(field) if answer.status == 200 else None
        except (PlatformUnavailable, ValueError) as error:
            LOG.info("profile not available", extra={"error": type(error).__name__})
            return ""
        return told if isinstance(told, str) else ""
