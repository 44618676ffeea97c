"""The list of collections that this conversation joined, each with what is given to it."""

from flows.actions.owners_copy import is_in_group
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.i18n.dates import spoken_date
from flows.model.messages import Entry, Message, Paragraph, Section, Style
from flows.model.pending import CollectionCard, CollectionList, Topic
from flows.model.shared_work import Joined
from flows.screens.confirmation import CLOSE, side_choice, side_question_id

QUESTION = side_question_id(Topic.COLLECTIONS)
#: Signs of a contribution's token that name a collection in its button.
NAME_LENGTH = 6


def open_collections(context: Context) -> Outcome:
    """Show what is given where: the only collection, or the list of them. A group gives nothing."""
    if is_in_group(context):
        return Outcome(context, notice=context.text("code.in_private"))
    collections = context.session.shared.collections
    if not collections:
        return Outcome(context, notice=context.text("collect.none"), brief=True)
    only = CollectionCard(collections[0].collection)
    return Outcome(context.with_pending(CollectionList() if collections[1:] else only))


def screen(context: Context) -> Message:
    """List the collections, the one joined last at the end."""
    text, collections = context.text, context.session.shared.collections
    rows = tuple(_row(context, number, joined) for number, joined in enumerate(collections, 1))
    return Message(
        summary=text("collections.title"),
        title=text("collections.title"),
        blocks=(Section(text("collections.text"), rows),) if rows else (Paragraph(text("collect.none")),),
        choices=(side_choice(context, "collections.close", context.press(CLOSE, QUESTION), style=Style.PRIMARY),),
    )


def answer(context: Context, choice: str) -> Outcome:
    """Show one of the collections, or leave the list."""
    if choice == CLOSE:
        return Outcome(context)
    joined = next((item for item in context.session.shared.collections if _name(item) == choice), None)
    return Outcome(context.with_pending(CollectionCard(joined.collection) if joined else CollectionList()))


def state_line(context: Context, joined: Joined) -> str:
    """Return the line that tells until when a collection takes changes."""
    if joined.is_closed:
        return context.text("giving.is_closed")
    return context.text("giving.until", date=spoken_date(joined.until - 1, context.text))


def _row(context: Context, number: int, joined: Joined) -> Entry:
    given = context.text.plural("collections.given", len(joined.assessments))
    press = context.press(_name(joined), QUESTION)
    return Entry(joined.title, f"{given} {state_line(context, joined)}", number=str(number), press=press)


def _name(joined: Joined) -> str:
    return joined.contribution[:NAME_LENGTH]
