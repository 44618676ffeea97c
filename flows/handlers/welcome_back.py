"""Coming back after a while: going on where it stopped, starting afresh, or moving to newer criteria."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Command
from flows.model.messages import Message
from flows.model.question_ids import RESULT, WELCOME
from flows.model.session import Pending, Topic
from flows.screens.buttons import CONTROL, control

#: Seconds without an event after which an officer has been away.
AWAY = 4 * 60 * 60


def welcome_back_notice(before: Context, after: Context, now: int) -> str:
    """The line for an officer who was away in the middle of an assessment; empty for everybody else."""
    was_away = now - before.session.seen >= AWAY
    in_the_middle = before.state not in {WELCOME, RESULT} and before.assessment.id == after.assessment.id
    return before.say("notice.welcome_back") if was_away and in_the_middle else ""


def offer_newest(outcome: Outcome) -> Outcome:
    """Ask once whether a running assessment of an earlier edition is to move to the newest."""
    scene, newest = outcome.scene, outcome.scene.rules.newest
    session, assessment = scene.session, scene.assessment
    is_running = scene.state not in {WELCOME, RESULT} and not session.pending and not outcome.deleted
    if newest is None or not is_running or assessment.offered == newest.criteria.edition.id:
        return outcome
    if newest.criteria.edition.order < scene.criteria.edition.order:
        return outcome  # this worker is still to be upgraded: another one began the assessment
    asked = assessment._replace(offered=newest.criteria.edition.id)
    offered = scene.with_assessment(asked).asking(Pending(Topic.MOVE))
    return outcome._replace(scene=offered, messages=(), explained=False)


def with_restart(scene: Context, message: Message) -> Message:
    """The message with a button that starts afresh."""
    restart = control(scene, CONTROL + Command.RESTART)
    return replace(message, controls=(*message.controls, restart))
