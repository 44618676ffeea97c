"""The welcome: what Radap does, what it keeps, and the consent."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice, Message, Paragraph, Role, Style
from flows.model.question_ids import AGREE
from flows.screens.buttons import CONTROL, control


def welcome(context: Context) -> Message:
    """Say what will happen and ask for consent to keep the answers."""
    say, retention, edition = context.say, context.rules.retention, context.criteria.edition
    processes, title = len(context.criteria.processes), say("welcome.title")
    consent = say("welcome.consent", session_days=retention.session_days, result_days=retention.result_days)
    together = (Paragraph(say("welcome.together")),) if context.session.is_group else ()
    names = (Paragraph(say("welcome.consent_together")),) if context.session.is_group else ()
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(say("welcome.text", processes=processes)),
            *together,
            Paragraph(say("welcome.consent_title"), Role.HEADING),
            Paragraph(consent),
            *names,
            Paragraph(say("edition.named", edition=edition.name[context.language]), Role.REMARK),
        ),
        choices=(
            Choice(
                label=say("welcome.agree"),
                press=context.press(AGREE),
                number="1",
                words=context.rules.catalogues.words("words.agree"),
                style=Style.PRIMARY,
            ),
        ),
        controls=(control(context, CONTROL + Command.LANGUAGE), control(context, CONTROL + Command.HELP)),
    )
