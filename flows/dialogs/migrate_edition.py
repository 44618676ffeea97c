"""The question whether to continue a running assessment under the newest edition of the criteria."""

from flows.actions.edition_migration import kept_answers, migrate_to_newest
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.messages import Entry, Message, Section
from flows.model.pending import Topic
from flows.model.question_ids import WELCOME
from flows.screens.answer_text import answer_text, question_text
from flows.screens.confirmation import confirmation, is_yes


def screen(context: Context) -> Message:
    """Ask with the name of the newest edition."""
    edition = context.rules.newest_rules.criteria.edition
    return confirmation(context, Topic.MIGRATE_EDITION, edition=edition.name[context.language])


def answer(context: Context, choice: str) -> Outcome:
    """Migrate to the newest edition, and show the answers that stay."""
    if not is_yes(choice):
        return Outcome(context, notice=context.text("move.kept"))
    migrated = migrate_to_newest(context)
    return Outcome(migrated, before=(_kept(context, migrated),))


def _kept(before: Context, after: Context) -> Message:
    rows = tuple(
        Entry(question_text(after, question), answer_text(after, question, kept))
        for question, kept in kept_answers(before, after).items()
        if after.rules.navigation.is_asked(question) and question != WELCOME
    )
    title = before.text("move.done", edition=after.criteria.edition.name[before.language])
    blocks = (Section(before.text("move.kept_answers"), rows),) if rows else ()
    return Message(summary=title, title=title, blocks=blocks)
