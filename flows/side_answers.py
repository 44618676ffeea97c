"""Answers to the side questions: delete, restart, language, changing an earlier answer."""

from dataclasses import replace

from flows.answers import answer_of, record
from flows.commands import start_afresh
from flows.language import Language
from flows.message import Message, Paragraph
from flows.moment import Moment
from flows.note_answers import choose_note
from flows.outcome import Outcome
from flows.questions import YES
from flows.result_answers import RESULT_TOPICS, answer_about_results
from flows.scene import Scene
from flows.session import Pending, Topic
from flows.what_if_answers import answer_what_if


def answer_side_question(scene: Scene, pending: Pending, choice: str, moment: Moment) -> Outcome:
    """Apply an answer to the side question that waits; the walk stands where it stood, unless the answer moves it."""
    settled = scene.with_session(replace(scene.session, pending=None))
    if pending.topic is Topic.LANGUAGE:
        return _speak(settled, choice)
    if pending.topic is Topic.WHAT_IF:
        return answer_what_if(settled, pending, choice)
    if pending.topic is Topic.NOTE:
        return choose_note(settled, pending, choice)
    if pending.topic in RESULT_TOPICS:
        return answer_about_results(settled, pending, choice, moment)
    if choice != YES:
        return Outcome(settled, notice=scene.say(f"{pending.topic.value}.kept"))
    return _agreed(settled, pending, moment)


def _agreed(scene: Scene, pending: Pending, moment: Moment) -> Outcome:
    """Carry out what was asked before: delete, replace an answer, or start afresh."""
    if pending.topic is Topic.DELETE:
        return _delete(scene)
    if pending.topic is Topic.REPLACE and pending.tap:
        return record(scene, pending.tap.question, answer_of(pending.tap.choice))
    return start_afresh(scene, moment)


def _speak(scene: Scene, tag: str) -> Outcome:
    speaking = scene.with_session(replace(scene.session, language=Language(tag)))
    return Outcome(speaking, notice=speaking.say("language.changed"))


def _delete(scene: Scene) -> Outcome:
    say, session = scene.say, scene.session
    tokens = {item.token for item in session.finished} | ({session.assessment.token} - {None})
    receipt = Message(
        summary=say("delete.done_title"),
        title=say("delete.done_title"),
        blocks=(Paragraph(say.plural("delete.done_text", len(tokens))),),
        placeholder=say("delete.placeholder"),
    )
    withdrawn = tuple(sorted(token for token in tokens if token))
    return Outcome(scene, messages=(receipt,), withdrawn=withdrawn, deleted=True)
