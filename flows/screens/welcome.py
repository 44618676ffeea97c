"""The welcome: what Radap does and stores, and the consent."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice, Message, Paragraph, Role, Style
from flows.model.question_ids import AGREE
from flows.screens.buttons import CONTROL, control


def welcome(context: Context) -> Message:
    """Explain what will happen, and ask for consent to store the answers."""
    text, retention, edition = context.text, context.rules.retention, context.criteria.edition
    processes, title = len(context.criteria.processes), text("welcome.title")
    consent = text("welcome.consent", session_days=retention.session_days, result_days=retention.result_days)
    together = (Paragraph(text("welcome.together")),) if context.session.is_group else ()
    names = (Paragraph(text("welcome.consent_together")),) if context.session.is_group else ()
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("welcome.text", processes=processes)),
            *together,
            Paragraph(text("welcome.consent_title"), Role.HEADING),
            Paragraph(consent),
            *names,
            Paragraph(text("edition.named", edition=edition.name[context.language]), Role.REMARK),
        ),
        choices=(
            Choice(
                label=text("welcome.agree"),
                press=context.press(AGREE),
                number="1",
                words=context.rules.catalogues.words("words.agree"),
                style=Style.PRIMARY,
            ),
        ),
        controls=(control(context, CONTROL + Command.LANGUAGE), control(context, CONTROL + Command.HELP)),
    )
