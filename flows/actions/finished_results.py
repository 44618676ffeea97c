"""Reads the stored result of a finished assessment, and removes one from the list."""

from flows.actions.last_service import without_last
from flows.actions.new_assessment import start_afresh
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.finished import FinishedEntry
from flows.model.result import Result
from flows.model.step_context import StepInputs


def stored_result(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Result | Outcome:
    """Return the stored result of an entry, or the outcome that requests it or reports that it has expired."""
    if entry.token not in inputs.results:
        return Outcome(context, wanted=(entry.token,))
    result = inputs.results[entry.token]
    if result is None:
        return Outcome(without_entry(context, entry, inputs), notice=context.text("results.gone"))
    return result


def without_entry(context: Context, entry: FinishedEntry, inputs: StepInputs) -> Context:
    """Return the context without an entry of the list. If it is the one on screen, a new assessment begins."""
    left = context.with_session(context.session.without_finished(entry.assessment))
    left = without_last(left, entry.assessment)
    return start_afresh(left, inputs).context if context.assessment.id == entry.assessment else left
