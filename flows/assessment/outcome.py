"""The outcome of one event, before the engine turns it into messages."""

from typing import NamedTuple

from flows.assessment.context import Context
from flows.collaboration.codes import CodeTarget
from flows.collaboration.contribution import Contribution
from flows.collaboration.shared_record import Change, SharedRecord
from flows.model.batch import Batch
from flows.model.data_export import Export
from flows.model.events import ButtonPress
from flows.model.link import Link
from flows.model.messages import Message
from flows.model.result import Result
from flows.model.session import OwnersCopy


class NewRecord(NamedTuple):
    """A new shared record under a token, the code that opens it, and since when it is kept (seconds since 1970)."""

    token: str
    record: SharedRecord
    code: str
    kept_since: int


class NewCode(NamedTuple):
    """Another code that opens a known shared record."""

    code: str
    target: CodeTarget


class RecordChange(NamedTuple):
    """A change to a shared record."""

    link: Link
    change: Change


class GuardedDeletion(NamedTuple):
    """A link whose content is deleted only if the changes to the shared record `guard` (its token) held."""

    guard: str
    link: Link


class ContributionWrite(NamedTuple):
    """What the conversation gives to a collection from now on, under `contribution_link`; None withdraws it.

    It is kept from the end of the collection on (`until`, seconds since 1970, UTC). Of several for one link in one
    event the last counts.
    """

    link: Link
    contribution: Contribution | None
    until: int = 0


class GuardedRenewal(NamedTuple):
    """A result that is renewed under its link only if the changes to the shared record `guard` (its token) held."""

    guard: str
    result: Result


SharedEffect = NewRecord | NewCode | RecordChange | GuardedDeletion | GuardedRenewal | ContributionWrite


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
    can be answered. `shared` are effects on shared records, and `wanted_links` names shared records and codes that the
    event needs: nothing was done yet. `settles` tells that the reply depends on what becomes of these effects: a
    Settled event follows at once. `wanted_editions` names editions of the criteria that the event needs, likewise.
    `links_version` is that of the links that the conversation received from another one.
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
    shared: tuple[SharedEffect, ...] = ()
    wanted_links: tuple[Link, ...] = ()
    settles: bool = False
    links_version: int = 0
    wanted_editions: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Return whether the event needs something that is still to be read: nothing was done yet."""
        return bool(self.wanted or self.wanted_batch or self.wanted_links or self.wanted_editions)


def in_lines(*notices: str) -> str:
    """Join notices with line breaks; skip empty ones."""
    return "\n".join(notice for notice in notices if notice)


def after_news(news: Outcome, outcome: Outcome) -> Outcome:
    """Return the outcome of an event with what the conversation learnt before it."""
    return outcome._replace(
        notice=in_lines(news.notice, outcome.notice),
        before=(*news.before, *outcome.before),
        published=(*news.published, *outcome.published),
        renewed=(*news.renewed, *outcome.renewed),
        withdrawn=(*news.withdrawn, *outcome.withdrawn),
        shared=(*news.shared, *outcome.shared),
        links_version=max(news.links_version, outcome.links_version),
        silent=outcome.silent and not news.notice,
    )
