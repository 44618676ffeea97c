"""The outcome of one event, before the engine turns it into messages."""

from enum import StrEnum
from typing import NamedTuple

from flows.assessment.context import Context
from flows.model.batch import Batch
from flows.model.data_export import Export
from flows.model.events import ButtonPress
from flows.model.messages import Message
from flows.model.result import Result
from flows.model.session import OwnersCopy


class LinkKind(StrEnum):
    """The kind of record that a link leads to."""

    RESULT = "result"
    PORTFOLIO = "portfolio"
    EXPORT = "export"
    COPY = "copy"
    BATCH = "batch"


class Link(NamedTuple):
    """A link by its token."""

    kind: LinkKind
    token: str


class Outcome(NamedTuple):
    """The context after an event, the messages to send, and the effects of the event.

    `before` are messages that come before the current screen. `notice` is a line about what happened, and `explained`
    tells that the current screen explains its question. `published` are results under a new link, `renewed` are results
    under the same link, `revoked` are tokens of results that have another link now, and `withdrawn` are links whose
    content is deleted. `copied` is a new owner's copy of a result. `deleted` ends the conversation: there is no current
    screen any more. `wanted` names stored results that the event needs, and `wanted_batch` the rows of a batch: nothing
    was done yet. `drafted` is a table's report with the rows that wait to be confirmed, under the token in the session.
    A `silent` event has no reply. `pressed` is a button that the event represents and that is still to be applied.
    A `brief` reply leaves the screen out: the question above still stands. `choices_only` repeats of the screen what
    can be answered.
    """

    context: Context
    notice: str = ""
    explained: bool = False
    before: tuple[Message, ...] = ()
    published: tuple[Result, ...] = ()
    renewed: tuple[Result, ...] = ()
    revoked: tuple[str, ...] = ()
    withdrawn: tuple[Link, ...] = ()
    deleted: bool = False
    wanted: tuple[str, ...] = ()
    exported: Export | None = None
    copied: OwnersCopy | None = None
    drafted: Batch | None = None
    wanted_batch: str = ""
    silent: bool = False
    pressed: ButtonPress | None = None
    brief: bool = False
    choices_only: bool = False


def in_lines(*notices: str) -> str:
    """Join notices with line breaks; skip empty ones."""
    return "\n".join(notice for notice in notices if notice)
