"""A conversation's memory: plain values that can be stored and read back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from flows.i18n.language import Language
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.pending import Pending

NOTHING: Mapping[str, str] = MappingProxyType({})
NONE_FINISHED = FinishedList()

#: How many unfinished assessments wait while another one is done.
PARKED_ASSESSMENTS = 5


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """The last result of the same service: when (seconds since 1970, UTC), its group, and its levels by process."""

    finished_at: int
    group: str
    levels: Mapping[str, str]


class Assessment(NamedTuple):
    """The assessment in progress: its short id, the criteria edition, the machine's state, and answers by question.

    `token` names its published result; it is set with the first confirmation, so that a corrected assessment keeps
    its link. `earlier` is what a repeated assessment is compared with; `offered` names a newer edition that
    the officer has been asked about. In a group chat `starter` is the id of the member who started it (empty where
    it is not known), and `givers` holds the names of those who gave the answers, by question. `sources` names the
    messages in which answers were typed, by question.
    """

    id: str
    edition: str
    state: str
    answers: Mapping[str, str] = NOTHING
    token: str | None = None
    earlier: PreviousResult | None = None
    offered: str = ""
    starter: str = ""
    givers: Mapping[str, str] = NOTHING
    sources: Mapping[str, str] = NOTHING


class Session(NamedTuple):
    """One conversation: the assessment in progress, a pending side question, and the finished assessments.

    `parked` are unfinished assessments that wait, the one put aside last at the end; `seen` is the moment of the last
    event, in seconds since 1970 (UTC); `exported` names the data exported last; `shared` marks a group chat's;
    `portfolio` is the token of the page that shows all services, empty while there is none. `confirmations` is how
    often an assessment was confirmed, which numbers the entries of the list of results.
    """

    language: Language
    assessment: Assessment
    pending: Pending | None = None
    finished: FinishedList = NONE_FINISHED
    seen: int = 0
    exported: str = ""
    parked: tuple[Assessment, ...] = ()
    shared: bool = False
    portfolio: str = ""
    confirmations: int = 0

    def with_finished(self, entry: FinishedEntry) -> "Session":
        """The session with a confirmed assessment's entry added, or renewed and put at the end."""
        number = self.confirmations + 1
        return self._replace(finished=self.finished.with_entry(replace(entry, number=number)), confirmations=number)

    def with_renewed(self, entry: FinishedEntry) -> "Session":
        """The session with an entry in the place of the one of the same assessment."""
        return self._replace(finished=self.finished.with_entry(entry))

    def without_finished(self, assessment: str) -> "Session":
        """The session without an entry."""
        return self._replace(finished=self.finished.without(assessment))

    def parked_as(self, assessment: str) -> Assessment | None:
        """An unfinished assessment that waits."""
        return next((item for item in self.parked if item.id == assessment), None)
