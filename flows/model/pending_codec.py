"""The stored form of a side question: its topic, and the three parts of a button where it has details.

Earlier releases stored a ButtonPress with every side question. Rows keep that form, so that all releases read them.
"""

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import assert_never

from flows.model.events import PARTS, ButtonPress
from flows.model.pending import (
    PAGE_PREFIX,
    AnswerColleague,
    AnswerLevels,
    AskColleague,
    AssessmentDate,
    BatchGroup,
    ColleagueAnswer,
    CollectionCard,
    CollectionList,
    ConfirmBatch,
    ConfirmCopy,
    ConfirmDeleteAll,
    ConfirmDeleteResult,
    ConfirmProposals,
    ConfirmRestart,
    ContinueWithResult,
    DecideApproval,
    Describe,
    Guess,
    HandOver,
    JoinCollection,
    LinkSettings,
    MigrateEdition,
    Note,
    OfferedService,
    Pending,
    Portfolio,
    ReceiveService,
    ReplaceAnswer,
    RequestApproval,
    ResultCard,
    ResultsPage,
    ReuseAgencyAnswers,
    TickCharacteristics,
    Topic,
    WhatIf,
)
from flows.model.proposals import decode_proposals, encode_proposals
from flows.model.question_ids import ticked_answer, ticked_in

#: Parts the two choices of a guess.
BETWEEN = "/"


def pending_to_row(pending: Pending, assessment: str) -> list[str]:
    """Return the stored form. `assessment` is the id of the assessment in progress."""
    return [pending.topic.value, *_details(pending, assessment)]


def _details(pending: Pending, assessment: str) -> tuple[str, ...]:  # noqa: C901, PLR0911, PLR0912 - one case a kind of details
    topic = pending.topic.value
    match pending:
        case ReplaceAnswer(press=press, source=source) if source:
            return (*press, source)
        case ReplaceAnswer(press=press):
            return press
        case Guess(press=press, other=other):
            return press._replace(choice=f"{press.choice}{BETWEEN}{other.choice}") if other else press
        case (
            ResultCard(assessment=subject)
            | ConfirmDeleteResult(assessment=subject)
            | LinkSettings(assessment=subject)
            | ConfirmCopy(assessment=subject)
        ):
            return (subject, topic, topic)
        case ResultsPage(offset=offset):
            return (assessment, topic, f"{PAGE_PREFIX}{offset}") if offset else ()
        case WhatIf(process=key) | Note(key=key):
            return (assessment, key, key) if key else ()
        case TickCharacteristics(ticked=ticked):
            return (assessment, topic, ticked_answer(ticked)) if ticked else ()
        case AnswerLevels(codes=codes):
            return (assessment, topic, codes)
        case BatchGroup(asked=asked, row=row, service=service):
            return (str(asked), str(row), service)
        case ConfirmProposals(proposals=proposals, changing=changing):
            return (assessment, changing or topic, encode_proposals(proposals))
        case (
            ConfirmDeleteAll()
            | ConfirmRestart()
            | MigrateEdition()
            | AssessmentDate()
            | Portfolio()
            | ReuseAgencyAnswers()
            | ConfirmBatch()
            | Describe()
            | ContinueWithResult()
            | CollectionList()
        ):
            return ()
        case (
            AskColleague()
            | AnswerColleague()
            | ColleagueAnswer()
            | HandOver()
            | OfferedService()
            | ReceiveService()
            | RequestApproval()
            | DecideApproval()
            | JoinCollection()
            | CollectionCard()
        ):
            return astuple(pending)
        case _:
            assert_never(pending)


#: The choice of the language: earlier releases asked it, and it closes unanswered.
_NO_LONGER_ASKED = ["language"]


def pending_from_row(row: list[str], below: list[str] | None = None) -> Pending | None:
    """Read a row of `pending_to_row`; `below` is the row of the side question below a guess.

    A question that is no longer asked gives None.
    Raises KeyError, TypeError or ValueError for anything else.
    """
    if row == _NO_LONGER_ASKED:
        return None
    topic, *details = row
    if stored_whole := _STORED_WHOLE.get(Topic(topic)):
        return stored_whole(*details)
    if not details:
        return _WITHOUT_DETAILS[Topic(topic)]
    press, source = ButtonPress(*details[:PARTS]), "".join(details[PARTS:])
    pending = _WITH_DETAILS[Topic(topic)](press)
    if isinstance(pending, ReplaceAnswer):
        return replace(pending, source=source)
    return replace(pending, below=pending_from_row(below)) if isinstance(pending, Guess) and below else pending


def _guess(press: ButtonPress) -> Guess:
    first, _, other = press.choice.partition(BETWEEN)
    return Guess(press._replace(choice=first), other=press._replace(choice=other) if other else None)


def _proposals(press: ButtonPress) -> ConfirmProposals:
    changing = None if press.question == Topic.TOLD else press.question
    return ConfirmProposals(decode_proposals(press.choice), changing)


_WITHOUT_DETAILS: dict[Topic, Pending] = {
    pending.topic: pending
    for pending in (
        ConfirmDeleteAll(),
        ConfirmRestart(),
        ResultsPage(),
        WhatIf(),
        Note(),
        AssessmentDate(),
        MigrateEdition(),
        Portfolio(),
        ReuseAgencyAnswers(),
        ConfirmBatch(),
        Describe(),
        ContinueWithResult(),
        CollectionList(),
        TickCharacteristics(),
    )
}

_WITH_DETAILS: dict[Topic, Callable[[ButtonPress], Pending]] = {
    Topic.REPLACE: ReplaceAnswer,
    Topic.GUESS: _guess,
    Topic.RESULTS: lambda press: ResultsPage(int(press.choice.removeprefix(PAGE_PREFIX))),
    Topic.RESULT: lambda press: ResultCard(press.assessment),
    Topic.DELETE_RESULT: lambda press: ConfirmDeleteResult(press.assessment),
    Topic.LINK: lambda press: LinkSettings(press.assessment),
    Topic.COPY: lambda press: ConfirmCopy(press.assessment),
    Topic.WHAT_IF: lambda press: WhatIf(press.question),
    Topic.NOTE: lambda press: Note(press.question),
    Topic.LEVELS: lambda press: AnswerLevels(press.choice),
    Topic.BATCH_GROUP: lambda press: BatchGroup(int(press.assessment), int(press.question), press.choice),
    Topic.TOLD: _proposals,
    Topic.TICKS: lambda press: TickCharacteristics(ticked_in(press.choice)),
}

#: Questions whose fields, all of them texts, are stored in their order.
_STORED_WHOLE: dict[Topic, Callable[..., Pending]] = {
    Topic.ASK: AskColleague,
    Topic.ANSWER_COLLEAGUE: AnswerColleague,
    Topic.COLLEAGUE_ANSWER: ColleagueAnswer,
    Topic.HAND_OVER: HandOver,
    Topic.OFFERED: OfferedService,
    Topic.RECEIVE: ReceiveService,
    Topic.REQUEST_APPROVAL: RequestApproval,
    Topic.DECIDE_APPROVAL: DecideApproval,
    Topic.JOIN: JoinCollection,
    Topic.COLLECTION: CollectionCard,
}
