"""Choices that were typed: their messages may still be edited."""

from flows.actions.answers import is_possible
from flows.actions.text_answers import with_source
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Button
from flows.model.question_ids import CHARACTERISTICS, GROUP_LIST, GROUP_REASON, process_of


def with_choice_source(before: Context, outcome: Outcome, press: Button, source: str) -> Outcome:
    """Return the outcome of a typed choice with its message, if it answered a question about a level or the group."""
    after, question = outcome.context, press.question
    may_change = process_of(question) or question in {CHARACTERISTICS, GROUP_LIST, GROUP_REASON}
    is_answered = question == before.state != after.state and after.assessment.id == before.assessment.id
    if not (may_change and is_answered and is_possible(before.criteria, *press)):
        return outcome
    return outcome._replace(context=with_source(after, question, source))
