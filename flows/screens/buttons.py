"""The control buttons of a question: back, forward, explain and the commands."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice
from flows.model.question_ids import UNDECIDED, UNSURE

#: Marks a button that acts on the question instead of answering it.
CONTROL = "!"
BACK = CONTROL + Command.BACK
FORWARD = CONTROL + Command.FORWARD
EXPLAIN = CONTROL + "explain"
REQUIREMENTS = CONTROL + "requirements"
PROVISIONAL = CONTROL + "provisional"
LIST_GROUPS = CONTROL + "list"
ASK_GROUP = CONTROL + "ask"
TICK_SEVERAL = CONTROL + "ticks"
WHAT_IF = CONTROL + "what_if"
NOTES = CONTROL + "notes"
EVIDENCE = CONTROL + "evidence"
DATE = CONTROL + "date"
CONTINUE = CONTROL + Command.CONTINUE


def unsure(context: Context) -> Choice:
    """Return the answer "not sure", which defers the question."""
    return Choice(
        label=context.text("control.unsure"),
        press=context.press(UNSURE),
        words=context.rules.catalogues.words("words.control.unsure"),
        chosen=context.assessment.answers.get(context.state) in UNDECIDED,
    )


def control(context: Context, action: str) -> Choice:
    """Return the button for an action, with the words that may be typed instead."""
    name = action.removeprefix(CONTROL)
    leads_to_review = action == FORWARD and not context.open_questions
    return Choice(
        label=context.text("control.to_review" if leads_to_review else f"control.{name}"),
        press=context.press(action),
        words=context.rules.catalogues.words(f"words.control.{name}"),
    )


def question_controls(context: Context, *more: str) -> tuple[Choice, ...]:
    """Return back if there is a question before, forward if the current one is answered, and the others named.

    Once no question is open, forward leads to the review, and says so.
    """
    actions = [
        *([BACK] if context.rules.navigation.has_previous(context.state) else []),
        *([FORWARD] if context.rules.navigation.has_answer(context.state, context.assessment.answers) else []),
        *more,
    ]
    return tuple(control(context, action) for action in actions)
