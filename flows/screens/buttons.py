"""The quiet buttons beneath a question: back, forward, explain and the commands."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice
from flows.model.question_ids import UNDECIDED, UNSURE

#: Marks a button that acts on the question instead of answering it.
CONTROL = "!"
BACK = CONTROL + Command.BACK
FORWARD = CONTROL + Command.FORWARD
EXPLAIN = CONTROL + "explain"
LIST_GROUPS = CONTROL + "list"
ASK_GROUP = CONTROL + "ask"
WHAT_IF = CONTROL + "what_if"
NOTES = CONTROL + "notes"


def unsure(scene: Context) -> Choice:
    """The answer "not sure", which sets the question aside."""
    return Choice(
        label=scene.say("control.unsure"),
        press=scene.press(UNSURE),
        words=scene.rules.catalogues.words("words.control.unsure"),
        chosen=scene.assessment.answers.get(scene.state) in UNDECIDED,
    )


def control(scene: Context, action: str) -> Choice:
    """The button for an action, with the words that may be typed instead."""
    name = action.removeprefix(CONTROL)
    leads_to_review = action == FORWARD and scene.is_complete
    return Choice(
        label=scene.say("control.to_review" if leads_to_review else f"control.{name}"),
        press=scene.press(action),
        words=scene.rules.catalogues.words(f"words.control.{name}"),
    )


def question_controls(scene: Context, *more: str) -> tuple[Choice, ...]:
    """Back where there is a question before, forward where the present one is answered, and what else is named.

    Once nothing is open, forward leads to the review, and says so.
    """
    actions = [
        *([BACK] if scene.rules.walk.has_previous(scene.state) else []),
        *([FORWARD] if scene.rules.walk.has_answer(scene.state, scene.assessment.answers) else []),
        *more,
    ]
    return tuple(control(scene, action) for action in actions)
