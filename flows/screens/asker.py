"""The member of a group to whom a question with yes or no belongs: whose tap or words led to it."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.model.events import Button
from flows.model.member import Member
from flows.model.messages import Message, Paragraph, Role
from flows.screens.attribution import LONGEST_NAME, LONGEST_SHOWN_ANSWER
from flows.screens.confirmation import SIDE
from flows.understanding.text_cleaning import clean_line


def with_asker(context: Context, question: Message) -> Message:
    """Return a question with the name of the member to whom it belongs; unchanged where it belongs to nobody."""
    asker = context.session.asker
    if asker is None:
        return question
    remark = context.text("member.asked", name=name_of(context, asker))
    return replace(question, blocks=(*question.blocks, Paragraph(remark, Role.REMARK)))


def typed_notice(before: Context, after: Context, text: str) -> str:
    """Return the notice of what a member typed, if it led to a question just now; empty otherwise."""
    asker, pending = after.session.asker, after.session.pending
    if asker is None or pending == before.session.pending:
        return ""
    typed = clean_line(text)
    shown = typed if len(typed) <= LONGEST_SHOWN_ANSWER else f"{typed[:LONGEST_SHOWN_ANSWER]}…"
    return after.text("member.typed", name=name_of(after, asker), text=shown)


def others_question(context: Context, press: Button) -> str:
    """Return the notice to a member who answers a question of another one by typing; empty for its own.

    One word may have been meant for something else. A tap cannot: it is taken from everybody.
    """
    return waits_for_another(context) if press.question.startswith(SIDE) else ""


def waits_for_another(context: Context) -> str:
    """Return the notice that the question waits for another member than the one who acts; empty if it does not."""
    asker = context.session.asker
    if asker is None or context.member is None or (asker.id and asker.id == context.member.id):
        return ""
    return context.text("member.others_question", name=name_of(context, asker))


def name_of(context: Context, member: Member) -> str:
    """Return the name of a member for a line of text."""
    return clean_line(member.name)[:LONGEST_NAME] or context.text("member.unnamed")
