"""The service data, which are the head of the standard's form: each question's answer is typed."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.messages import Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import SKIP
from flows.screens.buttons import question_controls


def service_data_question(scene: Context) -> Message:
    """Ask the present question; an answer given before is shown and can be kept."""
    say, given = scene.say, scene.assessment.answers.get(scene.state)
    ids = [question.id for question in FLOW.service_data]
    place = ids.index(scene.state)
    question = FLOW.service_data[place]
    blocks = [Paragraph(say(f"{question.id}.text"))]
    if given:
        blocks.append(Paragraph(say("service_data.given", answer=given), Role.NOTICE))
    return Message(
        summary=say(f"{question.id}.text"),
        title=say(question.title),
        progress=Progress(place + 1, len(ids)),
        blocks=tuple(blocks),
        choices=(_skip(scene),) if question.is_optional else (),
        controls=question_controls(scene),
        placeholder=say(f"{question.id}.placeholder"),
    )


def _skip(scene: Context) -> Choice:
    return Choice(
        label=scene.say("control.skip"),
        press=scene.press(SKIP),
        words=scene.rules.catalogues.words("words.control.skip"),
        chosen=scene.assessment.answers.get(scene.state) == "",
    )
