"""Messages that are the same for everybody, in a channel's form: made once, with a gap for the assessment."""

from collections.abc import Callable
from typing import Generic, TypeVar

import orjson

from flows.model.messages import Message

Form = TypeVar("Form")

#: Stands for the assessment's id while a message is made for everybody. A private sign, which no text of ours has.
ASSESSMENT_PLACEHOLDER = "\ue000"


class JsonTemplate:
    """A JSON text in which only the assessment's id is left open."""

    def __init__(self, value: object) -> None:
        """Take what was made for ANY_ASSESSMENT."""
        self._parts = orjson.dumps(value).split(ASSESSMENT_PLACEHOLDER.encode())

    def filled(self, assessment: str) -> orjson.Fragment:
        """The text for one assessment, to be put into a larger one."""
        return orjson.Fragment(assessment.encode().join(self._parts))


class RenderCache(Generic[Form]):
    """The forms of messages, each known by the very message: it lives here, so that no other takes its place."""

    def __init__(self, make: Callable[[Message], Form]) -> None:
        """Take what makes a form."""
        self._make = make
        self._made: dict[int, tuple[Message, Form]] = {}

    def of(self, message: Message) -> Form:
        """The form of a message that comes again and again."""
        known = self._made.get(id(message))
        if known is None:
            known = self._made[id(message)] = (message, self._make(message))
        return known[1]
