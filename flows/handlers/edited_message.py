"""A message that was changed on the platform: the text that was kept of it follows."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.handlers.text_answers import typed_answer
from flows.model.note_keys import note_keys
from flows.model.question_ids import RESULT
from flows.screens.answer_text import question_text
from flows.screens.notes import note_subject
from flows.screens.publication import finished_scene, result_of


def apply_edit(scene: Context, source: str, text: str) -> Outcome:
    """Take a changed message's text in place of what was typed before; says nothing of messages that hold no answer.

    A finished assessment on screen is published anew under its link.
    """
    question = next((name for name, known in scene.assessment.sources.items() if known == source), None)
    if question is None:
        return Outcome(scene, silent=True)
    typed = typed_answer(question, text, scene.say)
    if typed.problem:
        return Outcome(scene, notice=typed.problem)
    answers = {**scene.assessment.answers, question: typed.text}
    corrected = scene.with_assessment(scene.assessment._replace(answers=answers))
    notice = scene.say("notice.corrected", question=_subject(scene, question), answer=typed.text)
    entry = scene.session.finished.find(scene.assessment.id) if scene.state == RESULT else None
    if entry is None:
        return Outcome(corrected, notice=notice)
    result = result_of(corrected, entry.token, entry.finished_at)
    return Outcome(finished_scene(corrected, result), notice=notice, renewed=(result,))


def _subject(scene: Context, question: str) -> str:
    return note_subject(scene, question) if question in note_keys(scene.criteria) else question_text(scene, question)
