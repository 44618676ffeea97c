"""Parked assessments: unfinished ones, set aside while another is in progress."""

from flows.assessment.context import Context
from flows.model.question_ids import RESULT, SERVICE
from flows.model.session import PARKED_ASSESSMENTS, Assessment


def has_service_name(context: Context) -> bool:
    """Return whether the current assessment is worth parking: it is unfinished, and its service has a name."""
    return context.state != RESULT and bool(context.assessment.answers.get(SERVICE))


def service_of(context: Context, assessment: Assessment) -> str:
    """Return the name of an assessment's service; the message with the name may have been unsent."""
    return assessment.answers.get(SERVICE) or context.text("review.empty")


def has_room(context: Context) -> bool:
    """Return whether the current assessment can be parked without dropping another."""
    return not has_service_name(context) or len(context.session.parked) < PARKED_ASSESSMENTS


def switch_to(context: Context, assessment: Assessment) -> Context:
    """Return the context with another assessment in progress. The current one is parked if it has a service name.

    If too many are parked already, the oldest is dropped (`has_room` tells before).
    """
    session = context.session
    parked = [item for item in session.parked if item.id != assessment.id]
    if has_service_name(context):
        parked.append(session.assessment)
    kept = tuple(parked[-PARKED_ASSESSMENTS:])
    return context.with_session(session._replace(assessment=assessment, parked=kept, pending=None, asker=None))


def without_parked(context: Context, assessment: str) -> Context:
    """Return the context without a parked assessment."""
    parked = tuple(item for item in context.session.parked if item.id != assessment)
    return context.with_session(context.session._replace(parked=parked, pending=None, asker=None))


def parked_notice(before: Context) -> str:
    """Return the notice about the assessment that was parked; empty if none was."""
    if not has_service_name(before):
        return ""
    return before.text("parking.kept", service=before.assessment.answers[SERVICE])
