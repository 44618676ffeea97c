"""Questions outside the walk: delete everything, start afresh, the language, changing an earlier answer."""

from flows.assessment.context import Context
from flows.model.events import Button
from flows.model.messages import Choice, Message, Paragraph, Style
from flows.model.question_ids import NO, YES
from flows.model.session import Pending, Topic
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.parked_assessments import service_of

#: The question id of a side question's buttons is this and the topic.
SIDE = "ask_"
#: The choice that ends a side question without doing anything.
CLOSE = "close"


def side_question(scene: Context, pending: Pending, service: str = "") -> Message:
    """Ask a side question; `service` is the one that a FORGET is about."""
    if pending.topic is Topic.LANGUAGE:
        return _language(scene)
    say, topic = scene.say, pending.topic.value
    places = {"service": service} if service else {}
    if pending.topic is Topic.RESTART:
        places["oldest"] = next((service_of(scene, item) for item in scene.session.parked), "")
    if pending.topic is Topic.MOVE:
        places["edition"] = scene.rules.newest_rules.criteria.edition.name[scene.language]
    if pending.topic is Topic.REPLACE and pending.tap:
        question, choice = pending.tap.question, pending.tap.choice
        given = given_answer(scene, question) or ""
        places = {
            "question": question_text(scene, question),
            "given": answer_text(scene, question, given),
            "offered": answer_text(scene, question, choice),
        }
    title, text = say(f"{topic}.title"), say(f"{topic}.text", **places)
    return Message(summary=title, title=title, blocks=(Paragraph(text),), choices=_yes_or_no(scene, pending.topic))


def guess_question(scene: Context, label: str) -> Message:
    """Ask back whether a typed text meant the choice with this label."""
    text = scene.say("guess.text", choice=label)
    return Message(summary=text, blocks=(Paragraph(text),), choices=_yes_or_no(scene, Topic.GUESS))


def _yes_or_no(scene: Context, topic: Topic) -> tuple[Choice, Choice]:
    yes_style = Style.DANGER if topic is Topic.DELETE else Style.PRIMARY
    return _answer(scene, topic, YES, "1", yes_style), _answer(scene, topic, NO, "2", Style.NEUTRAL)


def _answer(scene: Context, topic: str, answer: str, number: str, style: Style) -> Choice:
    return Choice(
        label=scene.say(f"{topic}.{answer}"),
        press=scene.press(answer, SIDE + topic),
        number=number,
        words=_words(scene, topic, answer),
        style=style,
    )


def side_choice(
    scene: Context, name: str, press: Button, number: int | None = None, style: Style = Style.NEUTRAL
) -> Choice:
    """A button of a side question; `name` is the key of its label, and of its words after `words.`."""
    return Choice(
        label=scene.say(name),
        press=press,
        number="" if number is None else str(number),
        words=scene.rules.catalogues.words(f"words.{name}"),
        style=style,
    )


def _words(scene: Context, topic: str, answer: str) -> tuple[str, ...]:
    """Yes and no; and, except for a guess, whose yes must not be taken for another, to do it or not to do it."""
    words = scene.rules.catalogues.words
    if topic == Topic.GUESS:
        return words(f"words.{answer}")
    own = words("words.delete.yes") if topic in {Topic.DELETE, Topic.FORGET} and answer == YES else ()
    return (*words(f"words.{answer}"), *words(f"words.side.{answer}"), *own)


def _language(scene: Context) -> Message:
    """Each language is named in itself, so that whoever cannot read the present one finds the other."""
    wordings = scene.rules.catalogues.all
    return Message(
        summary=scene.say("language.title"),
        title=scene.say("language.title"),
        blocks=(Paragraph("\n".join(say("language.text") for say in wordings)),),
        choices=tuple(
            Choice(
                label=say("language.name"),
                press=scene.press(say.language.value, SIDE + Topic.LANGUAGE),
                number=str(number),
                words=(say.language.value, *say.words("words.language")),
                chosen=say.language is scene.language,
            )
            for number, say in enumerate(wordings, 1)
        ),
    )
