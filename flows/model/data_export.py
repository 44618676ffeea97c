"""An officer's own data as JSON: everything stored about the conversation."""

from dataclasses import asdict, dataclass
from typing import Any

from flows.collaboration.approval import ApprovalRequest
from flows.collaboration.contribution import Contribution
from flows.collaboration.question import ColleagueQuestion
from flows.collaboration.service import ServiceRecord
from flows.model.batch import batch_to_plain
from flows.model.result import result_to_plain
from flows.model.session import Session
from flows.model.session_codec import dump_json, finished_to_row, session_to_plain
from flows.model.step_context import StepInputs

EXPORT_FORMAT = 1

#: Shared records that hold something of an officer; that of a collection is its coordinator's.
OFFICERS_RECORDS = (ColleagueQuestion, ServiceRecord, ApprovalRequest)


@dataclass(frozen=True, slots=True)
class Export:
    """Exported data (JSON text) under the token of its link."""

    token: str
    text: str


def export_data(session: Session, inputs: StepInputs) -> Export:
    """Put the session and its results, as far as they are still stored, into one JSON object."""
    results = [result_to_plain(result) for result in inputs.results.values() if result]
    plain = {
        "format": EXPORT_FORMAT,
        "exported_at": inputs.now,
        "conversation": session_to_plain(session),
        "finished": [finished_to_row(item) for item in session.finished.entries],
        "results": results,
    }
    if shared := [_shared_to_plain(item) for item in inputs.shared.values() if isinstance(item, OFFICERS_RECORDS)]:
        plain["shared"] = shared
    if given := [_given_to_plain(record) for record in inputs.shared.values() if isinstance(record, Contribution)]:
        plain["collections"] = given
    if inputs.batch:
        plain["batch"] = batch_to_plain(inputs.batch)
    return Export(inputs.token, dump_json(plain))


def _given_to_plain(given: Contribution) -> dict[str, Any]:
    return {**given._asdict(), "services": [service._asdict() for service in given.services]}


def _shared_to_plain(record: Any) -> dict[str, Any]:
    """Return a shared record as JSON values. Who decided about another's result does not get its link by an export."""
    plain: dict[str, Any] = asdict(record)
    if isinstance(record, ApprovalRequest):
        del plain["result"]
        for decision in filter(None, (plain["decision"], plain["previous"])):
            del decision["seen"]
    return plain
