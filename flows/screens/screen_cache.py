"""Messages that are the same for everybody, made once: most turns end in one, and nobody's own words stand in it."""

from collections.abc import Callable
from typing import NamedTuple

from flows.i18n.language import Language
from flows.model.messages import Message


class Place(NamedTuple):
    """All that such a message depends on: the criteria's edition, the state, the language, and whether it explains."""

    edition: str
    state: str
    language: Language
    explained: bool


class ScreenCache:
    """What was made so far; there are a few for each state of the machine."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: dict[Place, Message] = {}

    def at(self, place: Place, make: Callable[[], Message]) -> Message:
        """The message of a place, made where it was not before; its cache key names the place."""
        message = self._made.get(place)
        if message is None:
            message = self._made[place] = make().with_cache_key("/".join(map(str, place)))
        return message
