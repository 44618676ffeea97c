"""The question whether a typed text meant a choice that is similar to it."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Message, Paragraph
from flows.model.pending import Guess, Topic
from flows.screens.confirmation import is_yes, yes_or_no
from flows.understanding.reader import offered


def screen(context: Context, pending: Guess, below: Message) -> Message:
    """Ask with the label of the guessed choice, which the screen `below` offers."""
    label = next((item.label for item in offered(below) if item.press == pending.press.press), "")
    text = context.text("guess.text", choice=label)
    return Message(summary=text, blocks=(Paragraph(text),), choices=yes_or_no(context, Topic.GUESS))


def answer(context: Context, pending: Guess, choice: str) -> Outcome:
    """Press the guessed button, or explain what to do after a wrong guess."""
    if is_yes(choice):
        return Outcome(context, pressed=pending.press)
    return Outcome(context, notice=context.text("guess.kept"))
