"""Attribution: which member of a group chat gave an answer."""

from flows.assessment.context import Context
from flows.model.question_ids import CHARACTERISTICS, GROUP_LIST, GROUP_REASON, WELCOME, characteristic_of
from flows.model.session import Assessment
from flows.screens.answer_text import answer_text, question_text
from flows.understanding.text_cleaning import clean_line

#: Characters; a longer name, or a longer answer in a notice, is cut.
LONGEST_NAME = 40
LONGEST_SHOWN_ANSWER = 80


def attribution_key(question: str) -> str:
    """Return the key of a question in `answered_by`. The questions that lead to the service group have one key."""
    leads_to_group = question in {CHARACTERISTICS, GROUP_REASON} or characteristic_of(question)
    return GROUP_LIST if leads_to_group else question


def with_attribution(context: Context, assessment: Assessment, question: str) -> Assessment:
    """Return the assessment with an answer attributed to the member who acts.

    In a private chat it is the officer's own, whoever gave the answer before.
    """
    member = context.member
    if member is None:
        return with_name(assessment, question, "")
    answered_by = {**assessment.answered_by, attribution_key(question): clean_line(member.name)[:LONGEST_NAME]}
    started_by = member.id if question == WELCOME else assessment.started_by
    return assessment._replace(answered_by=answered_by, started_by=started_by)


def with_name(assessment: Assessment, question: str, name: str) -> Assessment:
    """Return the assessment with the name of whom an answer came from; empty for an answer of the officer's own."""
    key = attribution_key(question)
    if not name and key not in assessment.answered_by:
        return assessment
    others = {known: given for known, given in assessment.answered_by.items() if known != key}
    return assessment._replace(answered_by={**others, key: clean_line(name)[:LONGEST_NAME]} if name else others)


def attributed_name(context: Context, question: str) -> str:
    """Return the name of the member who answered a question; empty in a private chat and for an open question."""
    name = context.assessment.answered_by.get(attribution_key(question))
    return "" if name is None else name or context.text("member.unnamed")


def attribution_notice(context: Context, question: str, answer: str) -> str:
    """Return the notice of an answer and of the member who gave it; empty in a private chat."""
    if context.member is None:
        return ""
    name = attributed_name(context, question)
    if question == WELCOME:
        return context.text("member.started", name=name)
    shown = shortened(answer_text(context, question, answer))
    return context.text("member.answered", name=name, question=question_text(context, question), answer=shown)


def shortened(answer: str) -> str:
    """Return an answer as one line of a notice."""
    text = answer.replace("\n", " ")
    return text if len(text) <= LONGEST_SHOWN_ANSWER else f"{text[:LONGEST_SHOWN_ANSWER]}…"
