"""Typed messages: a command, an answer to the question on screen, or a line for the head of the form."""

from dataclasses import replace

from flows.answers import record
from flows.commands import run_command
from flows.free_text import clean_line, clean_paragraphs, has_letters
from flows.message import Choice
from flows.moment import Moment
from flows.note_answers import type_note
from flows.outcome import Outcome
from flows.prompts.prompt import prompt
from flows.questions import DESCRIPTION, SERVICE_DATA
from flows.scene import Scene
from flows.session import Pending, Topic
from flows.taps import apply_tap

#: Characters; a line of the form's head is 200 long at most, the description 2,000.
LONGEST = {DESCRIPTION: 2000}
LONGEST_LINE = 200


def apply_text(scene: Scene, text: str, moment: Moment) -> Outcome:
    """Apply a typed message; what is not understood is answered with what is expected, and nothing is lost."""
    reader, message = scene.rules.reader, prompt(scene)
    if command := reader.command(text):
        return run_command(scene, command, moment)
    reading = reader.choice(text, message)
    if reading and reading.is_sure:
        return apply_tap(scene, reading.tap, moment)
    if scene.session.pending:
        return _beside(scene, scene.session.pending, text, moment)
    if scene.state in SERVICE_DATA and not text.lstrip().startswith("/"):
        return _service_data(scene, text)
    if reading and scene.state not in SERVICE_DATA:
        return Outcome(scene.with_session(replace(scene.session, pending=Pending(Topic.GUESS, reading.tap))))
    return _not_understood(scene)


def _beside(scene: Scene, pending: Pending, text: str, moment: Moment) -> Outcome:
    """A text while a side question waits: a note's own words, or an answer in the place of a guess."""
    if pending.topic is Topic.NOTE and pending.tap:
        return type_note(scene, pending.tap.question, text)
    if pending.topic is Topic.GUESS:
        return apply_text(_without_pending(scene), text, moment)
    return _not_understood(scene)


def _not_understood(scene: Scene) -> Outcome:
    expected = ", ".join(_typed_form(choice) for choice in prompt(scene).choices if choice.number)
    key = "notice.not_understood" if expected else "notice.not_understood_review"
    return Outcome(scene, notice=scene.say(key, expected=expected))


def _without_pending(scene: Scene) -> Scene:
    return scene.with_session(replace(scene.session, pending=None))


def _typed_form(choice: Choice) -> str:
    return choice.label if choice.number in choice.label else f"{choice.number} {choice.label}"


def _service_data(scene: Scene, text: str) -> Outcome:
    limit = LONGEST.get(scene.state, LONGEST_LINE)
    cleaned = clean_paragraphs(text) if scene.state == DESCRIPTION else clean_line(text)
    if not has_letters(cleaned):
        return Outcome(scene, notice=scene.say("notice.needs_letters"))
    if len(cleaned) > limit:
        return Outcome(scene, notice=scene.say("notice.too_long", length=len(cleaned), limit=limit))
    return record(scene, scene.state, cleaned)
