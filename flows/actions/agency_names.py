"""The agencies of an officer's services."""

from collections.abc import Iterator, Mapping

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.question_ids import AGENCY
from flows.model.step_context import StepInputs
from flows.understanding.normal_form import canonical

#: Finished services whose agencies are offered: the newest ones.
MOST_READ = 10
#: Names that are offered to choose from.
MOST_OFFERED = 3


def known_agencies(context: Context, inputs: StepInputs) -> Mapping[str, str] | Outcome:
    """Return the agencies of the newest services, each with the message that it was typed in, the newest first.

    Or return the outcome that asks for the results.
    """
    newest = context.session.finished.entries[-MOST_READ:]
    if missing := tuple(entry.token for entry in newest if entry.token not in inputs.results):
        return Outcome(context, wanted=missing)
    known: dict[str, str] = {}
    forms: set[str] = set()
    for agency, source in _agencies(context, inputs):
        if agency and canonical(agency) not in forms:
            forms.add(canonical(agency))
            known[agency] = source
    return known


def _agencies(context: Context, inputs: StepInputs) -> Iterator[tuple[str, str]]:
    assessment = context.assessment
    yield assessment.answers.get(AGENCY, ""), assessment.sources.get(AGENCY, "")
    for entry in reversed(context.session.finished.entries[-MOST_READ:]):
        if result := inputs.results[entry.token]:
            yield result.service_data.get(AGENCY, ""), result.sources.get(AGENCY, "")
