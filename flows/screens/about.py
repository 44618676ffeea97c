"""The answer to what the standard is, whom it binds and where its final text is."""

from flows.assessment.context import Context
from flows.model.messages import Block, Message, PageLink, Paragraph, PublicPage, Role


def about_message(context: Context) -> Message:
    """Return the short sections in one message, with a link to the page that has them in full."""
    text, language, edition = context.text, context.language, context.criteria.edition
    blocks: list[Block] = []
    for section in context.criteria.about:
        blocks += [Paragraph(section.title[language], Role.HEADING), Paragraph(section.short[language])]
    return Message(
        summary=text("about.title"),
        title=text("about.title"),
        blocks=(*blocks, Paragraph(text("edition.named", edition=edition.name[language]), Role.REMARK)),
        pages=(PageLink(text("about.link"), PublicPage.ABOUT, language),),
    )
