"""The parts that screens of side questions share: the ids of their buttons, yes and no, and close."""

from flows.assessment.context import Context
from flows.model.events import Button
from flows.model.messages import Choice, Message, Paragraph, Style
from flows.model.pending import Topic
from flows.model.question_ids import NO, YES

#: Prefix of the question ids in buttons of side questions. Buttons in chats name them, so they never change.
SIDE = "ask_"
#: The choice that ends a side question and changes nothing.
CLOSE = "close"


def side_question_id(topic: Topic, detail: str = "") -> str:
    """Return the question id in the buttons of a side question; `detail` is what it is about."""
    return f"{SIDE}{topic}_{detail}" if detail else f"{SIDE}{topic}"


def confirmation(context: Context, topic: Topic, **values: str) -> Message:
    """Ask a question that is answered with yes or no; the values fill the placeholders of its text."""
    title, text = context.text(f"{topic}.title"), context.text(f"{topic}.text", **values)
    return Message(summary=title, title=title, blocks=(Paragraph(text),), choices=yes_or_no(context, topic))


def yes_or_no(context: Context, topic: Topic) -> tuple[Choice, Choice]:
    """Return the two buttons of such a question."""
    yes_style = Style.DANGER if topic is Topic.DELETE_ALL else Style.PRIMARY
    # A digit may answer the question before: deleting everything needs a tap or the word.
    yes, no = ("", "") if topic is Topic.DELETE_ALL else ("1", "2")
    return _answer(context, topic, YES, yes, yes_style), _answer(context, topic, NO, no, Style.NEUTRAL)


def _answer(context: Context, topic: Topic, answer: str, number: str, style: Style) -> Choice:
    return Choice(
        label=context.text(f"{topic}.{answer}"),
        press=context.press(answer, side_question_id(topic)),
        number=number,
        words=_words(context, topic, answer),
        style=style,
    )


def _words(context: Context, topic: Topic, answer: str) -> tuple[str, ...]:
    """Return the words that may be typed: yes or no, or, except for a guess, the action itself."""
    words = context.rules.catalogues.words
    if topic is Topic.GUESS:
        return words(f"words.{answer}")
    deletes = topic in {Topic.DELETE_ALL, Topic.DELETE_RESULT} and answer == YES
    return (*words(f"words.{answer}"), *words(f"words.side.{answer}"), *(words("words.delete.yes") if deletes else ()))


def is_yes(choice: str) -> bool:
    """Return whether a choice is yes. Raises ValueError for one that is neither yes nor no."""
    if choice not in {YES, NO}:
        raise ValueError(f"{choice!r} does not answer a question with yes or no")
    return choice == YES


def side_choice(
    context: Context, name: str, press: Button, number: int | None = None, style: Style = Style.NEUTRAL
) -> Choice:
    """Return a button of a side question; `name` is the key of its label, and of its words after `words.`."""
    return Choice(
        label=context.text(name),
        press=press,
        number="" if number is None else str(number),
        words=context.rules.catalogues.words(f"words.{name}"),
        style=style,
    )
