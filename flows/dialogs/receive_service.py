"""A service that somebody offers to this conversation: accept it, or not."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.codes import OpenedCode
from flows.collaboration.service import ServiceRecord
from flows.model.messages import Message
from flows.model.pending import ReceiveService
from flows.model.step_context import StepInputs


def open_record(context: Context, opened: OpenedCode, record: ServiceRecord, inputs: StepInputs) -> Outcome:
    """Show what a code opens; say so where it is not open any more."""
    raise NotImplementedError


def screen(context: Context, pending: ReceiveService) -> Message:
    """Show the question."""
    raise NotImplementedError


def answer(context: Context, pending: ReceiveService, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice."""
    raise NotImplementedError
