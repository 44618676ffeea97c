"""The service data, which are the head of the standard's form: each question's answer is typed."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.messages import Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import SKIP
from flows.screens.buttons import question_controls


def service_data_question(context: Context) -> Message:
    """Ask the current question; an earlier answer is shown and can stay."""
    text, given = context.text, context.assessment.answers.get(context.state)
    ids = [question.id for question in FLOW.service_data]
    place = ids.index(context.state)
    question = FLOW.service_data[place]
    blocks = [Paragraph(text(f"{question.id}.text"))]
    if given:
        blocks.append(Paragraph(text("service_data.given", answer=given), Role.NOTICE))
    return Message(
        summary=text(f"{question.id}.text"),
        title=text(question.title),
        progress=Progress(place + 1, len(ids)),
        blocks=tuple(blocks),
        choices=(_skip(context),) if question.is_optional else (),
        controls=question_controls(context),
        placeholder=text(f"{question.id}.placeholder"),
    )


def _skip(context: Context) -> Choice:
    return Choice(
        label=context.text("control.skip"),
        press=context.press(SKIP),
        words=context.rules.catalogues.words("words.control.skip"),
        chosen=context.assessment.answers.get(context.state) == "",
    )
