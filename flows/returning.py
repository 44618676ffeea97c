"""Coming back after a while: the conversation goes on where it stopped, says so, and offers to start afresh."""

from dataclasses import replace

from flows.event import Command
from flows.message import Message
from flows.prompts.controls import CONTROL, control
from flows.questions import RESULT, WELCOME
from flows.scene import Scene

#: Seconds without an event after which an officer has been away.
AWAY = 4 * 60 * 60


def welcome_back(before: Scene, after: Scene, now: int) -> str:
    """The line for an officer who was away in the middle of an assessment; empty for everybody else."""
    was_away = now - before.session.seen >= AWAY
    in_the_middle = before.state not in {WELCOME, RESULT} and before.assessment.id == after.assessment.id
    return before.say("notice.welcome_back") if was_away and in_the_middle else ""


def with_restart(scene: Scene, message: Message) -> Message:
    """The message with a button that starts afresh."""
    restart = control(scene, CONTROL + Command.RESTART)
    return replace(message, controls=(*message.controls, restart))
