"""Approves the result of another officer, or returns it, in this chat."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.approval import ApprovalRequest
from flows.collaboration.codes import OpenedCode
from flows.model.events import Text
from flows.model.messages import Message
from flows.model.pending import DecideApproval
from flows.model.step_context import StepInputs


def open_record(context: Context, opened: OpenedCode, record: ApprovalRequest, inputs: StepInputs) -> Outcome:
    """Show what a code opens; say so where it is not open any more."""
    raise NotImplementedError


def screen(context: Context, pending: DecideApproval) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: DecideApproval, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError


def answer_text(context: Context, pending: DecideApproval, typed: Text, inputs: StepInputs) -> Outcome:
    """Take a typed name, position or remark."""
    raise NotImplementedError
