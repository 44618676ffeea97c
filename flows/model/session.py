"""The session: the stored state of one conversation, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from flows.i18n.language import Language
from flows.model.finished import FinishedEntry, FinishedList
from flows.model.member import Member
from flows.model.pending import Pending
from flows.model.shared_work import SharedWork

NOTHING: Mapping[str, str] = MappingProxyType({})
NONE_FINISHED = FinishedList()
NOTHING_SHARED = SharedWork()

#: Characters of a batch's token in its buttons.
MARK_LENGTH = 6

#: Unfinished assessments that can be parked at the same time.
PARKED_ASSESSMENTS = 5


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """The previous result of a service: its group, and its levels by process.

    `finished_at` is in seconds since 1970 (UTC): when it was confirmed, or the beginning of its day in Thailand if the
    officer chose the date of assessment.
    """

    finished_at: int
    group: str
    levels: Mapping[str, str]


class OwnersCopy(NamedTuple):
    """The owner's copy of a result: its token, the token of the result, and when it was made (seconds since 1970)."""

    token: str
    result: str
    made_at: int


class LastService(NamedTuple):
    """Answers of the last service that a new assessment may take over: its agency and assessor, and agency-wide levels.

    `assessment` is the id of that assessment, and `edition` the one that the levels (by process) belong to. `sources`
    has the messages in which the two texts were typed. `is_offered` tells that the officer was asked about the levels.
    """

    assessment: str
    edition: str
    agency: str
    assessor: str
    levels: Mapping[str, str] = NOTHING
    sources: Mapping[str, str] = NOTHING
    is_offered: bool = False


class Assessment(NamedTuple):
    """The assessment in progress: its short id, the criteria edition, the machine's state, and answers by question.

    `token` names its published result. The first confirmation sets it, so that a corrected assessment keeps its link.
    `earlier` is the result that a repeated assessment is compared with; `history` has those
    before it, the oldest first. `offered` names a newer edition that the
    officer has been asked about. In a group chat `started_by` is the id of the member who started the assessment (empty
    if it is not known), and `answered_by` has the names of the members who answered, by question. `sources` has the ids
    of the messages in which answers were typed, by question. `last` is what may be taken over from the last service.
    """

    id: str
    edition: str
    state: str
    answers: Mapping[str, str] = NOTHING
    token: str | None = None
    earlier: PreviousResult | None = None
    offered: str = ""
    started_by: str = ""
    answered_by: Mapping[str, str] = NOTHING
    sources: Mapping[str, str] = NOTHING
    last: LastService | None = None
    history: tuple[PreviousResult, ...] = ()


class RefusedText(NamedTuple):
    """The last typed message that was not taken as an answer: its id, and the question on screen then."""

    source: str
    question: str


class FileReading(NamedTuple):
    """A file that is being read: the id of its message, and since when (seconds since 1970, UTC)."""

    source: str
    since: int


class FileReport(NamedTuple):
    """The report on a table that the last event brought: the id of its message, and the token of its stored batch."""

    source: str
    token: str


class OpenBatch(NamedTuple):
    """What a session knows of a batch that waits to be confirmed.

    `token` is the key of its stored rows, `source` the id of the message that had the table, and `made_at` when it was
    read (seconds since 1970, UTC). `started_by` is the id of the member of a group who sent it. `new` and `renewed` are
    the numbers of its services, and `ungrouped` that of the services whose group is still to be asked. `groups` has the
    groups that the officer chose, by the number of the row; the key 0 is for all rows without one.
    """

    token: str
    source: str
    made_at: int
    started_by: str
    new: int
    renewed: int
    ungrouped: int = 0
    groups: Mapping[int, str] = MappingProxyType({})

    @property
    def mark(self) -> str:
        """Return what tells the buttons about this batch from those about others."""
        return self.token[:MARK_LENGTH]


class Session(NamedTuple):
    """One conversation: the assessment in progress, a pending side question, and the finished assessments.

    `last_event_at` is in seconds since 1970 (UTC). `exported` is the token of the last data export, and `copy` the
    last owner's copy of a result. `parked` are unfinished assessments, the one parked last at the end. `is_group` tells
    that the conversation is a group chat. `portfolio` is the token of the page that shows all services, empty if there
    is none. `confirmations` counts confirmed assessments, and numbers the entries of the list of results. `asker` is
    the member of a group whose tap or words led to the pending question with yes or no. `refused` is the typed message
    that may still be edited into an answer. `reading` is the file that is being read, and `batch` the batch that
    waits to be confirmed. `report` is told again where the platform did not take the reply to a table; the next event
    removes it. `shared` is what the conversation shares with others.
    """

    language: Language
    assessment: Assessment
    pending: Pending | None = None
    finished: FinishedList = NONE_FINISHED
    last_event_at: int = 0
    exported: str = ""
    copy: OwnersCopy | None = None
    parked: tuple[Assessment, ...] = ()
    is_group: bool = False
    portfolio: str = ""
    confirmations: int = 0
    asker: Member | None = None
    refused: RefusedText | None = None
    reading: FileReading | None = None
    batch: OpenBatch | None = None
    shared: SharedWork = NOTHING_SHARED
    report: FileReport | None = None

    def with_finished(self, entry: FinishedEntry) -> "Session":
        """Return the session with the entry of a confirmed assessment at the end of the list."""
        number = self.confirmations + 1
        return self._replace(finished=self.finished.with_entry(replace(entry, number=number)), confirmations=number)

    def with_all_finished(self, entries: Sequence[FinishedEntry]) -> "Session":
        """Return the session with the entries of assessments that were confirmed together, in their order."""
        numbered = tuple(replace(entry, number=self.confirmations + place) for place, entry in enumerate(entries, 1))
        finished = self.finished.with_entries(numbered)
        return self._replace(finished=finished, confirmations=self.confirmations + len(entries))

    def with_renewed(self, entry: FinishedEntry) -> "Session":
        """Return the session with an entry that replaces the one of the same assessment."""
        return self._replace(finished=self.finished.with_entry(entry))

    def without_finished(self, assessment: str) -> "Session":
        """Return the session without the entry of an assessment."""
        return self._replace(finished=self.finished.without(assessment))

    def parked_as(self, assessment: str) -> Assessment | None:
        """Return a parked assessment; None if there is none with this id."""
        return next((item for item in self.parked if item.id == assessment), None)
