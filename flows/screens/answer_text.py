"""Short names of questions and answers, for messages that mention them."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.question_ids import (
    CHARACTERISTICS,
    GROUP_LIST,
    NO,
    SKIP,
    UNDECIDED,
    UNSURE,
    WELCOME,
    characteristic_of,
    process_of,
)


def question_text(context: Context, question: str) -> str:
    """Return the short name of a question."""
    criteria, language = context.criteria, context.language
    if process := process_of(question):
        return criteria.process_by_id[process].name[language]
    if characteristic := characteristic_of(question):
        return criteria.characteristic_by_id[characteristic].name[language]
    titles = {CHARACTERISTICS: "group.title", GROUP_LIST: "group.title", WELCOME: "welcome.consent_title"}
    return context.text(titles.get(question, f"{question}.title"))


def given_answer(context: Context, question: str) -> str | None:
    """Return the answer to a question; questions about the group as a whole have what the group came from."""
    group_result = context.group_result
    if question == CHARACTERISTICS:
        return group_result.characteristic if group_result else None
    if question == GROUP_LIST:
        return group_result.group if group_result else None
    return context.assessment.answers.get(question)


def answer_text(context: Context, question: str, answer: str) -> str:
    """Return the label of the answer's button."""
    criteria, language = context.criteria, context.language
    if answer in {UNSURE, *UNDECIDED} and not FLOW.text_question(question):
        return context.text("control.unsure")
    if process_of(question):
        return criteria.level_by_id[answer].name[language]
    if characteristic_of(question):
        return context.text(f"answer.{answer}")
    if question in {CHARACTERISTICS, GROUP_LIST}:
        return _group_answer_text(context, question, answer)
    if question == WELCOME:
        return context.text("welcome.agree")
    return context.text("review.empty") if answer in {"", SKIP} else answer


def _group_answer_text(context: Context, question: str, answer: str) -> str:
    criteria, language = context.criteria, context.language
    if question == GROUP_LIST:
        group = criteria.group_by_id[answer]
        return context.text("group.option", id=group.id, name=group.short[language])
    return (
        context.text("characteristics.none") if answer == NO else criteria.characteristic_by_id[answer].name[language]
    )
