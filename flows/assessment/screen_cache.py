"""A cache of the screens that are the same for everybody and hold no personal data. Most turns end in one."""

from collections.abc import Callable
from typing import NamedTuple

from flows.i18n.language import Language
from flows.model.messages import Message


class ScreenKey(NamedTuple):
    """All that such a screen depends on: the criteria's edition, the state, the language, and whether it explains."""

    edition: str
    state: str
    language: Language
    explained: bool


class ScreenCache:
    """Screens by key: a few for each state of the machine."""

    def __init__(self) -> None:
        self._screens: dict[ScreenKey, Message] = {}

    def get_or_build(self, key: ScreenKey, build: Callable[[], Message]) -> Message:
        """Return the screen of a key; build it if it is not cached. Its `cache_key` names the key."""
        message = self._screens.get(key)
        if message is None:
            message = self._screens[key] = build().with_cache_key("/".join(map(str, key)))
        return message
