"""The question for the group of the services of a table that lack one: of all of them, or one by one."""

from flows.actions.open_batch import wants_batch, without_batch
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.batch import Batch
from flows.model.messages import Choice, Message, Paragraph
from flows.model.pending import BatchGroup, ConfirmBatch, Topic
from flows.model.session import OpenBatch
from flows.model.step_context import StepInputs
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.group import group_words
from flows.screens.screen import state_screen

#: The choice that asks for the group of each service.
DIFFERENT = "different"


def group_question_id(batch: OpenBatch, row: int) -> str:
    """Return the question id of the buttons; row 0 stands for all services without a group."""
    return side_question_id(Topic.BATCH_GROUP, f"{batch.mark}_{row}")


def screen(context: Context, pending: BatchGroup) -> Message:
    """Ask for the group; the present question if the batch is gone."""
    batch, text = context.session.batch, context.text
    if batch is None:
        return state_screen(context)
    question = group_question_id(batch, pending.row)
    if pending.row:
        title = text("batch_group.row_title", service=pending.service)
        words = text.plural("batch_group.row_text", pending.asked, row=pending.row)
    else:
        title = text.plural("batch_group.title", pending.asked)
        words = text("batch_group.text")
    different = () if pending.row else (_different(context, question),)
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(words),),
        choices=(*_groups(context, question), *different),
        controls=(side_choice(context, "batch_group.close", context.press(CLOSE, question)),),
    )


def answer(context: Context, pending: BatchGroup, choice: str, inputs: StepInputs) -> Outcome:
    """Give the group to all services without one, or to one of them; begin to ask one by one; or drop the batch."""
    batch = context.session.batch
    if batch is None:
        return Outcome(context)
    if choice == CLOSE:
        return without_batch(Outcome(context, notice=context.text("batch.kept_nothing")))
    if choice != DIFFERENT:
        group = context.rules.newest_rules.criteria.group_by_id[choice].id
        if not pending.row:
            return _confirm(context, batch._replace(ungrouped=0, groups={0: group}))
        batch = batch._replace(ungrouped=batch.ungrouped - 1, groups={**batch.groups, pending.row: group})
    if asked := wants_batch(context, inputs):
        return asked
    if inputs.batch is None:
        return without_batch(Outcome(context, notice=context.text("batch.gone")))
    return _ask_next(context, batch, inputs.batch)


def _ask_next(context: Context, open_batch: OpenBatch, batch: Batch) -> Outcome:
    """Ask for the group of the next service without one, or to confirm."""
    asked = context.with_session(context.session._replace(batch=open_batch))
    rows = [row for row in batch.rows if row.asks_group and row.number not in open_batch.groups]
    if not rows:
        return _confirm(context, open_batch._replace(ungrouped=0))
    return Outcome(asked.with_pending(BatchGroup(len(rows), rows[0].number, rows[0].service)))


def _confirm(context: Context, batch: OpenBatch) -> Outcome:
    return Outcome(context.with_session(context.session._replace(batch=batch)).with_pending(ConfirmBatch()))


def _groups(context: Context, question: str) -> tuple[Choice, ...]:
    language, criteria = context.language, context.rules.newest_rules.criteria
    return tuple(
        Choice(
            label=context.text("group.option", id=group.id, name=group.short[language]),
            press=context.press(group.id, question),
            number=group.id,
            detail=group.definition[language],
            words=group_words(context, group),
        )
        for group in criteria.groups
    )


def _different(context: Context, question: str) -> Choice:
    return side_choice(context, "batch_group.different", context.press(DIFFERENT, question))
