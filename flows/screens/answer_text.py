"""Questions and answers by their short names, for messages that speak of them."""

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


def question_text(scene: Context, question: str) -> str:
    """What a question is about, in a few words."""
    criteria, language = scene.criteria, scene.language
    if process := process_of(question):
        return criteria.process_by_id[process].name[language]
    if characteristic := characteristic_of(question):
        return criteria.characteristic_by_id[characteristic].name[language]
    titles = {CHARACTERISTICS: "group.title", GROUP_LIST: "group.title", WELCOME: "welcome.consent_title"}
    return scene.say(titles.get(question, f"{question}.title"))


def given_answer(scene: Context, question: str) -> str | None:
    """What the officer answered to a question; those for the group as a whole have what the group came from."""
    finding = scene.finding
    if question == CHARACTERISTICS:
        return finding.characteristic if finding else None
    if question == GROUP_LIST:
        return finding.group if finding else None
    return scene.assessment.answers.get(question)


def answer_text(scene: Context, question: str, answer: str) -> str:
    """An answer as its button says it."""
    criteria, language = scene.criteria, scene.language
    if answer in {UNSURE, *UNDECIDED} and not FLOW.text_question(question):
        return scene.say("control.unsure")
    if process_of(question):
        return criteria.level_by_id[answer].name[language]
    if characteristic_of(question):
        return scene.say(f"answer.{answer}")
    if question in {CHARACTERISTICS, GROUP_LIST}:
        return _group_answer_text(scene, question, answer)
    if question == WELCOME:
        return scene.say("welcome.agree")
    return scene.say("review.empty") if answer in {"", SKIP} else answer


def _group_answer_text(scene: Context, question: str, answer: str) -> str:
    criteria, language = scene.criteria, scene.language
    if question == GROUP_LIST:
        group = criteria.group_by_id[answer]
        return scene.say("group.option", id=group.id, name=group.short[language])
    return scene.say("characteristics.none") if answer == NO else criteria.characteristic_by_id[answer].name[language]
