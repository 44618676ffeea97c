"""The owner's copy of a result: its form with the private answers, behind a link of its own that opens for one hour."""

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.model.link import Link, LinkKind
from flows.model.session import OwnersCopy
from flows.model.step_context import StepInputs

#: A result that is shown again has a link that opens for half an hour at least.
REUSE_SECONDS = 30 * 60


def copy_shown_result(outcome: Outcome, inputs: StepInputs) -> Outcome:
    """Make a copy where a private chat in the state of the result is shown it, unless that has a recent one.

    Results without private answers need none.
    """
    context = outcome.context
    entry = context.session.finished.find(context.assessment.id) if _shows_copy(outcome) else None
    if entry is None:
        return outcome
    known = context.session.copy
    is_recent = known and known.result == entry.token and inputs.now < known.made_at + REUSE_SECONDS
    return outcome if is_recent else with_new_copy(outcome, entry.token, inputs)


def _shows_copy(outcome: Outcome) -> bool:
    context = outcome.context
    is_shown = context.session.pending is None and not outcome.deleted
    return is_shown and not is_in_group(context) and FLOW.has_private_answer(context.assessment.answers)


def is_in_group(context: Context) -> bool:
    """Return whether several people read the replies."""
    return context.session.is_group or context.member is not None


def with_new_copy(outcome: Outcome, result: str, inputs: StepInputs) -> Outcome:
    """Make a copy of the result with this token. The link of the copy before opens nothing any more."""
    session = outcome.context.session
    copy = OwnersCopy(inputs.copy_token, result, inputs.now)
    return outcome._replace(
        context=outcome.context.with_session(session._replace(copy=copy)),
        copied=copy,
        withdrawn=(*outcome.withdrawn, *copy_links(session.copy)),
    )


def without_copy_of(outcome: Outcome, result: str) -> Outcome:
    """Withdraw the copy of a result that has no link, or another one, from now on."""
    session = outcome.context.session
    if session.copy is None or session.copy.result != result:
        return outcome
    return outcome._replace(
        context=outcome.context.with_session(session._replace(copy=None)),
        withdrawn=(*outcome.withdrawn, *copy_links(session.copy)),
    )


def copy_links(copy: OwnersCopy | None) -> tuple[Link, ...]:
    """Return the link of a copy; nothing where there is none."""
    return (Link(LinkKind.COPY, copy.token),) if copy else ()
