"""Answers to "what if": nothing of the assessment changes, only the question that waits."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import ButtonPress
from flows.model.question_ids import process_of
from flows.model.session import Pending, Topic
from flows.screens.confirmation import CLOSE
from flows.screens.what_if import GROUP_PREFIX, what_if_answer, what_if_list


def answer_what_if(scene: Context, pending: Pending, choice: str) -> Outcome:
    """Apply a choice of the list (a process, a group, close), or of the levels of the process chosen before."""
    finding = scene.finding
    if choice == CLOSE or finding is None:
        return Outcome(scene)
    if process := process_of(choice):
        return Outcome(scene.asking(Pending(Topic.WHAT_IF, ButtonPress(scene.assessment.id, process, process))))
    if choice.startswith(GROUP_PREFIX):
        group = scene.criteria.group_by_id[choice.removeprefix(GROUP_PREFIX)]
        name = scene.say("group.option", id=group.id, name=group.short[scene.language])
        return _told(scene, scene.say("what_if.group", group=name), group.id, scene.levels)
    process = pending.tap.question if pending.tap else ""
    names = {
        "process": scene.criteria.process_by_id[process].short[scene.language],
        "level": scene.criteria.level_by_id[choice].name[scene.language],
    }
    return _told(scene, scene.say("what_if.level", **names), finding.group, {**scene.levels, process: choice})


def _told(scene: Context, supposition: str, group: str, levels: dict[str, str]) -> Outcome:
    asking = scene.asking(Pending(Topic.WHAT_IF))
    return Outcome(asking, messages=(what_if_answer(scene, supposition, group, levels), what_if_list(asking)))
