"""Shared records and changes of every kind, and their stored form."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flows.collaboration.approval import APPROVAL_CHANGES, ApprovalChange, ApprovalRequest, approval_from_plain
from flows.collaboration.change import Changed
from flows.collaboration.collection import (
    COLLECTION_CHANGES,
    Collection,
    CollectionChange,
    collection_from_plain,
)
from flows.collaboration.coordinator import (
    COORDINATOR_CHANGES,
    CoordinatorAccess,
    CoordinatorChange,
    coordinator_from_plain,
)
from flows.collaboration.expected_services import (
    EXPECTED_CHANGES,
    ExpectedChange,
    ExpectedServices,
    expected_from_plain,
)
from flows.collaboration.kinds import SharedKind
from flows.collaboration.question import QUESTION_CHANGES, ColleagueQuestion, QuestionChange, question_from_plain
from flows.collaboration.service import SERVICE_CHANGES, ServiceChange, ServiceRecord, service_from_plain
from flows.errors import StoredFormatError

SharedRecord = ColleagueQuestion | ServiceRecord | ApprovalRequest | Collection | CoordinatorAccess | ExpectedServices
Change = QuestionChange | ServiceChange | ApprovalChange | CollectionChange | CoordinatorChange | ExpectedChange

FORMAT = 1

CHANGES = {
    change.kind: change
    for change in (
        *QUESTION_CHANGES,
        *SERVICE_CHANGES,
        *APPROVAL_CHANGES,
        *COLLECTION_CHANGES,
        *COORDINATOR_CHANGES,
        *EXPECTED_CHANGES,
    )
}
READERS: dict[SharedKind, Callable[[dict[str, Any]], SharedRecord]] = {
    SharedKind.QUESTION: question_from_plain,
    SharedKind.SERVICE: service_from_plain,
    SharedKind.APPROVAL: approval_from_plain,
    SharedKind.COLLECTION: collection_from_plain,
    SharedKind.COORDINATOR: coordinator_from_plain,
    SharedKind.EXPECTED: expected_from_plain,
}


def apply_change(record: SharedRecord, change: Change) -> Changed[Any]:
    """Apply a change to a record of its kind. Raises TypeError for another kind."""
    if isinstance(change, QUESTION_CHANGES) and isinstance(record, ColleagueQuestion):
        return change.apply(record)
    if isinstance(change, SERVICE_CHANGES) and isinstance(record, ServiceRecord):
        return change.apply(record)
    if isinstance(change, APPROVAL_CHANGES) and isinstance(record, ApprovalRequest):
        return change.apply(record)
    if isinstance(change, COLLECTION_CHANGES) and isinstance(record, Collection):
        return change.apply(record)
    if isinstance(change, COORDINATOR_CHANGES) and isinstance(record, CoordinatorAccess):
        return change.apply(record)
    if isinstance(change, EXPECTED_CHANGES) and isinstance(record, ExpectedServices):
        return change.apply(record)
    raise TypeError("the change is for another kind of record")


def record_to_json(record: SharedRecord) -> str:
    """Return the stored form."""
    return json.dumps({"v": FORMAT, **asdict(record)}, ensure_ascii=False, separators=(",", ":"))


def record_from_json(kind: SharedKind, text: str) -> SharedRecord:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(text)
        if plain.pop("v") != FORMAT:
            raise StoredFormatError(kind.value)
        return READERS[kind](plain)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoredFormatError(kind.value) from None


def change_to_json(change: Change) -> str:
    """Return the stored form of a change, as the outbox keeps it."""
    return json.dumps([change.kind, asdict(change)], ensure_ascii=False, separators=(",", ":"))


def change_from_json(text: str) -> Change:
    """Read the stored form of a change. Raises KeyError, TypeError or ValueError for anything else."""
    kind, values = json.loads(text)
    return CHANGES[kind](**values)
