"""The service data, which are the head of the standard's form: each question's answer is typed."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.model.messages import Choice, Message, Paragraph, Progress, Role
from flows.model.question_ids import AGENCY, ASSESSOR, SAME, SAME_BOTH, SKIP
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
        choices=(*same_choices(context), *((_skip(context),) if question.is_optional else ())),
        controls=question_controls(context),
        placeholder=text(f"{question.id}.placeholder"),
    )


def same_choices(context: Context) -> tuple[Choice, ...]:
    """Return the buttons that answer the question on screen as for the last service."""
    last, text = context.assessment.last, context.text
    if last is None:
        return ()
    if context.state == AGENCY:
        assessor = text("same.assessor", name=last.assessor or text("review.empty"))
        both = _same(context, SAME_BOTH, text("same.answer", answer=last.agency))
        return replace(both, detail=assessor), _same(context, SAME, text("same.agency"))
    if context.state == ASSESSOR and last.assessor:
        return (_same(context, SAME, text("same.answer", answer=last.assessor)),)
    return ()


def _same(context: Context, choice: str, label: str) -> Choice:
    words = context.rules.catalogues.words(f"words.same.{context.state}.{choice}")
    return Choice(label=label, press=context.press(choice), words=words)


def _skip(context: Context) -> Choice:
    return Choice(
        label=context.text("control.skip"),
        press=context.press(SKIP),
        words=context.rules.catalogues.words("words.control.skip"),
        chosen=context.assessment.answers.get(context.state) == "",
    )
