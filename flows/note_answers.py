"""Keeping what an officer attaches: a note's text, or its removal."""

from flows.event import Tap, Text
from flows.giving import given_by_member
from flows.outcome import Outcome
from flows.prompts.notes import REMOVE, note_subject
from flows.scene import Scene
from flows.session import Pending, Topic
from flows.typed_answer import typed_answer, with_source


def choose_note(scene: Scene, pending: Pending, choice: str) -> Outcome:
    """Apply a choice: a place for a note, the removal of one, or close (a note's own question closes to the list)."""
    key = pending.tap.question if pending.tap else ""
    if key:
        return keep_note(scene, key, "") if choice == REMOVE else Outcome(scene.asking(Pending(Topic.NOTE)))
    if choice.startswith(("note_", "remark_")):
        return Outcome(scene.asking(Pending(Topic.NOTE, Tap(scene.assessment.id, choice, choice))))
    return Outcome(scene)


def type_note(scene: Scene, key: str, typed: Text) -> Outcome:
    """Keep a typed note; one that is empty or too long is asked for again."""
    answer = typed_answer(key, typed.text, scene.say)
    if answer.problem:
        return Outcome(scene, notice=answer.problem)
    outcome = keep_note(scene, key, answer.text)
    return outcome._replace(scene=with_source(outcome.scene, key, typed.source))


def keep_note(scene: Scene, key: str, text: str) -> Outcome:
    """Keep or (empty text) remove a note, and show the list again."""
    answers = {name: answer for name, answer in scene.assessment.answers.items() if name != key}
    if text:
        answers[key] = text
    assessment = given_by_member(scene, scene.assessment._replace(answers=answers), key)
    kept = with_source(scene.with_assessment(assessment), key, "")
    notice = scene.say("note.kept" if text else "note.removed", subject=note_subject(scene, key))
    return Outcome(kept.asking(Pending(Topic.NOTE)), notice=notice)
