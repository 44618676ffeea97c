"""Messages that were unsent on the platform: their stored text is deleted."""

from dataclasses import replace

from flows.actions.hand_overs import without_unsent_name
from flows.actions.joined_collections import without_unsent_agency
from flows.actions.offered_services import with_offers_closed
from flows.actions.open_batch import without_file
from flows.actions.shared_deletion import erase_unsent
from flows.actions.unsent_text import UNSEND_SECONDS, remove_text
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs.decide_approval import without_unsent
from flows.dialogs.proposals import is_about_proposals
from flows.model.pending import AnswerColleague, DecideApproval, HandOver, JoinCollection, Pending, ReplaceAnswer
from flows.model.question_ids import DESCRIPTION
from flows.model.session import Session
from flows.model.step_context import StepInputs


def remove_unsent_text(context: Context, source: str, inputs: StepInputs) -> Outcome:
    """Delete the text of a message from the assessments and the results. There is no reply."""
    outcome = remove_text(context, source, inputs.now - UNSEND_SECONDS + 1, inputs)
    if outcome.wanted:
        return outcome
    left = outcome.context.session._replace(pending=_pending_without(context.session, source))
    outcome = outcome._replace(context=outcome.context.with_session(left), silent=True)
    outcome = with_offers_closed(context, outcome, inputs)
    left_names = without_unsent_name(without_unsent_agency(outcome.context, source), source)
    outcome = outcome._replace(context=left_names)
    return without_file(outcome._replace(shared=(*outcome.shared, *erase_unsent(context.session, source))), source)


def _pending_without(session: Session, source: str) -> Pending | None:
    """Return the side question without the text; None where it asks about that."""
    pending = session.pending
    if isinstance(pending, DecideApproval):
        return without_unsent(pending, source)
    if isinstance(pending, AnswerColleague) and pending.name_source == source:
        return replace(pending, name="", name_source="")
    is_described = session.assessment.sources.get(DESCRIPTION) == source
    is_asked = (
        isinstance(pending, HandOver)
        or (isinstance(pending, ReplaceAnswer | JoinCollection) and pending.source == source)
        or (is_described and is_about_proposals(pending))
    )
    return None if is_asked else pending
