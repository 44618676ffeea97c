"""The side questions: pending questions outside the main path of the questionnaire."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from flows.model.events import ButtonPress
from flows.model.proposals import Proposal

#: Prefix of another page of the list of assessments, in buttons and stored sessions; the `offset` follows.
PAGE_PREFIX = "from_"


class Topic(StrEnum):
    """The name of a side question in its buttons, in stored sessions and in the catalogues' keys."""

    DELETE_ALL = "delete"
    RESTART = "restart"
    REPLACE = "replace"
    GUESS = "guess"
    RESULTS = "results"
    RESULT = "result"
    DELETE_RESULT = "forget"
    WHAT_IF = "what_if"
    NOTE = "note"
    DATE = "date"
    MIGRATE_EDITION = "move"
    LINK = "link"
    COPY = "copy"
    PORTFOLIO = "portfolio"
    TICKS = "ticks"
    LEVELS = "all_levels"
    REUSE = "reuse"
    BATCH = "batch"
    BATCH_GROUP = "batch_group"
    DESCRIBE = "describe"
    TOLD = "told"
    CONTINUE = "continue"
    ASK = "ask"
    ANSWER_COLLEAGUE = "colleague"
    COLLEAGUE_ANSWER = "answered"
    HAND_OVER = "handover"
    OFFERED = "offered"
    RECEIVE = "receive"
    REQUEST_APPROVAL = "approval"
    DECIDE_APPROVAL = "decide"
    JOIN = "join"
    COLLECTIONS = "collections"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class ConfirmDeleteAll:
    """The question whether to delete everything stored about the conversation."""

    topic: ClassVar = Topic.DELETE_ALL


@dataclass(frozen=True, slots=True)
class ConfirmRestart:
    """The question whether to begin a new assessment although that drops the oldest parked one."""

    topic: ClassVar = Topic.RESTART


@dataclass(frozen=True, slots=True)
class ReplaceAnswer:
    """The question whether to replace an answer by that of a pressed button or of a sentence.

    The choice may be a typed text; `source` names the message that it was typed in, on the platform.
    """

    topic: ClassVar = Topic.REPLACE
    press: ButtonPress
    source: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """The question whether a text meant this button, or which of two.

    `below` is the side question that was pending before; `other` is the second button, of the same question.
    """

    topic: ClassVar = Topic.GUESS
    press: ButtonPress
    below: "Pending | None" = None
    other: ButtonPress | None = None


@dataclass(frozen=True, slots=True)
class ConfirmDeleteResult:
    """The question whether to delete one of the listed assessments."""

    topic: ClassVar = Topic.DELETE_RESULT
    assessment: str


@dataclass(frozen=True, slots=True)
class ConfirmCopy:
    """The question whether a group may see the link of an assessment's form with the private answers."""

    topic: ClassVar = Topic.COPY
    assessment: str


@dataclass(frozen=True, slots=True)
class MigrateEdition:
    """The question whether to continue under the newest edition of the criteria."""

    topic: ClassVar = Topic.MIGRATE_EDITION


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The list of assessments, without the `offset` newest finished ones."""

    topic: ClassVar = Topic.RESULTS
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One of the listed assessments."""

    topic: ClassVar = Topic.RESULT
    assessment: str


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """The settings of a finished assessment's link."""

    topic: ClassVar = Topic.LINK
    assessment: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The choice of a hypothetical group, or of a hypothetical level: of this `process`, once it is chosen.

    `supposed` holds what was chosen before: pairs of a question's id and its hypothetical answer, in their order.
    """

    topic: ClassVar = Topic.WHAT_IF
    process: str | None = None
    supposed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """The question where to attach evidence or a remark; the text of the note with this `key` once it is chosen."""

    topic: ClassVar = Topic.NOTE
    key: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentDate:
    """The question for the date of assessment."""

    topic: ClassVar = Topic.DATE


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The link of the page that shows all services."""

    topic: ClassVar = Topic.PORTFOLIO


@dataclass(frozen=True, slots=True)
class TickCharacteristics:
    """Which characteristics hold: the ids of those `ticked` so far, the most important first."""

    topic: ClassVar = Topic.TICKS
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerLevels:
    """The question whether to answer all levels with these `codes`, one a process, as typed in one text."""

    topic: ClassVar = Topic.LEVELS
    codes: str


@dataclass(frozen=True, slots=True)
class ReuseAgencyAnswers:
    """The question whether the agency-wide answers of the last service hold for this one, too."""

    topic: ClassVar = Topic.REUSE


@dataclass(frozen=True, slots=True)
class ConfirmBatch:
    """The question whether to save the services of a table."""

    topic: ClassVar = Topic.BATCH


@dataclass(frozen=True, slots=True)
class BatchGroup:
    """The question for the group of the services of a table: of all that lack one, or of the one in a `row`.

    `service` is the name of that one. `asked` is the number of services that the question is about.
    """

    topic: ClassVar = Topic.BATCH_GROUP
    asked: int
    row: int = 0
    service: str = ""


@dataclass(frozen=True, slots=True)
class Describe:
    """The question for a description of the service, asked for at any time before the review."""

    topic: ClassVar = Topic.DESCRIBE


