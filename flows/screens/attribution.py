"""Who gave an answer in a group chat: kept beside the answer, and shown with it."""

from flows.assessment.context import Context
from flows.model.question_ids import CHARACTERISTICS, GROUP_LIST, WELCOME, characteristic_of
from flows.model.session import Assessment
from flows.screens.answer_text import answer_text, question_text
from flows.understanding.text_cleaning import clean_line

#: Characters; a longer name, or a longer answer in a line about it, is cut.
LONGEST_NAME = 40
LONGEST_ANSWER = 80


def attribution_key(question: str) -> str:
    """Under which question a giver is kept: the answers that lead to the service group count as one."""
    return GROUP_LIST if question == CHARACTERISTICS or characteristic_of(question) else question


def given_by_member(scene: Context, assessment: Assessment, question: str) -> Assessment:
    """The assessment with the speaking member as the giver of an answer; the same in a private chat."""
    member = scene.member
    if member is None:
        return assessment
    givers = {**assessment.givers, attribution_key(question): clean_line(member.name)[:LONGEST_NAME]}
    starter = member.id if question == WELCOME else assessment.starter
    return assessment._replace(givers=givers, starter=starter)


def giver_name(scene: Context, question: str) -> str:
    """The name of who gave the answer to a question; empty in a private chat and for an open question."""
    name = scene.assessment.givers.get(attribution_key(question))
    return "" if name is None else name or scene.say("member.unnamed")


def giving_notice(scene: Context, question: str, answer: str) -> str:
    """The line that tells a group what was answered, and by whom; empty in a private chat."""
    if scene.member is None:
        return ""
    name = giver_name(scene, question)
    if question == WELCOME:
        return scene.say("member.started", name=name)
    text = answer_text(scene, question, answer).replace("\n", " ")
    shown = text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}…"
    return scene.say("member.answered", name=name, question=question_text(scene, question), answer=shown)
