"""The finished assessments of a conversation: stored beside its session, read only by steps that need them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Self

from flows.errors import RadapError
from flows.i18n.dates import day_of
from flows.operator_text import Translatable

#: The value of `open_until` for a link that its owner closed: a time long past.
LINK_CLOSED = 1


@dataclass(frozen=True, slots=True)
class FinishedEntry:
    """An entry of the list of results.

    `finished_at` is in seconds since 1970 (UTC); `started_by` is the id of the member of a group who started it. Of its
    link: until when it opens (in seconds since 1970; 0: as long as the result is kept), whether it names the assessor,
    and how often it had been opened when the owner last asked. `number` counts confirmations: it orders the list.
    `assessed_on` is the date of assessment that the officer chose (ISO 8601; empty: the day of `finished_at`).
    `open` is the number of processes that a provisional result does not tell of; 0 for a confirmed one. `approval` is
    the token of the last request for approval; empty where there is none. `prints_link` tells whether papers print the
    address of the result.
    """

    assessment: str
    token: str
    service: str
    group: str
    missing: int
    raises: int
    finished_at: int
    started_by: str = ""
    open_until: int = 0
    shows_assessor: bool = False
    views: int = 0
    assessed_on: str = ""
    open: int = 0
    approval: str = ""
    prints_link: bool = False
    number: int = 0

    @property
    def assessed_day(self) -> date:
        """Return the date of assessment in Thailand."""
        return date.fromisoformat(self.assessed_on) if self.assessed_on else day_of(self.finished_at)


class FinishedUnread(RadapError):
    """A step needs entries that were not read: that of one `assessment`, or (empty) all."""

    def __init__(self, assessment: str = "") -> None:
        super().__init__(
            Translatable("A step needs finished assessments that were not read."),
            Translatable("Read them and repeat the step."),
        )
        self.assessment = assessment


@dataclass(frozen=True, slots=True)
class FinishedList:
    """The entries as far as they were read, and what the step changed.

    `known` maps an assessment's id to its entry, or to None where there is none; `is_whole` tells that there are no
    other entries. `changed` holds new and renewed entries, and None for removed ones; it is what a save writes.
    """

    known: Mapping[str, FinishedEntry | None] = field(default_factory=lambda: MappingProxyType({}))
    is_whole: bool = True
    changed: Mapping[str, FinishedEntry | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def entries(self) -> tuple[FinishedEntry, ...]:
        """All entries, the one confirmed last at the end. Raises FinishedUnread."""
        if not self.is_whole:
            raise FinishedUnread
        present = {**self.known, **self.changed}
        return tuple(sorted((item for item in present.values() if item), key=lambda item: item.number))

    def find(self, assessment: str) -> FinishedEntry | None:
        """The entry of an assessment; None where there is none. Raises FinishedUnread."""
        if assessment in self.changed:
            return self.changed[assessment]
        if not self.is_whole and assessment not in self.known:
            raise FinishedUnread(assessment)
        return self.known.get(assessment)

    def with_entry(self, entry: FinishedEntry) -> Self:
        """The list with an entry added, or renewed."""
        return type(self)(self.known, self.is_whole, {**self.changed, entry.assessment: entry})

    def with_entries(self, entries: Iterable[FinishedEntry]) -> Self:
        """The list with entries added, or renewed."""
        changed = {**self.changed, **{entry.assessment: entry for entry in entries}}
        return type(self)(self.known, self.is_whole, changed)

    def without(self, assessment: str) -> Self:
        """The list without the entry of an assessment."""
        return type(self)(self.known, self.is_whole, {**self.changed, assessment: None})

    def with_read(self, assessment: str, entries: Iterable[FinishedEntry]) -> Self:
        """The list with what was read of one assessment, or (empty) of all; `changed` stays."""
        read = {item.assessment: item for item in entries}
        known = {**self.known, assessment: read.get(assessment)} if assessment else read
        return type(self)(known, self.is_whole or not assessment, self.changed)

    def unread(self) -> Self:
        """The list after a save: nothing is read, nothing is changed."""
        return type(self)(is_whole=False)


UNREAD = FinishedList(is_whole=False)
