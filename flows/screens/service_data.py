"""The head of the standard's form: service, agency, assessor and description, each typed."""

from flows.assessment.context import Context
from flows.model.messages import Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import OPTIONAL_DATA, SERVICE_DATA, SKIP
from flows.screens.buttons import question_controls


def service_data_question(scene: Context) -> Message:
    """Ask for one line of the form's head; what was given before is shown and can be kept."""
    say, question = scene.say, scene.state
    title, given = say(f"{question}.title"), scene.assessment.answers.get(question)
    blocks = [Paragraph(say(f"{question}.text"))]
    if given:
        blocks.append(Paragraph(say("service_data.given", answer=given), Role.NOTICE))
    return Message(
        summary=say(f"{question}.text"),
        title=title,
        progress=Progress(SERVICE_DATA.index(question) + 1, len(SERVICE_DATA)),
        blocks=tuple(blocks),
        choices=(_skip(scene),) if question in OPTIONAL_DATA else (),
        controls=question_controls(scene),
        placeholder=say(f"{question}.placeholder"),
    )


def _skip(scene: Context) -> Choice:
    return Choice(
        label=scene.say("control.skip"),
        press=scene.press(SKIP),
        words=scene.rules.catalogues.words("words.control.skip"),
        chosen=scene.assessment.answers.get(scene.state) == "",
    )
