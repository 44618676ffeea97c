"""A service that is offered to another owner: it waits, or is taken back."""

from enum import StrEnum
from typing import assert_never

from flows.actions.hand_overs import service_name, take_back
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.results import answer_after_deletion, results_list
from flows.i18n.dates import spoken_moment
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.pending import OfferedService, ResultCard, Topic
from flows.model.step_context import StepInputs
from flows.screens.clipboard import copy_code
from flows.screens.confirmation import side_choice, side_question_id


class OfferedChoice(StrEnum):
    """The choices for an offered service."""

    TAKE_BACK = "take_back"
    CLOSE = "close"


def screen(context: Context, pending: OfferedService) -> Message:
    """Show the paragraph to send on, with the code and its link; the list if the service is not offered any more."""
    text, offer = context.text, context.session.shared.offer_of(pending.assessment)
    if offer is None:
        return results_list(context)
    question, service = side_question_id(Topic.OFFERED, pending.assessment), service_name(context, pending.assessment)
    until = spoken_moment(offer.until, text)
    named = {"service": service, "code": offer.code, "until": until}
    # A chat may cut what is shared, at the end: the code comes first there.
    share_text = text("offered.share_text", **named)
    choices = ((OfferedChoice.TAKE_BACK, Style.NEUTRAL), (OfferedChoice.CLOSE, Style.PRIMARY))
    return Message(
        summary=text("offered.summary", service=service),
        title=text("offered.title"),
        blocks=(
            Paragraph(service, Role.HEADING),
            Paragraph(text("offered.text")),
            Paragraph(text("offered.to_forward", **named)),
            Paragraph(text("offered.remark"), Role.REMARK),
        ),
        choices=tuple(
            side_choice(context, f"offered.{choice}", context.press(choice.value, question), number, style)
            for number, (choice, style) in enumerate(choices, 1)
        ),
        links=(
            ResultLink(text("offered.open"), offer.code, LinkPurpose.CODE),
            ResultLink(text("offered.share"), offer.code, LinkPurpose.SHARE, share_text, is_code=True),
            copy_code(context, offer.code),
        ),
    )


def answer(context: Context, pending: OfferedService, choice: str, inputs: StepInputs) -> Outcome:
    """Take the service back, or leave the question. The reply to the first depends on whether somebody accepted it."""
    offer = context.session.shared.offer_of(pending.assessment)
    if offer is None:
        return answer_after_deletion(context, choice)
    match OfferedChoice(choice):
        case OfferedChoice.CLOSE:
            return Outcome(context)
        case OfferedChoice.TAKE_BACK:
            is_present = context.assessment.id == pending.assessment
            shown = context if is_present else context.with_pending(ResultCard(pending.assessment))
            return take_back(shown, offer, inputs)._replace(settles=True)
        case unknown:
            assert_never(unknown)
