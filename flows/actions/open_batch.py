"""The batch that waits to be confirmed: its stored rows, and its end."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.batch import BATCH_SECONDS
from flows.model.link import Link, LinkKind
from flows.model.pending import BatchGroup, ConfirmBatch, Guess
from flows.model.session import OpenBatch
from flows.model.step_context import StepInputs


def batch_links(batch: OpenBatch | None) -> tuple[Link, ...]:
    """Return the link of a batch's rows; nothing where there is none."""
    return (Link(LinkKind.BATCH, batch.token),) if batch else ()


def wants_batch(context: Context, inputs: StepInputs) -> Outcome | None:
    """Return the outcome that requests the rows of the open batch; None where they are known, or there is none."""
    batch = context.session.batch
    if batch is None or inputs.batch or inputs.is_batch_gone:
        return None
    return Outcome(context, wanted_batch=batch.token)


def without_batch(outcome: Outcome) -> Outcome:
    """Withdraw the open batch, and close a question about it."""
    session = outcome.context.session
    if session.batch is None:
        return outcome
    asked = session.pending.below if isinstance(session.pending, Guess) else session.pending
    closed = session._replace(batch=None)
    if isinstance(asked, ConfirmBatch | BatchGroup):
        closed = closed._replace(pending=None, asker=None)
    return outcome._replace(
        context=outcome.context.with_session(closed),
        withdrawn=(*outcome.withdrawn, *batch_links(session.batch)),
    )


def without_file(outcome: Outcome, source: str) -> Outcome:
    """Withdraw the batch of a message that was unsent; a file that is being read is not read."""
    session = outcome.context.session
    if session.reading and session.reading.source == source:
        outcome = outcome._replace(context=outcome.context.with_session(session._replace(reading=None)))
    return without_batch(outcome) if session.batch and session.batch.source == source else outcome


def is_old(batch: OpenBatch | None, now: int) -> bool:
    """Return whether the rows of a batch are stored no more."""
    return batch is not None and now >= batch.made_at + BATCH_SECONDS
