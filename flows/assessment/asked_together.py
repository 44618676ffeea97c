"""Processes that one answer settles: the first of them is asked, and "none of them" answers all."""

from collections.abc import Mapping

from flows.assessment.service_group import find_group
from flows.model.question_ids import UNDECIDED, level_question, process_of, together_key
from flows.standard.criteria import AskedTogether, Criteria


def asked_together(criteria: Criteria, question: str, answers: Mapping[str, str]) -> AskedTogether | None:
    """Return the processes that a level question may settle all at once; None for another question or group."""
    item = criteria.together_by_first.get(process_of(question) or "")
    group_result = find_group(criteria, answers) if item else None
    return item if item and group_result and group_result.group in item.groups else None


def offered_together(criteria: Criteria, question: str, answers: Mapping[str, str]) -> AskedTogether | None:
    """Return the same where they are settled together, or where only the first may be answered yet."""
    item = asked_together(criteria, question, answers)
    if item is None or together_key(item.processes[0]) in answers:
        return item
    others = map(level_question, item.processes[1:])
    return None if any(answers.get(other) not in {None, *UNDECIDED} for other in others) else item


def settled_questions(criteria: Criteria, question: str) -> tuple[str, ...]:
    """Return the questions that "none of them" answers at a question."""
    return tuple(map(level_question, criteria.together_by_first[process_of(question) or ""].processes))
