"""The message for wherever a conversation stands."""

from collections.abc import Callable
from dataclasses import replace

from flows.assessment.context import Context, Rules
from flows.assessment.flow import FLOW
from flows.model.messages import Message, Paragraph, Role
from flows.model.question_ids import (
    CHARACTERISTICS,
    GROUP_LIST,
    GROUP_NONE,
    RESULT,
    REVIEW,
    WELCOME,
    characteristic_of,
    process_of,
)
from flows.model.session import Assessment, Pending, Session, Topic
from flows.results.result_view import view_result
from flows.screens.attribution import giver_name
from flows.screens.characteristics import characteristics_prompt
from flows.screens.confirmation import guess_question, side_question
from flows.screens.group import characteristic_prompt, group_list, no_group
from flows.screens.level import level_prompt
from flows.screens.link_settings import link_settings
from flows.screens.notes import note_list, note_question
from flows.screens.parked_assessments import service_of
from flows.screens.portfolio import portfolio_card
from flows.screens.publication import result_of
from flows.screens.result import result_message
from flows.screens.results_list import PAGE, finished_card, results_list, waiting_card
from flows.screens.review import review
from flows.screens.screen_cache import Place
from flows.screens.service_data import service_data_question
from flows.screens.welcome import welcome
from flows.screens.what_if import what_if_levels, what_if_list
from flows.understanding.reader import offered

#: What these show depends on other answers.
OWN_TO_EACH = frozenset({GROUP_LIST, GROUP_NONE, REVIEW, RESULT})

STATE_PROMPTS = {WELCOME: welcome, GROUP_LIST: group_list, GROUP_NONE: no_group, REVIEW: review}


def prompt(scene: Context, *, explained: bool = False) -> Message:
    """The side question that waits, or the present state's message."""
    pending = scene.session.pending
    if pending is None:
        return state_prompt(scene, explained=explained)
    return SIDE_PROMPTS.get(pending.topic, side_question)(scene, pending)


def _guess(scene: Context, pending: Pending) -> Message:
    buttons = offered(prompt(scene.asking(pending.below)))
    meant = pending.tap and pending.tap.press
    return guess_question(scene, next((button.label for button in buttons if button.press == meant), ""))


def _results(scene: Context, pending: Pending) -> Message:
    """The list, or a later part of it."""
    return results_list(scene, int(pending.tap.choice.removeprefix(PAGE)) if pending.tap else 0)


def _one_result(scene: Context, pending: Pending) -> Message:
    assessment = pending.tap.assessment if pending.tap else ""
    if waiting := scene.session.parked_as(assessment):
        if pending.topic is Topic.RESULT:
            return waiting_card(scene, waiting)
        return side_question(scene, pending, service_of(scene, waiting))
    item = scene.session.finished.find(assessment)
    if item is None:
        return results_list(scene)
    cards = {Topic.RESULT: finished_card, Topic.LINK: link_settings}
    card = cards.get(pending.topic)
    return card(scene, item) if card else side_question(scene, pending, item.service)


def _what_if(scene: Context, pending: Pending) -> Message:
    if not scene.is_complete:
        return state_prompt(scene)
    return what_if_levels(scene, pending.tap.question) if pending.tap else what_if_list(scene)


def _note(scene: Context, pending: Pending) -> Message:
    if pending.tap is None:
        return note_list(scene)
    asked = note_question(scene, pending.tap.question)
    hint = (Paragraph(scene.say("member.how_to_type"), Role.REMARK),) if scene.session.shared else ()
    return replace(asked, blocks=(*asked.blocks, *hint))


SIDE_PROMPTS: dict[Topic, Callable[[Context, Pending], Message]] = {
    Topic.GUESS: _guess,
    Topic.RESULTS: _results,
    Topic.RESULT: _one_result,
    Topic.FORGET: _one_result,
    Topic.LINK: _one_result,
    Topic.WHAT_IF: _what_if,
    Topic.NOTE: _note,
    Topic.PORTFOLIO: lambda scene, _: portfolio_card(scene),
}


def state_prompt(scene: Context, *, explained: bool = False) -> Message:
    """The present state's message, whatever side question waits; a group is told who answered it before."""
    if _is_common(scene):
        place = Place(scene.state, scene.language, explained)
        return scene.rules.common.at(place, lambda: _common_prompt(scene.rules, place))
    message = _state_prompt(scene, explained=explained)
    return _in_group(scene, message) if scene.session.shared else message


def _is_common(scene: Context) -> bool:
    """Whether the present question looks the same for everybody: it does in private chats until it is answered."""
    if scene.state in OWN_TO_EACH or scene.session.shared:
        return False
    return not scene.rules.walk.has_answer(scene.state, scene.assessment.answers)


def _common_prompt(rules: Rules, place: Place) -> Message:
    """A message that nothing of anybody can get into: it is made for a conversation that holds nothing."""
    nobody = Session(place.language, Assessment("", rules.criteria.edition.id, place.state))
    return _state_prompt(Context(rules, nobody), explained=place.explained)


def _in_group(scene: Context, message: Message) -> Message:
    giver = giver_name(scene, scene.state)
    remarks = [
        *([scene.say("member.answered_by", name=giver)] if giver else []),
        *([scene.say("member.how_to_type")] if FLOW.text_question(scene.state) else []),
    ]
    return replace(message, blocks=(*message.blocks, *(Paragraph(remark, Role.REMARK) for remark in remarks)))


def _state_prompt(scene: Context, *, explained: bool) -> Message:
    criteria, state = scene.criteria, scene.state
    if process := process_of(state):
        return level_prompt(scene, criteria.process_by_id[process], explained=explained)
    if characteristic := characteristic_of(state):
        return characteristic_prompt(scene, criteria.characteristic_by_id[characteristic], explained=explained)
    if state == CHARACTERISTICS:
        return characteristics_prompt(scene, explained=explained)
    if state == RESULT:
        return _result(scene)
    return STATE_PROMPTS.get(state, service_data_question)(scene)


def with_notice(message: Message, notice: str) -> Message:
    """The message with a line before it about what just happened."""
    if not notice:
        return message
    return replace(message, blocks=(Paragraph(notice, Role.NOTICE), *message.blocks))


def _result(scene: Context) -> Message:
    entry, session = scene.session.finished.find(scene.assessment.id), scene.session
    token = entry.token if entry else session.assessment.token or ""
    result = result_of(scene, token, entry.finished_at if entry else session.seen)
    return result_message(scene, view_result(scene.criteria, result, scene.say), token)
