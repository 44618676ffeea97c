"""What one event did, before it is put into messages."""

from typing import NamedTuple

from flows.export import Export
from flows.message import Message
from flows.result import Result
from flows.scene import Scene


class Outcome(NamedTuple):
    """The scene after the event; a line about what happened; whether the prompt explains; and the event's effects.

    `messages` replaces the present prompt where something else is to be said first; `wanted` names stored results
    without which nothing was done yet; `silent` events are answered with nothing.
    """

    scene: Scene
    notice: str = ""
    explained: bool = False
    messages: tuple[Message, ...] = ()
    published: tuple[Result, ...] = ()
    withdrawn: tuple[str, ...] = ()
    deleted: bool = False
    wanted: tuple[str, ...] = ()
    exported: Export | None = None
    silent: bool = False


def in_lines(*notices: str) -> str:
    """Notices beneath each other; empty ones leave no line."""
    return "\n".join(notice for notice in notices if notice)
