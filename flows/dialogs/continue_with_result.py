"""What can be done with a result, behind its one button: ask for approval, hand the service over, ask a colleague."""

from enum import StrEnum
from typing import assert_never

from flows.actions.owners_copy import is_in_group
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.ask_colleague import ask_colleague
from flows.dialogs.hand_over import hand_over
from flows.dialogs.request_approval import request_approval
from flows.model.messages import Message, Paragraph, Style
from flows.model.pending import ContinueWithResult, Topic
from flows.model.step_context import StepInputs
from flows.screens.confirmation import side_choice, side_question_id


class ContinueChoice(StrEnum):
    """The entries, four at most beside the one that closes the list."""

    APPROVE = "approve"
    HAND_OVER = "hand_over"
    ASK = "ask"
    CLOSE = "close"


def open_menu(context: Context) -> Outcome:
    """Show the entries. In a group codes would be seen by everybody, so that the officer is sent to a private chat."""
    if is_in_group(context):
        return Outcome(context, notice=context.text("code.in_private"))
    return Outcome(context.with_pending(ContinueWithResult()))


def screen(context: Context) -> Message:
    """Show the entries, each with a line about it."""
    text, question = context.text, side_question_id(Topic.CONTINUE)
    entries = (ContinueChoice.APPROVE, ContinueChoice.HAND_OVER, ContinueChoice.ASK)
    close = context.press(ContinueChoice.CLOSE.value, question)
    return Message(
        summary=text("continue.title"),
        title=text("continue.title"),
        blocks=(Paragraph(text("continue.text")),),
        choices=(
            *(
                side_choice(context, f"continue.{entry}", context.press(entry.value, question), number)
                for number, entry in enumerate(entries, 1)
            ),
            side_choice(context, f"continue.{ContinueChoice.CLOSE}", close, style=Style.PRIMARY),
        ),
    )


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Open an entry, or close the list."""
    match ContinueChoice(choice):
        case ContinueChoice.APPROVE:
            return request_approval(context, inputs)
        case ContinueChoice.HAND_OVER:
            return hand_over(context, inputs)
        case ContinueChoice.ASK:
            return ask_colleague(context, inputs)
        case ContinueChoice.CLOSE:
            return Outcome(context)
        case unknown:
            assert_never(unknown)
