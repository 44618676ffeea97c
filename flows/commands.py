"""The commands that work everywhere: back, restart, help, results, language, delete."""

from collections.abc import Callable
from dataclasses import replace

from flows.event import Command
from flows.message import Message, Paragraph
from flows.outcome import Outcome
from flows.prompts.prompt import prompt
from flows.prompts.result import next_steps
from flows.prompts.results_list import results_list
from flows.questions import RESULT, WELCOME
from flows.scene import Scene
from flows.session import Assessment, Pending, Topic

#: Characters of a token that name an assessment in its buttons: enough to tell one officer's assessments apart.
ASSESSMENT_ID_LENGTH = 6


def run_command(scene: Scene, command: Command, token: str) -> Outcome:
    """Carry out a command; `token` is fresh randomness for a new assessment's id."""
    if command is Command.RESTART:
        return _restart(scene, token)
    return COMMANDS[command](scene)


def start_afresh(scene: Scene, token: str) -> Outcome:
    """Begin a new assessment; the consent given before still holds, finished assessments stay."""
    answers = {WELCOME: scene.assessment.answers[WELCOME]} if WELCOME in scene.assessment.answers else {}
    position = scene.rules.walk.start(answers)
    edition = scene.criteria.edition.id
    assessment = Assessment(token[:ASSESSMENT_ID_LENGTH], edition, position.state, position.answers)
    return Outcome(scene.with_session(replace(scene.session, assessment=assessment, pending=None)))


def go_back(scene: Scene) -> Outcome:
    """One question back; a side question is just dropped."""
    if scene.session.pending:
        return Outcome(scene.with_session(replace(scene.session, pending=None)))
    position = scene.position()
    moved = scene.rules.walk.back(position)
    return Outcome(scene.moved(position), notice="" if moved else scene.say("notice.first_question"))


def go_forward(scene: Scene) -> Outcome:
    """Leave an answered question as it is, for the next open one."""
    position = scene.position()
    moved = scene.rules.walk.forward(position)
    return Outcome(scene.moved(position), notice="" if moved else scene.say("notice.answer_first"))


def ask(scene: Scene, topic: Topic) -> Outcome:
    """Put a side question."""
    return Outcome(scene.with_session(replace(scene.session, pending=Pending(topic))))


def _restart(scene: Scene, token: str) -> Outcome:
    """Ask first where answers would be left behind; a finished or untouched assessment has none to lose."""
    if scene.state == RESULT or not set(scene.assessment.answers) - {WELCOME}:
        return start_afresh(scene, token)
    return ask(scene, Topic.RESTART)


def _start(scene: Scene) -> Outcome:
    return Outcome(scene, notice="" if scene.state == WELCOME else scene.say("notice.welcome_back"))


def _help(scene: Scene) -> Outcome:
    say = scene.say
    text = Message(summary=say("help.title"), title=say("help.title"), blocks=(Paragraph(say("help.text")),))
    return Outcome(scene, messages=(text, prompt(scene)))


def _results(scene: Scene) -> Outcome:
    listed = results_list(scene)
    if scene.state == RESULT and scene.session.pending is None:
        return Outcome(scene, messages=(replace(listed, choices=next_steps(scene)),))
    return Outcome(scene, messages=(listed, prompt(scene)))


COMMANDS: dict[Command, Callable[[Scene], Outcome]] = {
    Command.START: _start,
    Command.BACK: go_back,
    Command.FORWARD: go_forward,
    Command.HELP: _help,
    Command.RESULTS: _results,
    Command.LANGUAGE: lambda scene: ask(scene, Topic.LANGUAGE),
    Command.DELETE: lambda scene: ask(scene, Topic.DELETE),
}
