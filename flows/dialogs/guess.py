"""The question whether a typed text meant a choice that is similar to it, or which of two.

About a level or a characteristic it has the numbers of the question below it: a typed number is an answer there.
"""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Choice, Message, Paragraph
from flows.model.pending import Guess, Topic
from flows.model.question_ids import CHARACTERISTICS, NO, YES, process_of
from flows.screens.confirmation import is_yes, side_question_id, yes_or_no
from flows.understanding.reader import offered

#: The choice of the second of two guesses.
OTHER = "other"


def screen(context: Context, pending: Guess, below: Message) -> Message:
    """Ask with the label of the guessed choice, which the screen `below` offers, or with those of two."""
    choices = {choice.press: choice for choice in offered(below)}
    guessed = choices.get(pending.press.press, Choice(label="", press=pending.press.press))
    other = choices.get(pending.other.press) if pending.other else None
    text = _text(context, guessed) if other is None else _which_text(context, guessed, other)
    answers = _yes_or_no(context, pending) if other is None else _which(context, guessed, other)
    return Message(summary=text, blocks=(Paragraph(text),), choices=answers)


def answer(context: Context, pending: Guess, choice: str) -> Outcome:
    """Press the guessed button, or explain what to do after a wrong guess."""
    if choice == OTHER and pending.other:
        return Outcome(context, pressed=pending.other)
    if is_yes(choice):
        return Outcome(context, pressed=pending.press)
    return Outcome(context, notice=context.text("guess.kept"))


def _text(context: Context, guessed: Choice) -> str:
    process = process_of(guessed.press.question)
    if process is None or guessed.level is None:
        return context.text("guess.text", choice=guessed.label)
    name = context.criteria.process_by_id[process].name[context.language]
    return context.text("guess.level", process=name, choice=_sentence(context, guessed))


def _which_text(context: Context, first: Choice, other: Choice) -> str:
    process = process_of(first.press.question)
    subject = context.criteria.process_by_id[process].name[context.language] if process else context.text("group.title")
    sentences = "\n".join(f"{item.number} {_sentence(context, item)}" for item in (first, other))
    return context.text("guess.which", subject=subject, choices=sentences)


def _sentence(context: Context, choice: Choice) -> str:
    """Return what a choice is called, with its own sentence."""
    if choice.level is None:
        return choice.label
    if choice.level:
        return context.text("guess.sentence", level=choice.label, requirement=choice.detail)
    level, language = context.criteria.level_by_id[choice.press.choice], context.language
    process = context.criteria.process_by_id[process_of(choice.press.question) or ""]
    is_offline = level.offline is not None and process.channel == "electronic"
    meaning = level.offline.meaning if level.offline and is_offline else level.meaning
    return context.text("guess.none", level=choice.label, meaning=meaning[language])


def _yes_or_no(context: Context, pending: Guess) -> tuple[Choice, ...]:
    """Return yes and no; without numbers of their own where numbers are answers to the question below."""
    question = pending.press.question
    has_numbers = process_of(question) is not None or question == CHARACTERISTICS
    choices = yes_or_no(context, Topic.GUESS)
    return tuple(replace(choice, number="") for choice in choices) if has_numbers else choices


def _which(context: Context, first: Choice, other: Choice) -> tuple[Choice, ...]:
    """Return the two guesses, by their names and numbers, and that it is neither."""
    no = yes_or_no(context, Topic.GUESS)[1]
    question = side_question_id(Topic.GUESS)
    return (
        replace(first, press=context.press(YES, question), detail="", chosen=False, hints=()),
        replace(other, press=context.press(OTHER, question), detail="", chosen=False, hints=()),
        replace(no, label=context.text("guess.neither"), press=context.press(NO, question), number=""),
    )
