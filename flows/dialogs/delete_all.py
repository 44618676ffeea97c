"""The question whether to delete everything stored about the conversation, or, in a group, what one member started."""

from dataclasses import replace

from flows.actions.open_batch import batch_links
from flows.actions.own_share import delete_share, own_share
from flows.actions.owners_copy import copy_links
from flows.actions.permissions import may_delete_all
from flows.actions.shared_deletion import delete_everything
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.wording import quoted
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.messages import Message, Paragraph
from flows.model.pending import Topic
from flows.model.step_context import StepInputs
from flows.screens.asker import name_of
from flows.screens.confirmation import confirmation, is_yes


def screen(context: Context) -> Message:
    """Ask whether to delete everything, or what the member started who asked."""
    asking = context._replace(member=context.session.asker or context.member)
    share = None if may_delete_all(asking) else own_share(asking)
    if share is None:
        return _with_collections(context, confirmation(context, Topic.DELETE_ALL))
    name, services = name_of(context, asking.member or Member()), quoted(share.services(context))
    return confirmation(context, Topic.DELETE_ALL, "share_text", name=name, services=services)


def _with_collections(context: Context, question: Message) -> Message:
    """Tell an officer who gave services to collections that they are withdrawn, too."""
    titles = quoted(joined.title for joined in context.session.shared.collections)
    if not titles:
        return question
    return replace(question, blocks=(*question.blocks, Paragraph(context.text("collect.deletes", titles=titles))))


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Delete. In a group the question stays open until the member answers who asked, or one who may delete as much."""
    settled = context.with_pending(None)
    if not is_yes(choice):
        return Outcome(settled, notice=context.text("delete.kept"))
    share, asker = own_share(context), context.session.asker
    if asker and asker.id and context.member and context.member.id != asker.id:
        notice = context.text("member.others_deletion" if share else "member.only_starter_deletes")
        return Outcome(context, notice=notice)
    if may_delete_all(context):
        return _delete(settled, inputs)
    if share is None:
        return Outcome(context, notice=context.text("member.only_starter_deletes"))
    services = quoted(share.services(context))
    return delete_share(settled, share, inputs)._replace(notice=context.text("delete.share_done", services=services))


def _delete(context: Context, inputs: StepInputs) -> Outcome:
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
    listed = {item.token for item in session.finished.entries}
    results = (Link(LinkKind.RESULT, token) for token in sorted(unfinished - listed))
    shared = delete_everything(session, inputs)
    links = (*shared.links, *results, *others, *copy_links(session.copy), *batch_links(session.batch))
    withdrawn = tuple(link for link in links if link.token)
    return Outcome(context, before=(receipt,), withdrawn=withdrawn, deleted=True, shared=shared.effects)
