"""Unfinished assessments that wait while another one is done: put aside, taken up again, or dropped."""

from flows.assessment.context import Context
from flows.model.question_ids import RESULT, SERVICE
from flows.model.session import PARKED_ASSESSMENTS, Assessment


def is_worth_keeping(scene: Context) -> bool:
    """Whether the present assessment would lose something: it has a service, and is not a finished one."""
    return scene.state != RESULT and bool(scene.assessment.answers.get(SERVICE))


def service_of(scene: Context, assessment: Assessment) -> str:
    """What an assessment's service is called; its name may have been taken back."""
    return assessment.answers.get(SERVICE) or scene.say("review.empty")


def has_room(scene: Context) -> bool:
    """Whether the present assessment can be put aside without dropping another."""
    return not is_worth_keeping(scene) or len(scene.session.parked) < PARKED_ASSESSMENTS


def replaced_by(scene: Context, assessment: Assessment) -> Context:
    """The scene with another assessment in progress; the present one is put aside where it is worth keeping.

    Where too many wait already, the one that waits longest is dropped (`has_room` tells before).
    """
    session = scene.session
    waiting = [item for item in session.parked if item.id != assessment.id]
    if is_worth_keeping(scene):
        waiting.append(session.assessment)
    parked = tuple(waiting[-PARKED_ASSESSMENTS:])
    return scene.with_session(session._replace(assessment=assessment, parked=parked, pending=None))


def dropped(scene: Context, assessment: str) -> Context:
    """The scene without a waiting assessment."""
    parked = tuple(item for item in scene.session.parked if item.id != assessment)
    return scene.with_session(scene.session._replace(parked=parked, pending=None))


def parked_notice(before: Context) -> str:
    """What is said of the assessment that was put aside; empty where none was."""
    if not is_worth_keeping(before):
        return ""
    return before.say("parking.kept", service=before.assessment.answers[SERVICE])
