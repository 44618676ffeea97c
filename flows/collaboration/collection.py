"""A collection: services of many conversations in one table, which a coordinator sees.

Its record holds no services. Each conversation that joins has one of its own, as in `contribution`.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection.

    - `token`: names its record, and those of who joins
    - `title`, `organiser`: what it is for, and who collects, as the operator typed them; officers read both
    - `language`: the operator's
    - `opened_at`, `until`: when it began, and until when it takes services (seconds since 1970, UTC)
    - `closed_at`: when the operator closed it before that; 0: it was not closed
    - `code`: the officers' code, which opens it any number of times
    """

    kind: ClassVar = SharedKind.COLLECTION
    token: str
    title: str
    organiser: str
    language: str
    opened_at: int
    until: int
    code: str
    closed_at: int = 0

    def is_open(self, now: int) -> bool:
        """Return whether officers may still join, and change what they gave."""
        return not self.closed_at and now < self.until

    @property
    def kept_since(self) -> int:
        """Return when the retention of all its records begins (seconds since 1970, UTC)."""
        return self.until


@dataclass(frozen=True, slots=True)
class CloseCollection:
    """The operator closes the collection."""

    kind: ClassVar[Literal["close_collection"]] = "close_collection"
    at: int

    def apply(self, record: Collection) -> Changed[Collection]:
        """Close it; a closed one keeps the time when it was closed."""
        return Changed(record if record.closed_at else replace(record, closed_at=self.at))


CollectionChange = CloseCollection
COLLECTION_CHANGES = (CloseCollection,)


def collection_from_plain(plain: dict[str, Any]) -> Collection:
    """Read the JSON values of a collection. Raises KeyError, TypeError or ValueError for anything else."""
    return Collection(**{item.name: plain[item.name] for item in fields(Collection) if item.name in plain})
