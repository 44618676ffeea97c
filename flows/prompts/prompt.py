"""The message for wherever a conversation stands."""

from dataclasses import replace

from flows.message import Message, Paragraph, Role
from flows.prompts.group import characteristic_prompt, group_list, no_group
from flows.prompts.level import level_prompt
from flows.prompts.result import result_message
from flows.prompts.results_list import finished_card, results_list
from flows.prompts.review import review
from flows.prompts.service_data import service_data_question
from flows.prompts.side_question import guess_question, side_question
from flows.prompts.welcome import welcome
from flows.publication import result_of
from flows.questions import GROUP_LIST, GROUP_NONE, RESULT, REVIEW, WELCOME, characteristic_of, process_of
from flows.reading import offered
from flows.result_view import view_result
from flows.scene import Scene
from flows.session import Topic

STATE_PROMPTS = {WELCOME: welcome, GROUP_LIST: group_list, GROUP_NONE: no_group, REVIEW: review}


def prompt(scene: Scene, *, explained: bool = False) -> Message:
    """The side question that waits, or the present state's message."""
    pending = scene.session.pending
    if pending is None:
        return state_prompt(scene, explained=explained)
    if pending.topic is Topic.GUESS:
        buttons = offered(state_prompt(scene))
        return guess_question(scene, next((button.label for button in buttons if button.tap == pending.tap), ""))
    if pending.topic is Topic.RESULTS:
        return results_list(scene)
    item = scene.session.finished_as(pending.tap.assessment) if pending.tap else None
    if pending.topic in {Topic.RESULT, Topic.FORGET} and item is None:
        return results_list(scene)
    if pending.topic is Topic.RESULT and item:
        return finished_card(scene, item)
    return side_question(scene, pending, item.service if item else "")


def state_prompt(scene: Scene, *, explained: bool = False) -> Message:
    """The present state's message, whatever side question waits."""
    criteria, state = scene.criteria, scene.state
    if process := process_of(state):
        return level_prompt(scene, criteria.process_by_id[process], explained=explained)
    if characteristic := characteristic_of(state):
        return characteristic_prompt(scene, criteria.characteristic_by_id[characteristic], explained=explained)
    if state == RESULT:
        return _result(scene)
    return STATE_PROMPTS.get(state, service_data_question)(scene)


def with_notice(message: Message, notice: str) -> Message:
    """The message with a line before it about what just happened."""
    if not notice:
        return message
    return replace(message, blocks=(Paragraph(notice, Role.NOTICE), *message.blocks))


def _result(scene: Scene) -> Message:
    newest = next(item for item in scene.session.finished if item.assessment == scene.assessment.id)
    result = result_of(scene, newest.token, newest.finished_at)
    return result_message(scene, view_result(scene.criteria, result, scene.say), newest.token)
