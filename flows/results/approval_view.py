"""The state of an approval in words: the one source of the page, the form, the sheets and the chat."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.assessment.flow import FLOW
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.i18n.dates import iso_date, spoken_date
from flows.i18n.wording import Wording
from flows.model.result import Result
from flows.results.seen_result import SeenChanges, find_changes
from flows.standard.criteria import Criteria


class ApprovalStatus(StrEnum):
    """The state as shown; also the key of its name after `approval.state.`. CHANGED: the result changed afterwards."""

    WAITING = "waiting"
    APPROVED = "approved"
    CHANGED = "changed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A request for approval as shown, in one language.

    - `status`, `state`: the state, and its name
    - `asked`, `asked_on`: when it was asked for, in words and in ISO 8601
    - `name`, `position`, `remark`: of the decision, as typed; empty where nothing was decided, or they were removed
    - `date`, `decided_on`: of the decision, in words and in ISO 8601; empty where nothing was decided
    - `channel_id`, `channel`: where it was decided: the name of a channel, or `page`; and in words
    - `process_id`, `process`: what the result was returned to, and its name; empty for the whole
    - `changes`: what changed since the decision, one line each

    A request that waits has the decision of the approval before it.
    """

    status: ApprovalStatus
    state: str
    asked: str
    asked_on: str
    name: str = ""
    position: str = ""
    remark: str = ""
    date: str = ""
    decided_on: str = ""
    channel_id: str = ""
    channel: str = ""
    process_id: str = ""
    process: str = ""
    changes: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Return the name with the position; empty where both were removed."""
        return f"{self.name} ({self.position})" if self.name and self.position else self.name or self.position


def view_approval(
    criteria: Criteria, result: Result, request: ApprovalRequest, text: Wording, now: int
) -> ApprovalView | None:
    """Put a request into words; None where it counts no more. `now` is in seconds since 1970 (UTC)."""
    decision = request.decision if request.state is ApprovalState.RETURNED else request.last_approval
    changes = tuple(change_lines(criteria, decision.seen, result, text)) if decision else ()
    status = _status(request, has_changed=bool(changes), now=now)
    if status is None:
        return None
    asked = ApprovalView(
        status, text(f"approval.state.{status}"), spoken_date(request.asked_at, text), iso_date(request.asked_at)
    )
    process = criteria.process_by_id.get(request.process) if status is ApprovalStatus.RETURNED else None
    returned = replace(asked, process_id=process.id, process=process.name[text.language]) if process else asked
    return replace(_with_decision(returned, decision, text), changes=changes) if decision else asked


def _status(request: ApprovalRequest, *, has_changed: bool, now: int) -> ApprovalStatus | None:
    """Return the status; None for a request that was withdrawn, or expired, with no approval before it."""
    if request.is_open(now):
        return ApprovalStatus.WAITING
    if request.state is ApprovalState.RETURNED:
        return ApprovalStatus.RETURNED
    if request.last_approval is None:
        return None
    return ApprovalStatus.CHANGED if has_changed else ApprovalStatus.APPROVED


def _with_decision(view: ApprovalView, decision: Approval, text: Wording) -> ApprovalView:
    return replace(
        view,
        name=decision.name,
        position=decision.position,
        remark=decision.remark,
        date=spoken_date(decision.at, text),
        decided_on=iso_date(decision.at),
        channel_id=decision.channel,
        channel=channel_name(decision.channel, text),
    )


def channel_name(channel: str, text: Wording) -> str:
    """Return the name of a channel, in words where it is none of a platform's."""
    names = {"line": "LINE", "telegram": "Telegram", "page": text("approval.channel_page")}
    return names.get(channel) or text("approval.channel_browser")


def change_lines(criteria: Criteria, seen: str, result: Result, text: Wording) -> Iterator[str]:
    """Yield what of a result changed since it was seen, one line a kind; nothing where nothing did."""
    changes = find_changes(criteria, seen, result)
    if changes is None:
        return
    lines = tuple(_lines(criteria, changes, result, text))
    yield from lines or (text("approval.changed.other"),)


def _lines(criteria: Criteria, changes: SeenChanges, result: Result, text: Wording) -> Iterator[str]:
    for kind in ("rose", "fell", "levels", "evidence"):
        if names := _processes(criteria, getattr(changes, kind), text):
            yield text(f"approval.changed.{kind}", names=names)
    if changes.group:
        yield text("approval.changed.group", before=changes.group, now=result.group)
    labels = [text(item.label) for item in FLOW.service_data if item.id in changes.data]
    if labels:
        yield text("approval.changed.data", names=", ".join(labels))
    yield from (text(f"approval.changed.{name}") for name in changes.others)


def _processes(criteria: Criteria, processes: tuple[str, ...], text: Wording) -> str:
    return ", ".join(criteria.process_by_id[name].short[text.language] for name in processes)


def approval_line(view: ApprovalView, text: Wording) -> str:
    """Return the state in one line."""
    if view.status is ApprovalStatus.WAITING:
        return text("approval.line.waiting", date=view.asked)
    line = text(f"approval.line.{view.status}", who=view.who or "–", date=view.date)
    return " · ".join((line, *view.changes)) if view.status is ApprovalStatus.CHANGED else line


def approval_facts(view: ApprovalView, text: Wording) -> Iterator[tuple[str, str]]:
    """Yield the state and the decision as names and values, and at the end what an approval is not."""
    yield text("approval.heading"), view.state
    if view.status is ApprovalStatus.WAITING:
        yield text("approval.asked"), view.asked
    if view.date:
        is_earlier = view.status is ApprovalStatus.WAITING
        yield text("approval.before" if is_earlier else "approval.by"), view.who or "–"
        yield text("approval.decided"), f"{view.date} ({view.channel})"
        yield from ((text(key), value) for key, value in _given(view) if value)
    yield text("approval.note"), text("approval.no_signature")


def _given(view: ApprovalView) -> tuple[tuple[str, str], ...]:
    changes = "\n".join(view.changes)
    return ("approval.process", view.process), ("approval.remark", view.remark), ("approval.changes", changes)
