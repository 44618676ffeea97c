"""The question whether to delete everything stored about the conversation."""

from flows.actions.permissions import may_delete_all
from flows.assessment.context import Context
from flows.assessment.outcome import Link, LinkKind, Outcome
from flows.model.messages import Message, Paragraph
from flows.model.pending import ConfirmDeleteAll, Topic
from flows.screens.confirmation import confirmation, is_yes


def screen(context: Context) -> Message:
    """Ask whether to delete everything."""
    return confirmation(context, Topic.DELETE_ALL)


def answer(context: Context, choice: str) -> Outcome:
    """Delete everything. In a group the question stays open until a member who may do so answers."""
    if not is_yes(choice):
        return Outcome(context, notice=context.text("delete.kept"))
    if not may_delete_all(context):
        return Outcome(context.with_pending(ConfirmDeleteAll()), notice=context.text("member.only_starter_deletes"))
    return _delete(context)


def _delete(context: Context) -> Outcome:
    text, session = context.text, context.session
    unfinished = {item.token for item in (session.assessment, *session.parked) if item.token}
    tokens = {item.token for item in session.finished.entries} | unfinished
    receipt = Message(
        summary=text("delete.done_title"),
        title=text("delete.done_title"),
        blocks=(Paragraph(text.plural("delete.done_text", len(tokens))),),
        placeholder=text("delete.placeholder"),
    )
    others = Link(LinkKind.EXPORT, session.exported), Link(LinkKind.PORTFOLIO, session.portfolio)
    results = (Link(LinkKind.RESULT, token) for token in sorted(tokens))
    withdrawn = tuple(link for link in (*results, *others) if link.token)
    return Outcome(context, before=(receipt,), withdrawn=withdrawn, deleted=True)
