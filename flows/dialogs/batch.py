"""The question whether to save the services of a table."""

from flows.actions.batch_confirmation import save_batch, wanted_results, with_groups
from flows.actions.open_batch import wants_batch, without_batch
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.batch_group import group_question_id
from flows.model.messages import Choice, Message, Paragraph, Style
from flows.model.pending import BatchGroup, ConfirmBatch, Guess, ResultsPage, Topic
from flows.model.question_ids import NO, YES
from flows.model.session import OpenBatch
from flows.model.step_context import StepInputs
from flows.screens.confirmation import is_yes, side_question_id
from flows.screens.screen import state_screen


def screen(context: Context) -> Message:
    """Ask, with the numbers of new and renewed services; the present question if the batch is gone."""
    batch, text = context.session.batch, context.text
    if batch is None:
        return state_screen(context)
    title = text.plural("batch.title", batch.new + batch.renewed)
    lines = [
        *([text.plural("batch.new", batch.new)] if batch.new else []),
        *([text.plural("batch.renewed", batch.renewed)] if batch.renewed else []),
        text("batch.text"),
    ]
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph("\n".join(lines)),),
        choices=(
            _choice(context, batch, YES, "1", Style.PRIMARY),
            _choice(context, batch, NO, "2", Style.NEUTRAL),
        ),
    )


def answer(context: Context, choice: str, inputs: StepInputs) -> Outcome:
    """Save all the services, or none of them."""
    batch, text = context.session.batch, context.text
    if batch is None:
        return Outcome(context)
    if not is_yes(choice):
        return without_batch(Outcome(context, notice=text("batch.kept_nothing")))
    if asked := wants_batch(context, inputs):
        return asked
    if inputs.batch is None or inputs.batch.edition != context.rules.newest_rules.criteria.edition.id:
        return without_batch(Outcome(context, notice=text("batch.gone")))
    if wanted := wanted_results(context, inputs.batch, inputs):
        return Outcome(context, wanted=wanted, wanted_batch=batch.token)
    outcome = save_batch(context, batch, with_groups(inputs.batch, batch), inputs)
    saved = len(outcome.published) + len(outcome.renewed)
    listed = outcome.context.with_pending(ResultsPage())
    return outcome._replace(context=listed, notice=text.plural("batch.saved", saved))


def reopened(context: Context, question: str) -> Context:
    """Return the context with the question of the open batch that a button belongs to, where another one is on screen.

    The batch waits as long as its rows are stored, whatever is done meanwhile.
    """
    batch, pending = context.session.batch, context.session.pending
    asked = pending.below if isinstance(pending, Guess) else pending
    if batch is None or isinstance(asked, ConfirmBatch | BatchGroup):
        return context
    if question == _question_id(batch) and not batch.ungrouped:
        return context.with_pending(ConfirmBatch())
    if question == group_question_id(batch, 0) and batch.ungrouped:
        return context.with_pending(BatchGroup(batch.ungrouped))
    return context


def _question_id(batch: OpenBatch) -> str:
    return side_question_id(Topic.BATCH, batch.mark)


def _choice(context: Context, batch: OpenBatch, answer: str, number: str, style: Style) -> Choice:
    words = context.rules.catalogues.words
    return Choice(
        label=context.text(f"batch.{answer}"),
        press=context.press(answer, _question_id(batch)),
        number=number,
        words=(*words(f"words.{answer}"), *words(f"words.side.{answer}"), *words(f"words.batch.{answer}")),
        style=style,
    )