@dataclass(frozen=True, slots=True)
class ConfirmProposals:
    """The answers that the description tells, which nothing is recorded of before the officer confirms.

    `changing` is the id of the question whose answer is being changed.
    """

    topic: ClassVar = Topic.TOLD
    proposals: tuple[Proposal, ...]
    changing: str | None = None


@dataclass(frozen=True, slots=True)
class ContinueWithResult:
    """What can be done with a result: ask for approval, hand the service over, ask a colleague."""

    topic: ClassVar = Topic.CONTINUE


@dataclass(frozen=True, slots=True)
class AskColleague:
    """Which question of an assessment a colleague is to answer.

    `question` is one that waits for its answer, chosen from the list; `confirm` asks about all that wait before the
    assessment is confirmed, and `confirmed` goes on once they are withdrawn.
    """

    topic: ClassVar = Topic.ASK
    assessment: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class AnswerColleague:
    """The question of another officer, which this conversation answers: the level, then the name, then a remark.

    `token` and `code` name its record; `service`, `agency`, `question` and `edition` are as there. `answer`, `name` and
    `name_source` hold what was said so far; `name` is `-` for none.
    """

    topic: ClassVar = Topic.ANSWER_COLLEAGUE
    token: str
    code: str
    service: str
    agency: str
    question: str
    edition: str
    answer: str = ""
    name: str = ""
    name_source: str = ""


@dataclass(frozen=True, slots=True)
class ColleagueAnswer:
    """What a colleague answered, for the officer to use or not; the texts are as in the record."""

    topic: ClassVar = Topic.COLLEAGUE_ANSWER
    token: str
    assessment: str
    question: str
    answer: str
    name: str
    remark: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Whether to hand a service over, and whether the recipient sees the assessor's name: `sender`, empty for none."""

    topic: ClassVar = Topic.HAND_OVER
    assessment: str
    sender: str = ""


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service that is offered to another owner: wait, or take it back."""

    topic: ClassVar = Topic.OFFERED
    assessment: str


@dataclass(frozen=True, slots=True)
class ReceiveService:
    """A service that somebody offers to this conversation: what the record shows of it, as texts."""

    topic: ClassVar = Topic.RECEIVE
    token: str
    code: str
    service: str
    answered: str
    total: str
    sender: str = ""


@dataclass(frozen=True, slots=True)
class RequestApproval:
    """How to ask for approval of the result of an assessment; `private` tells that it has private answers or evidence.

    Once it was asked for, `token` and `code` name the request, which is open until the date `until` (ISO 8601).
    """

    topic: ClassVar = Topic.REQUEST_APPROVAL
    assessment: str
    private: str = ""
    token: str = ""
    code: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class DecideApproval:
    """A result that this conversation was asked to approve: the decision, then the name, the position, and a remark.

    `token` and `code` name the request, `result` is the token of the result (empty where its page may not be shown),
    `service` its name, and `summary` the result in a few lines. `digest` is of what was shown. The other fields hold
    what was said so far: `decision` is one of the choices, `process` the id of the process that the result is returned
    to (`-`: the whole).
    """

    topic: ClassVar = Topic.DECIDE_APPROVAL
    token: str
    code: str
    result: str
    service: str
    summary: str
    digest: str
    decision: str = ""
    process: str = ""
    name: str = ""
    name_source: str = ""
    position: str = ""
    position_source: str = ""
    remark: str = ""
    remark_source: str = ""


@dataclass(frozen=True, slots=True)
class JoinCollection:
    """What a collection asks for, and who will see it; then, once the officer agrees, for which agency.

    `token` names it; `title`, `organiser` and `until` are as in its record. `step` is empty, `agency` or `near`.
    `offered` has the names to choose from, one a line: agencies of the officer's services, or names that are near
    `agency`, which the officer typed in the message `source`.
    """

    topic: ClassVar = Topic.JOIN
    token: str
    title: str
    organiser: str
    until: str
    step: str = ""
    offered: str = ""
    agency: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CollectionList:
    """The collections that this conversation joined."""

    topic: ClassVar = Topic.COLLECTIONS


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """What this conversation gives to a collection, by the token of the collection.

    The `offset` newest services are skipped.
    """

    topic: ClassVar = Topic.COLLECTION
    token: str
    offset: str = "0"


#: Questions with yes or no that follow from what one member of a group tapped or typed.
MembersQuestion = (
    ConfirmDeleteAll
    | ConfirmRestart
    | ReplaceAnswer
    | Guess
    | ConfirmDeleteResult
    | ConfirmCopy
    | AnswerLevels
    | ConfirmBatch
)
#: Questions that are answered with yes or no.
YesOrNo = MembersQuestion | MigrateEdition | ReuseAgencyAnswers
#: Questions with more to choose from: a typed text that nearly names a choice is asked back.
Menu = (
    ResultsPage
    | ResultCard
    | LinkSettings
    | WhatIf
    | Note
    | AssessmentDate
    | Portfolio
    | TickCharacteristics
    | BatchGroup
    | Describe
    | ConfirmProposals
    | ContinueWithResult
    | AskColleague
    | AnswerColleague
    | ColleagueAnswer
    | HandOver
    | OfferedService
    | ReceiveService
    | RequestApproval
    | DecideApproval
    | JoinCollection
    | CollectionList
    | CollectionCard
)
Pending = YesOrNo | Menu
