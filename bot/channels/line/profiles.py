"""Profiles of LINE users: the language of a new friend, and the names of group members."""

import logging

from bot.channels.line.events import Speaker
from bot.channels.line.http import LineApi
from bot.errors import PlatformUnavailable
from bot.shared.ttl_cache import TtlCache
from flows.i18n.language import Language, language_from_tag

LOG = logging.getLogger("radap.line")

#: Names in the cache.
NAMES = 2048

#: Seconds. LINE waits two seconds for the webhook's response, and the turn and the reply need the rest.
PROFILE_TIMEOUT = 0.7


class LineProfiles:
    """Gets profiles from LINE. No method fails: a turn goes on without the language or the name."""

    def __init__(self, api: LineApi) -> None:
        self._api = api
        self._names: TtlCache[Speaker, str] = TtlCache(NAMES)

    async def language(self, user: str) -> Language | None:
        """Return the language of a user's LINE; None if LINE does not tell it or Radap does not speak it."""
        return language_from_tag(await self._get_field(f"/v2/bot/profile/{user}", "language") or None)

    async def name(self, speaker: Speaker) -> str:
        """Return the name that the other members see; empty if LINE does not tell it."""
        if name := self._names.get(speaker):
            return name
        place = f"group/{speaker.group}" if speaker.group else f"room/{speaker.room}"
        name = await self._get_field(f"/v2/bot/{place}/member/{speaker.user}", "displayName")
        return self._names.put(speaker, name) if name else ""

    async def _get_field(self, path: str, field: str) -> str:
        """Return a text field of a profile; empty if there is none."""
        try:
            answer = await self._api.get(path, seconds=PROFILE_TIMEOUT)
            value = answer.json().get(field) if answer.status == 200 else None
        except (PlatformUnavailable, ValueError) as error:
            LOG.info("profile not available", extra={"error": type(error).__name__})
            return ""
        return value if isinstance(value, str) else ""
