"""The record of a service that was handed over at least once: its one owner, and the offer to another one.

Conversations hold copies of the service that yield to this record. The owner changes by one compare-and-set.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service.

    - `owner`: the digest of the conversation that owns it
    - `offer`: the code of the open offer, and `offered_until` its end (seconds since 1970); empty and 0 without one
    - `claimed`: the code of the offer that was accepted last
    - `service`, `answered`, `total`, `sender`, `language`: what the recipient sees before accepting; `sender` is empty
      where the owner does not want to be named
    - `payload`: the service as the recipient gets it (JSON text); empty once they have it
    """

    kind: ClassVar = SharedKind.SERVICE
    owner: str
    offer: str = ""
    offered_until: int = 0
    claimed: str = ""
    service: str = ""
    answered: int = 0
    total: int = 0
    sender: str = ""
    language: str = ""
    payload: str = ""

    def is_offered(self, code: str, now: int) -> bool:
        """Return whether a code still accepts the service."""
        return bool(code) and self.offer == code and now < self.offered_until

    def without_offer(self) -> "ServiceRecord":
        """Return the record with nothing but its owner and the last code."""
        return ServiceRecord(self.owner, claimed=self.claimed)


@dataclass(frozen=True, slots=True)
class OfferService:
    """The owner offers the service again, after an earlier hand-over."""

    kind: ClassVar[Literal["offer"]] = "offer"
    by: str
    offered: dict[str, Any]

    def apply(self, record: ServiceRecord) -> Changed[ServiceRecord]:
        """Open the offer, where the service still has this owner. `offered` has the fields of the record."""
        if record.owner != self.by or record.claimed == self.offered["offer"]:
            return Changed(record, holds=False)
        return Changed(replace(record, **self.offered))


@dataclass(frozen=True, slots=True)
class ClaimService:
    """Somebody accepts the offer with this code."""

    kind: ClassVar[Literal["claim"]] = "claim"
    by: str
    code: str
    at: int

    def apply(self, record: ServiceRecord) -> Changed[ServiceRecord]:
        """Change the owner while the offer is open. The content stays until the new owner has it."""
        if record.claimed == self.code:
            return Changed(record, holds=record.owner == self.by)
        if not record.is_offered(self.code, self.at):
            return Changed(record, holds=False)
        return Changed(replace(record, owner=self.by, offer="", offered_until=0, claimed=self.code))


@dataclass(frozen=True, slots=True)
class ReceiveService:
    """The new owner's conversation has stored the service."""

    kind: ClassVar[Literal["receive"]] = "receive"
    by: str
    code: str

    def apply(self, record: ServiceRecord) -> Changed[ServiceRecord]:
        """Remove the content."""
        if record.owner == self.by and record.claimed == self.code and not record.offer:
            return Changed(record.without_offer())
        return Changed(record)


@dataclass(frozen=True, slots=True)
class TakeBackService:
    """The owner closes the offer with this code: it was taken back, or its time is over."""

    kind: ClassVar[Literal["take_back"]] = "take_back"
    by: str
    code: str

    def apply(self, record: ServiceRecord) -> Changed[ServiceRecord]:
        """Close the offer, unless it was accepted first."""
        if record.owner != self.by:
            return Changed(record, holds=False)
        return Changed(record.without_offer() if record.offer == self.code else record)


@dataclass(frozen=True, slots=True)
class DeleteService:
    """The owner deletes the service."""

    kind: ClassVar[Literal["delete"]] = "delete"
    by: str

    def apply(self, record: ServiceRecord) -> Changed[ServiceRecord]:
        """Delete the record, unless the service has another owner."""
        return Changed(None) if record.owner == self.by else Changed(record, holds=False)


ServiceChange = OfferService | ClaimService | ReceiveService | TakeBackService | DeleteService
SERVICE_CHANGES = (OfferService, ClaimService, ReceiveService, TakeBackService, DeleteService)


def service_from_plain(plain: dict[str, Any]) -> ServiceRecord:
    """Read the JSON values of a service. Raises KeyError, TypeError or ValueError for anything else."""
    return ServiceRecord(**{item.name: plain[item.name] for item in fields(ServiceRecord) if item.name in plain})
