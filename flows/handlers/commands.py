"""The commands that work everywhere: back, restart, help, results, language, delete."""

from collections.abc import Callable

from flows.assessment.context import Context
from flows.assessment.outcome import Link, LinkKind, Outcome
from flows.handlers.permissions import may_delete_all, may_withdraw
from flows.model.data_export import export_data
from flows.model.events import Command
from flows.model.messages import LinkPurpose, Message, Paragraph, ResultLink
from flows.model.question_ids import WELCOME
from flows.model.session import Assessment, Pending, Topic
from flows.model.step_context import StepInputs
from flows.screens.parked_assessments import has_room, parked_notice, replaced_by
from flows.screens.screen import prompt


def run_command(scene: Context, command: Command, moment: StepInputs) -> Outcome:
    """Carry out a command."""
    if command is Command.RESTART:
        return _restart(scene, moment)
    if command is Command.EXPORT:
        return _export(scene, moment)
    return COMMANDS[command](scene)


def start_afresh(scene: Context, moment: StepInputs) -> Outcome:
    """Begin a new assessment by the newest criteria; the consent still holds, and what is unfinished waits."""
    answers = {WELCOME: scene.assessment.answers[WELCOME]} if WELCOME in scene.assessment.answers else {}
    rules = scene.rules.newest_rules
    position = rules.walk.start(answers)
    assessment = Assessment(
        moment.assessment_id, rules.criteria.edition.id, position.state, position.answers, starter=starter_of(scene)
    )
    return Outcome(replaced_by(scene, assessment)._replace(rules=rules), notice=parked_notice(scene))


def starter_of(scene: Context) -> str:
    """The id under which an assessment that begins now is kept as started."""
    return scene.member.id if scene.member else ""


def go_back(scene: Context) -> Outcome:
    """One question back; a side question is just dropped."""
    if scene.session.pending:
        return Outcome(scene.asking(None))
    position = scene.position()
    moved = scene.rules.walk.back(position)
    return Outcome(scene.moved(position), notice="" if moved else scene.say("notice.first_question"))


def go_forward(scene: Context) -> Outcome:
    """Leave an answered question as it is, for the next open one."""
    position = scene.position()
    moved = scene.rules.walk.forward(position)
    return Outcome(scene.moved(position), notice="" if moved else scene.say("notice.answer_first"))


def ask(scene: Context, topic: Topic) -> Outcome:
    """Put a side question."""
    return Outcome(scene.asking(Pending(topic)))


def _restart(scene: Context, moment: StepInputs) -> Outcome:
    """Ask first where an unfinished assessment would be dropped, because too many wait already."""
    if has_room(scene):
        return start_afresh(scene, moment)
    if not may_withdraw(scene, scene.session.parked[0].starter):
        return Outcome(scene, notice=scene.say("parking.full"))
    return ask(scene, Topic.RESTART)


def _delete(scene: Context) -> Outcome:
    if not may_delete_all(scene):
        return Outcome(scene, notice=scene.say("member.only_starter_deletes"))
    return ask(scene, Topic.DELETE)


def _export(scene: Context, moment: StepInputs) -> Outcome:
    """Put all that is kept behind a link that opens for an hour."""
    tokens = tuple(item.token for item in scene.session.finished.entries)
    if missing := tuple(token for token in tokens if token not in moment.results):
        return Outcome(scene, wanted=missing)
    say, exported = scene.say, export_data(scene.session, moment)
    told = Message(
        summary=say("export.title"),
        title=say("export.title"),
        blocks=(Paragraph(say("export.text")),),
        links=(ResultLink(say("export.open"), exported.token, LinkPurpose.EXPORT),),
    )
    kept = scene.with_session(scene.session._replace(exported=exported.token))
    earlier = (Link(LinkKind.EXPORT, scene.session.exported),) if scene.session.exported else ()
    return Outcome(kept, messages=(told, prompt(scene)), exported=exported, withdrawn=earlier)


def _start(scene: Context) -> Outcome:
    return Outcome(scene, notice="" if scene.state == WELCOME else scene.say("notice.welcome_back"))


def _help(scene: Context) -> Outcome:
    say = scene.say
    text = Message(summary=say("help.title"), title=say("help.title"), blocks=(Paragraph(say("help.text")),))
    return Outcome(scene, messages=(text, prompt(scene)))


COMMANDS: dict[Command, Callable[[Context], Outcome]] = {
    Command.START: _start,
    Command.BACK: go_back,
    Command.FORWARD: go_forward,
    Command.HELP: _help,
    Command.RESULTS: lambda scene: ask(scene, Topic.RESULTS),
    Command.LANGUAGE: lambda scene: ask(scene, Topic.LANGUAGE),
    Command.DELETE: _delete,
}
