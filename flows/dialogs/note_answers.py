"""Keeping what an officer attaches: a note's text, or its removal."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.handlers.text_answers import typed_answer, with_source
from flows.model.events import ButtonPress, Text
from flows.model.session import Pending, Topic
from flows.screens.attribution import given_by_member
from flows.screens.notes import REMOVE, note_subject


def choose_note(scene: Context, pending: Pending, choice: str) -> Outcome:
    """Apply a choice: a place for a note, the removal of one, or close (a note's own question closes to the list)."""
    key = pending.tap.question if pending.tap else ""
    if key:
        return keep_note(scene, key, "") if choice == REMOVE else Outcome(scene.asking(Pending(Topic.NOTE)))
    if choice.startswith(("note_", "remark_")):
        return Outcome(scene.asking(Pending(Topic.NOTE, ButtonPress(scene.assessment.id, choice, choice))))
    return Outcome(scene)


def type_note(scene: Context, key: str, typed: Text) -> Outcome:
    """Keep a typed note; one that is empty or too long is asked for again."""
    answer = typed_answer(key, typed.text, scene.say)
    if answer.problem:
        return Outcome(scene, notice=answer.problem)
    outcome = keep_note(scene, key, answer.text)
    return outcome._replace(scene=with_source(outcome.scene, key, typed.source))


def keep_note(scene: Context, key: str, text: str) -> Outcome:
    """Keep or (empty text) remove a note, and show the list again."""
    answers = {name: answer for name, answer in scene.assessment.answers.items() if name != key}
    if text:
        answers[key] = text
    assessment = given_by_member(scene, scene.assessment._replace(answers=answers), key)
    kept = with_source(scene.with_assessment(assessment), key, "")
    notice = scene.say("note.kept" if text else "note.removed", subject=note_subject(scene, key))
    return Outcome(kept.asking(Pending(Topic.NOTE)), notice=notice)
