"""The access of one browser to a collection's page: a code that opens it once, and then the browser's cookie."""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


@dataclass(frozen=True, slots=True)
class CoordinatorAccess:
    """An access.

    - `collection`: the token of the collection that it shows
    - `language`: the operator's
    - `made_at`, `open_until`: when the code was made, and until when it opens (seconds since 1970, UTC)
    - `live`: the secret part of the address of the live table; empty: there is none
    - `browser`: what tells the browser that used the code from others (the digest of random bits); empty: nobody did
    """

    kind: ClassVar = SharedKind.COORDINATOR
    collection: str
    language: str
    made_at: int
    open_until: int
    browser: str = ""
    live: str = ""

    def is_open(self, now: int) -> bool:
        """Return whether the code is still to be used."""
        return not self.browser and now < self.open_until


@dataclass(frozen=True, slots=True)
class UseAccess:
    """A browser uses the code."""

    kind: ClassVar[Literal["use_access"]] = "use_access"
    browser: str
    at: int

    def apply(self, record: CoordinatorAccess) -> Changed[CoordinatorAccess]:
        """Give the page to the first browser that asks."""
        if record.browser == self.browser:
            return Changed(record)
        if not record.is_open(self.at):
            return Changed(record, holds=False)
        return Changed(replace(record, browser=self.browser))


@dataclass(frozen=True, slots=True)
class ReplaceLiveTable:
    """The coordinator gives the live table a new address, or (empty) none. The one before opens no more."""

    kind: ClassVar[Literal["replace_live_table"]] = "replace_live_table"
    live: str

    def apply(self, record: CoordinatorAccess) -> Changed[CoordinatorAccess]:
        """Replace the secret."""
        return Changed(replace(record, live=self.live))


CoordinatorChange = UseAccess | ReplaceLiveTable
COORDINATOR_CHANGES = (UseAccess, ReplaceLiveTable)


def coordinator_from_plain(plain: dict[str, Any]) -> CoordinatorAccess:
    """Read the JSON values of an access. Raises KeyError, TypeError or ValueError for anything else."""
    known = {item.name: plain[item.name] for item in fields(CoordinatorAccess) if item.name in plain}
    return CoordinatorAccess(**known)
