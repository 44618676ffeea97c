"""Short names of questions and answers, for messages that mention them."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.i18n.wording import quoted
from flows.model.question_ids import (
    CHARACTERISTICS,
    GROUP_LIST,
    GROUP_REASON,
    NO,
    NONE_TOGETHER,
    SKIP,
    UNDECIDED,
    UNSURE,
    WELCOME,
    characteristic_of,
    process_of,
    ticked_answer,
    ticked_in,
    together_key,
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
        if group_result is None or group_result.characteristic is None:
            return None
        return ticked_answer(group_result.ticked) if len(group_result.ticked) > 1 else group_result.characteristic
    if question == GROUP_LIST:
        return group_result.group if group_result else None
    answers = context.assessment.answers
    return NONE_TOGETHER if together_key(process_of(question) or "") in answers else answers.get(question)


def answer_text(context: Context, question: str, answer: str) -> str:
    """Return the label of the answer's button."""
    criteria, language = context.criteria, context.language
    if answer in {UNSURE, *UNDECIDED} and not FLOW.text_question(question):
        return context.text("control.unsure")
    if process := process_of(question):
        is_joint = answer == NONE_TOGETHER
        return (criteria.together_by_first[process].absent if is_joint else criteria.level_by_id[answer].name)[language]
    if characteristic_of(question):
        return context.text(f"answer.{answer}")
    if question in {CHARACTERISTICS, GROUP_LIST, GROUP_REASON}:
        return _group_answer_text(context, question, answer)
    if question == WELCOME:
        return context.text("welcome.agree")
    return context.text("review.empty") if answer in {"", SKIP} else answer


def _group_answer_text(context: Context, question: str, answer: str) -> str:
    criteria, language = context.criteria, context.language
    if question == GROUP_LIST:
        group = criteria.group_by_id[answer]
        return context.text("group.option", id=group.id, name=group.short[language])
    if answer == NO:
        return context.text("characteristics.none")
    names = [criteria.characteristic_by_id[item].name[language] for item in ticked_in(answer) or (answer,)]
    return names[0] if len(names) == 1 else quoted(names)
