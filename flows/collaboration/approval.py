"""A request for approval (ให้ความเห็นชอบ) of a result, and the decision of whoever had its code.

It records who had the code and what they typed. It is no electronic signature.
"""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, ClassVar, Literal

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


class ApprovalState(StrEnum):
    """The state of a request. A withdrawn one stays only where an approval came before it."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval of a version of a result.

    - `name`, `position`, `remark`: as typed; `channel`: where; `at`: when (seconds since 1970, UTC)
    - `digest`: of exactly what was seen (SHA-256, hexadecimal); `seen`: what was seen, as `flows.results.seen_result`
      writes it
    """

    name: str
    position: str
    remark: str
    channel: str
    at: int
    digest: str
    seen: str


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A request, and its decision.

    - `result`: the token of the result that it is about
    - `asked_at`, `open_until`: seconds since 1970 (UTC)
    - `language`: the owner's
    - `shows_private`: the owner lets the decider see the assessor and the evidence
    - `decision`: what was decided; None while the request is open
    - `process`: the id of the process that the result was returned to; empty for none
    - `previous`: the last approval before this request; None where there was none
    - `name_source`, `position_source`, `remark_source`: the messages on the platform that they were typed in
    - `decision_id`: tells a repeated decision from another one
    """

    kind: ClassVar = SharedKind.APPROVAL
    result: str
    language: str
    asked_at: int
    open_until: int
    shows_private: bool = False
    state: ApprovalState = ApprovalState.OPEN
    decision: Approval | None = None
    process: str = ""
    previous: Approval | None = None
    name_source: str = ""
    position_source: str = ""
    remark_source: str = ""
    decision_id: str = ""

    def is_open(self, now: int) -> bool:
        """Return whether the request still takes a decision."""
        return self.state is ApprovalState.OPEN and now < self.open_until

    @property
    def last_approval(self) -> Approval | None:
        """Return the approval that counts: this one, or the one before where this request has none."""
        return self.decision if self.state is ApprovalState.APPROVED else self.previous


@dataclass(frozen=True, slots=True)
class DecideApproval:
    """Whoever has the code approves, or returns the result."""

    kind: ClassVar[Literal["decide_approval"]] = "decide_approval"
    state: str
    decision: dict[str, Any]
    decision_id: str
    process: str = ""
    name_source: str = ""
    position_source: str = ""
    remark_source: str = ""

    def apply(self, record: ApprovalRequest) -> Changed[ApprovalRequest]:
        """Store the decision while the request is open. `decision` has the fields of Approval."""
        if record.decision_id == self.decision_id:
            return Changed(record)
        decision = Approval(**self.decision)
        if not record.is_open(decision.at):
            return Changed(record, holds=False)
        given = {name: value for name, value in asdict(self).items() if name not in {"state", "decision"}}
        return Changed(replace(record, state=ApprovalState(self.state), decision=decision, **given))


@dataclass(frozen=True, slots=True)
class WithdrawApproval:
    """The owner withdraws a request that is still open."""

    kind: ClassVar[Literal["withdraw_approval"]] = "withdraw_approval"

    def apply(self, record: ApprovalRequest) -> Changed[ApprovalRequest]:
        """Close the request, unless it was decided first. It is deleted, unless it has the approval before it."""
        if record.state is ApprovalState.OPEN:
            return Changed(replace(record, state=ApprovalState.WITHDRAWN) if record.previous else None)
        return Changed(record, holds=record.state is ApprovalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class MoveApproval:
    """The result has another link: its token is `result` now."""

    kind: ClassVar[Literal["move_approval"]] = "move_approval"
    result: str

    def apply(self, record: ApprovalRequest) -> Changed[ApprovalRequest]:
        """Name the result by its new token."""
        return Changed(replace(record, result=self.result))


@dataclass(frozen=True, slots=True)
class EraseDecisionText:
    """The decider unsent the message that a text was typed in, or (by `decision_id`) deleted everything."""

    kind: ClassVar[Literal["erase_decision_text"]] = "erase_decision_text"
    source: str = ""
    decision_id: str = ""

    def apply(self, record: ApprovalRequest) -> Changed[ApprovalRequest]:
        """Remove the text. The decision itself is a choice, and stays."""
        if record.decision is None:
            return Changed(record)
        is_all = bool(self.decision_id) and self.decision_id == record.decision_id
        sources = {name: getattr(record, f"{name}_source") for name in ("name", "position", "remark")}
        erased = {name for name, source in sources.items() if is_all or (self.source and self.source == source)}
        kept = {f"{name}_source": "" if name in erased else source for name, source in sources.items()}
        decision = Approval(**(asdict(record.decision) | dict.fromkeys(erased, "")))
        return Changed(approval_from_plain(asdict(record) | kept | {"decision": asdict(decision)}))


ApprovalChange = DecideApproval | WithdrawApproval | MoveApproval | EraseDecisionText
APPROVAL_CHANGES = (DecideApproval, WithdrawApproval, MoveApproval, EraseDecisionText)


def approval_from_plain(plain: dict[str, Any]) -> ApprovalRequest:
    """Read the JSON values of a request. Raises KeyError, TypeError or ValueError for anything else."""
    known = {item.name: plain[item.name] for item in fields(ApprovalRequest) if item.name in plain}
    known["state"] = ApprovalState(plain["state"])
    for name in ("decision", "previous"):
        known[name] = Approval(**plain[name]) if plain.get(name) else None
    return ApprovalRequest(**known)
