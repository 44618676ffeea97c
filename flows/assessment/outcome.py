"""What one event did, before it is put into messages."""

from enum import StrEnum
from typing import NamedTuple

from flows.assessment.context import Context
from flows.model.data_export import Export
from flows.model.messages import Message
from flows.model.result import Result


class LinkKind(StrEnum):
    """What a link leads to."""

    RESULT = "result"
    PORTFOLIO = "portfolio"
    EXPORT = "export"


class Link(NamedTuple):
    """A link by its token."""

    kind: LinkKind
    token: str


class Outcome(NamedTuple):
    """The scene after the event; a line about what happened; whether the prompt explains; and the event's effects.

    `published` are results under a new link, `renewed` are results whose link is told already, `revoked` are tokens of
    results that go on under another link, `withdrawn` are links whose content is deleted.
    `messages` replaces the present prompt where something else is to be said first; `wanted` names stored results
    without which nothing was done yet; `silent` events are answered with nothing.
    """

    scene: Context
    notice: str = ""
    explained: bool = False
    messages: tuple[Message, ...] = ()
    published: tuple[Result, ...] = ()
    renewed: tuple[Result, ...] = ()
    revoked: tuple[str, ...] = ()
    withdrawn: tuple[Link, ...] = ()
    deleted: bool = False
    wanted: tuple[str, ...] = ()
    exported: Export | None = None
    silent: bool = False


def in_lines(*notices: str) -> str:
    """Notices beneath each other; empty ones leave no line."""
    return "\n".join(notice for notice in notices if notice)
