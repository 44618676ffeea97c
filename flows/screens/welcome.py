"""The welcome: what Radap does, what it stores and for whom, and the button to begin."""

from flows.assessment.context import Context
from flows.model.events import Command
from flows.model.messages import Choice, Message, PageLink, Paragraph, PublicPage, Role, Style
from flows.model.question_ids import AGREE
from flows.screens.buttons import CONTROL, control


def welcome(context: Context) -> Message:
    """Explain what will happen and what is stored, and ask to begin. The privacy page has the whole notice."""
    text, edition = context.text, context.criteria.edition
    processes, title = len(context.criteria.processes), text("welcome.title")
    together = (Paragraph(text("welcome.together")),) if context.session.is_group else ()
    names = (Paragraph(text("welcome.consent_together")),) if context.session.is_group else ()
    return Message(
        summary=title,
        title=title,
        blocks=(
            Paragraph(text("welcome.text", processes=processes)),
            *together,
            *consent_paragraphs(context),
            *names,
            Paragraph(text("welcome.edition", edition=edition.name[context.language]), Role.REMARK),
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
        pages=(
            PageLink(text("welcome.example"), PublicPage.EXAMPLE, context.language),
            PageLink(text("welcome.privacy"), PublicPage.PRIVACY, context.language),
        ),
    )


def consent_paragraphs(context: Context) -> tuple[Paragraph, ...]:
    """Return what is stored, for how long, and who keeps it."""
    retention = context.rules.retention
    days = {"session_days": retention.session_days, "result_days": retention.result_days}
    return (Paragraph(context.text("welcome.consent", **days)), *_controller(context))


def _controller(context: Context) -> tuple[Paragraph, ...]:
    """Return who keeps the data; nothing where the settings do not tell. Contact and legal basis are on the page."""
    controller = context.rules.controller.name or context.rules.controller.contact
    return (Paragraph(context.text("welcome.controller", controller=controller)),) if controller else ()
