"""A service as its recipient gets it: the sender's copy, without what belongs to the sender alone."""

import json
from dataclasses import replace
from typing import NamedTuple

from flows.errors import StoredFormatError
from flows.model.finished import FinishedEntry
from flows.model.question_ids import ASSESSOR
from flows.model.result import Result
from flows.model.session import NOTHING, Assessment, Session
from flows.model.session_codec import (
    assessment_from_plain,
    assessment_to_plain,
    dump_json,
    finished_from_row,
    finished_to_row,
)
from flows.model.shared_work import AskedQuestion, OpenApproval

COPY_FORMAT = 1


class ServiceCopy(NamedTuple):
    """A service that is handed over.

    - `assessment`: its answers, where the conversation has them; a finished one may have its result only
    - `entry`: its entry in the list of results; None where it was never finished
    - `questions`, `approvals`: what colleagues were asked about it, and have not answered, or the owner has not read
    - `links_version`: that of the sender's writes to links; the recipient's are to be later ones
    - `names_assessor`: whether the recipient gets the assessor's name
    """

    assessment: Assessment | None
    entry: FinishedEntry | None
    questions: tuple[AskedQuestion, ...] = ()
    approvals: tuple[OpenApproval, ...] = ()
    links_version: int = 0
    names_assessor: bool = False

    @property
    def id(self) -> str:
        """Return the id of the assessment; empty where there is nothing."""
        held = self.assessment or self.entry
        return "" if held is None else held.id if isinstance(held, Assessment) else held.assessment

    def under(self, name: str) -> "ServiceCopy":
        """Return the copy with another id of its assessment."""
        return self._replace(
            assessment=self.assessment._replace(id=name) if self.assessment else None,
            entry=replace(self.entry, assessment=name) if self.entry else None,
            questions=tuple(item._replace(assessment=name) for item in self.questions),
            approvals=tuple(item._replace(assessment=name) for item in self.approvals),
        )

    def result_to_receive(self, result: Result) -> Result:
        """Return the result as the recipient gets it: without the sender's messages, and perhaps the assessor."""
        return replace(result, service_data=_without_assessor(self, dict(result.service_data)), sources={})


def copy_service(session: Session, assessment: str, links_version: int, *, names_assessor: bool) -> ServiceCopy:
    """Return the copy of an assessment of this session. Raises FinishedUnread."""
    shared = session.shared
    copy = ServiceCopy(
        assessment_of(session, assessment),
        session.finished.find(assessment),
        tuple(item for item in shared.questions if item.assessment == assessment),
        tuple(item for item in shared.approvals if item.assessment == assessment),
        links_version,
        names_assessor,
    )
    held = copy.assessment
    if held is None:
        return copy
    answers = _without_assessor(copy, dict(held.answers))
    own = held._replace(answers=answers, started_by="", answered_by=NOTHING, sources=NOTHING, last=None)
    return copy._replace(assessment=own)


def assessment_of(session: Session, assessment: str) -> Assessment | None:
    """Return the assessment in progress or a parked one by its id; None where there is none."""
    if session.assessment.id == assessment:
        return session.assessment
    return session.parked_as(assessment)


def _without_assessor(copy: ServiceCopy, answers: dict[str, str]) -> dict[str, str]:
    """Return the answers; that to the optional question for the assessor is as if skipped, unless it may be named."""
    hides = not copy.names_assessor and answers.get(ASSESSOR)
    return answers | {ASSESSOR: ""} if hides else answers


def copy_to_json(copy: ServiceCopy) -> str:
    """Return the stored form."""
    return dump_json(
        {
            "v": COPY_FORMAT,
            "assessment": assessment_to_plain(copy.assessment) if copy.assessment else None,
            "entry": finished_to_row(copy.entry) if copy.entry else None,
            "questions": [list(item) for item in copy.questions],
            "approvals": [list(item) for item in copy.approvals],
            "links_version": copy.links_version,
            "names_assessor": copy.names_assessor,
        }
    )


def copy_from_json(text: str) -> ServiceCopy:
    """Read the stored form. Raises StoredFormatError for anything else."""
    try:
        plain = json.loads(text)
        if plain["v"] != COPY_FORMAT:
            raise StoredFormatError("service")
        return ServiceCopy(
            assessment_from_plain(plain["assessment"]) if plain["assessment"] else None,
            finished_from_row(plain["entry"]) if plain["entry"] else None,
            tuple(AskedQuestion(*item) for item in plain["questions"]),
            tuple(OpenApproval(*item) for item in plain["approvals"]),
            plain["links_version"],
            plain["names_assessor"],
        )
    except (KeyError, TypeError, ValueError):
        raise StoredFormatError("service") from None
