"""The collections that a conversation joined: joining, leaving, and learning that one was closed."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.collaboration.collection import Collection
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.link import Link, LinkKind
from flows.model.shared_work import Joined, SharedWork
from flows.model.step_context import StepInputs

#: Each one that is open is read before every event.
MOST_COLLECTIONS = 20
#: Services of one conversation in one collection: its record is read whole.
MOST_GIVEN = 1_000


def join(context: Context, joined: Joined) -> Context:
    """Return the context with a collection joined, or with another list of what is given to it."""
    return _with_shared(context, context.session.shared.with_joined(joined))


def leave(context: Context, collection: str) -> Context:
    """Return the context without a collection: everything is withdrawn from it."""
    return _with_shared(context, context.session.shared.without_joined(collection))


def without_unsent_agency(context: Context, source: str) -> Context:
    """Return the context without the name of an agency that was typed in a message."""
    shared = context.session.shared
    for joined in shared.collections:
        if joined.source == source:
            shared = shared.with_joined(joined._replace(agency="", source=""))
    return _with_shared(context, shared)


def learn_collections(context: Context, inputs: StepInputs) -> Outcome:
    """Take note of collections that take no more changes, or are gone, where the officer can be told."""
    outcome = Outcome(context)
    if not inputs.can_tell:
        return outcome
    for joined in context.session.shared.collections:
        link = Link(LinkKind.COLLECTION, joined.collection)
        if joined.is_closed:
            outcome = _forget_expired(outcome, joined, inputs.now)
        elif link in inputs.shared:
            record = inputs.shared[link]
            outcome = _learn(outcome, joined, record if isinstance(record, Collection) else None, inputs.now)
    return outcome


def _learn(outcome: Outcome, joined: Joined, record: Collection | None, now: int) -> Outcome:
    context, text = outcome.context, outcome.context.text
    if record is None:
        notice = text("collect.gone", title=joined.title)
        return outcome._replace(context=leave(context, joined.collection), notice=in_lines(outcome.notice, notice))
    if record.is_open(now):
        return outcome
    closed = join(context, joined._replace(is_closed=True))
    notice = text("collect.closed", title=joined.title)
    return outcome._replace(context=closed, notice=in_lines(outcome.notice, notice))


def _forget_expired(outcome: Outcome, joined: Joined, now: int) -> Outcome:
    """Forget a closed collection once its records have expired."""
    kept_until = joined.until + outcome.context.rules.retention.result_days * SECONDS_A_DAY
    return outcome if now < kept_until else outcome._replace(context=leave(outcome.context, joined.collection))


def _with_shared(context: Context, shared: SharedWork) -> Context:
    if shared == context.session.shared:
        return context
    return context.with_session(context.session._replace(shared=shared))
