"""Keeping what an officer attaches: a note's text, or its removal."""

from dataclasses import replace

from flows.event import Tap
from flows.free_text import clean_paragraphs
from flows.notes import LONGEST_NOTE
from flows.outcome import Outcome
from flows.prompts.notes import REMOVE, note_subject
from flows.scene import Scene
from flows.session import Pending, Topic


def choose_note(scene: Scene, pending: Pending, choice: str) -> Outcome:
    """Apply a choice: a place for a note, the removal of one, or close (a note's own question closes to the list)."""
    key = pending.tap.question if pending.tap else ""
    if key:
        return keep_note(scene, key, "") if choice == REMOVE else Outcome(_asking(scene, None))
    if choice.startswith(("note_", "remark_")):
        return Outcome(_asking(scene, Tap(scene.assessment.id, choice, choice)))
    return Outcome(scene)


def type_note(scene: Scene, key: str, text: str) -> Outcome:
    """Keep a typed note; one that is empty or too long is asked for again."""
    cleaned = clean_paragraphs(text)
    if not cleaned:
        return Outcome(scene, notice=scene.say("notice.needs_letters"))
    if len(cleaned) > LONGEST_NOTE:
        return Outcome(scene, notice=scene.say("notice.too_long", length=len(cleaned), limit=LONGEST_NOTE))
    return keep_note(scene, key, cleaned)


def keep_note(scene: Scene, key: str, text: str) -> Outcome:
    """Keep or (empty text) remove a note, and show the list again."""
    answers = {name: answer for name, answer in scene.assessment.answers.items() if name != key}
    if text:
        answers[key] = text
    kept = scene.with_session(replace(scene.session, assessment=replace(scene.assessment, answers=answers)))
    notice = scene.say("note.kept" if text else "note.removed", subject=note_subject(scene, key))
    return Outcome(_asking(kept, None), notice=notice)


def _asking(scene: Scene, tap: Tap | None) -> Scene:
    return scene.with_session(replace(scene.session, pending=Pending(Topic.NOTE, tap)))
