"""Selects, by the type of the pending question, the file that shows it and applies its answers.

mypy proves both functions complete: a new type in `flows.model.pending` is an error here until it has its file.
"""

from typing import assert_never

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs import (
    agency_answers,
    all_levels,
    answer_colleague,
    ask_colleague,
    assessment_date,
    batch,
    batch_group,
    colleague_answer,
    collection_card,
    collection_list,
    continue_with_result,
    decide_approval,
    delete_all,
    delete_result,
    describe,
    guess,
    hand_over,
    join_collection,
    link_settings,
    migrate_edition,
    notes,
    offered_service,
    owners_copy,
    portfolio,
    proposals,
    receive_service,
    replace_answer,
    request_approval,
    restart,
    result_card,
    results,
    ticks,
    what_if,
)
from flows.model.messages import Message
from flows.model.pending import (
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
    WhatIf,
)
from flows.model.step_context import StepInputs
from flows.screens.asker import with_asker
from flows.screens.screen import state_screen


def present_screen(context: Context, *, explained: bool = False) -> Message:
    """Return the screen of the pending side question, or that of the current state."""
    pending = context.session.pending
    if pending is None:
        return state_screen(context, explained=explained)
    return with_asker(context, _screen(context, pending))


def _screen(context: Context, pending: Pending) -> Message:  # noqa: C901, PLR0911, PLR0912 - one case a question
    match pending:
        case ConfirmDeleteAll():
            return delete_all.screen(context)
        case ConfirmRestart():
            return restart.screen(context)
        case ReplaceAnswer():
            return replace_answer.screen(context, pending)
        case Guess():
            return guess.screen(context, pending, present_screen(context.with_pending(pending.below)))
        case ConfirmDeleteResult():
            return delete_result.screen(context, pending)
        case ConfirmCopy():
            return owners_copy.screen(context, pending)
        case MigrateEdition():
            return migrate_edition.screen(context)
        case ResultsPage():
            return results.screen(context, pending)
        case ResultCard():
            return result_card.screen(context, pending)
        case LinkSettings():
            return link_settings.screen(context, pending)
        case WhatIf():
            return what_if.screen(context, pending)
        case Note():
            return notes.screen(context, pending)
        case AssessmentDate():
            return assessment_date.screen(context)
        case Portfolio():
            return portfolio.screen(context)
        case TickCharacteristics():
            return ticks.screen(context, pending)
        case AnswerLevels():
            return all_levels.screen(context, pending)
        case ReuseAgencyAnswers():
            return agency_answers.screen(context)
        case ConfirmBatch():
            return batch.screen(context)
        case BatchGroup():
            return batch_group.screen(context, pending)
        case Describe():
            return describe.screen(context)
        case ConfirmProposals():
            return proposals.screen(context, pending)
        case ContinueWithResult():
            return continue_with_result.screen(context)
        case AskColleague():
            return ask_colleague.screen(context, pending)
        case AnswerColleague():
            return answer_colleague.screen(context, pending)
        case ColleagueAnswer():
            return colleague_answer.screen(context, pending)
        case HandOver():
            return hand_over.screen(context, pending)
        case OfferedService():
            return offered_service.screen(context, pending)
        case ReceiveService():
            return receive_service.screen(context, pending)
        case RequestApproval():
            return request_approval.screen(context, pending)
        case DecideApproval():
            return decide_approval.screen(context, pending)
        case JoinCollection():
            return join_collection.screen(context, pending)
        case CollectionList():
            return collection_list.screen(context)
        case CollectionCard():
            return collection_card.screen(context, pending)
        case _:
            assert_never(pending)


def answer_side_question(  # noqa: C901, PLR0911, PLR0912 - one case a question
    context: Context, pending: Pending, choice: str, inputs: StepInputs
) -> Outcome:
    """Apply a choice that the screen of the pending side question offers. The question closes unless it asks again."""
    settled = context.with_pending(pending.below if isinstance(pending, Guess) else None)
    match pending:
        case ConfirmDeleteAll():
            return delete_all.answer(context, choice, inputs)
        case ConfirmRestart():
            return restart.answer(context, choice, inputs)
        case ReplaceAnswer():
            return replace_answer.answer(settled, pending, choice)
        case Guess():
            return guess.answer(settled, pending, choice)
        case ConfirmDeleteResult():
            return delete_result.answer(settled, pending, choice, inputs)
        case ConfirmCopy():
            return owners_copy.answer(context, pending, choice, inputs)
        case MigrateEdition():
            return migrate_edition.answer(settled, choice)
        case ResultsPage():
            return results.answer(settled, choice, inputs)
        case ResultCard():
            return result_card.answer(settled, pending, choice, inputs)
        case LinkSettings():
            return link_settings.answer(settled, pending, choice, inputs)
        case WhatIf():
            return what_if.answer(settled, pending, choice)
        case Note():
            return notes.answer(settled, pending, choice)
        case AssessmentDate():
            return assessment_date.answer(settled, choice, inputs)
        case Portfolio():
            return portfolio.answer(settled, choice)
        case TickCharacteristics():
            return ticks.answer(settled, pending, choice)
        case AnswerLevels():
            return all_levels.answer(settled, pending, choice)
        case ReuseAgencyAnswers():
            return agency_answers.answer(settled, choice)
        case ConfirmBatch():
            return batch.answer(settled, choice, inputs)
        case BatchGroup():
            return batch_group.answer(settled, pending, choice, inputs)
        case Describe():
            return describe.answer(settled, choice)
        case ConfirmProposals():
            return proposals.answer(settled, pending, choice)
        case ContinueWithResult():
            return continue_with_result.answer(settled, choice, inputs)
        case AskColleague():
            return ask_colleague.answer(settled, pending, choice, inputs)
        case AnswerColleague():
            return answer_colleague.answer(settled, pending, choice, inputs)
        case ColleagueAnswer():
            return colleague_answer.answer(settled, pending, choice, inputs)
        case HandOver():
            return hand_over.answer(settled, pending, choice, inputs)
        case OfferedService():
            return offered_service.answer(settled, pending, choice, inputs)
        case ReceiveService():
            return receive_service.answer(settled, pending, choice, inputs)
        case RequestApproval():
            return request_approval.answer(settled, pending, choice, inputs)
        case DecideApproval():
            return decide_approval.answer(settled, pending, choice, inputs)
        case JoinCollection():
            return join_collection.answer(settled, pending, choice, inputs)
        case CollectionList():
            return collection_list.answer(settled, choice)
        case CollectionCard():
            return collection_card.answer(settled, pending, choice, inputs)
        case _:
            assert_never(pending)
