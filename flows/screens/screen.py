"""The screen of each state of the machine."""

from dataclasses import replace

from flows.assessment.asked_together import asked_together
from flows.assessment.context import Context, Rules
from flows.assessment.flow import FLOW
from flows.assessment.screen_cache import ScreenKey
from flows.model.messages import Message, Paragraph, Role, Section
from flows.model.question_ids import (
    AGENCY,
    ASSESSOR,
    CHARACTERISTICS,
    GROUP_LIST,
    GROUP_NONE,
    GROUP_REASON,
    RESULT,
    REVIEW,
    WELCOME,
    characteristic_of,
    process_of,
)
from flows.model.result import Result
from flows.model.session import Assessment, Session
from flows.results.result_view import view_result
from flows.screens.attribution import attributed_name
from flows.screens.characteristics import characteristics_prompt
from flows.screens.group import characteristic_prompt, group_list, group_reason, no_group
from flows.screens.level import level_prompt
from flows.screens.publication import build_result
from flows.screens.result import result_message
from flows.screens.review import review, review_requirements
from flows.screens.service_data import service_data_question
from flows.screens.welcome import welcome

#: The screens of these states depend on other answers.
PERSONAL_STATES = frozenset({GROUP_LIST, GROUP_REASON, GROUP_NONE, REVIEW, RESULT})
#: The screens of these depend on the last service.
REUSED_ANSWERS = frozenset({AGENCY, ASSESSOR})

#: Rows; as many as a phone shows at once.
LONGEST_REPEATED_LIST = 8

STATE_SCREENS = {
    WELCOME: welcome,
    GROUP_LIST: group_list,
    GROUP_REASON: group_reason,
    GROUP_NONE: no_group,
}


def state_screen(context: Context, *, explained: bool = False) -> Message:
    """Return the current state's screen, also while a side question is pending. A group sees who answered before."""
    if _is_shared(context):
        key = ScreenKey(context.criteria.edition.id, context.state, context.language, explained)
        return context.rules.screen_cache.get_or_build(key, lambda: _shared_screen(context.rules, key))
    message = _build_screen(context, explained=explained)
    return _in_group(context, message) if context.session.is_group else message


def _is_shared(context: Context) -> bool:
    """Return whether the screen is the same for everybody: in a private chat it is until the question is answered."""
    if context.state in PERSONAL_STATES or context.session.is_group:
        return False
    if context.state in REUSED_ANSWERS and context.assessment.last:
        return False
    answers = context.assessment.answers
    if context.rules.navigation.has_answer(context.state, answers):
        return False
    may_settle = context.state in context.rules.navigation.settling
    return not may_settle or asked_together(context.criteria, context.state, answers) is None


def _shared_screen(rules: Rules, key: ScreenKey) -> Message:
    """Build a screen for an empty conversation, so that no personal data can get into the cache."""
    empty = Session(key.language, Assessment("", rules.criteria.edition.id, key.state))
    return _build_screen(Context(rules, empty), explained=key.explained)


def _in_group(context: Context, message: Message) -> Message:
    name = attributed_name(context, context.state)
    remarks = [
        *([context.text("member.answered_by", name=name)] if name else []),
        *([context.text("member.how_to_type")] if FLOW.text_question(context.state) else []),
    ]
    return replace(message, blocks=(*message.blocks, *(Paragraph(remark, Role.REMARK) for remark in remarks)))


def _build_screen(context: Context, *, explained: bool) -> Message:
    criteria, state = context.criteria, context.state
    if process := process_of(state):
        return level_prompt(context, criteria.process_by_id[process], explained=explained)
    if characteristic := characteristic_of(state):
        return characteristic_prompt(context, criteria.characteristic_by_id[characteristic], explained=explained)
    if state == CHARACTERISTICS:
        return characteristics_prompt(context, explained=explained)
    if state == RESULT:
        return _result(context)
    if state == REVIEW:
        return review_requirements(context) if explained else review(context)
    return STATE_SCREENS.get(state, service_data_question)(context)


def with_notice(message: Message, notice: str) -> Message:
    """Return the message with a notice before it."""
    if not notice:
        return message
    return replace(message, blocks=(Paragraph(notice, Role.NOTICE), *message.blocks))


def choices_only(message: Message) -> Message:
    """Return the message with its title and what can be tapped, without explanations: the whole one stands above.

    A short list to tap stays; the review's eighteen rows do not.
    """
    choices = tuple(replace(choice, detail="") for choice in message.choices)
    lists = [
        block for block in message.blocks if isinstance(block, Section) and any(row.press for row in block.entries)
    ]
    is_short = sum(len(block.entries) for block in lists) <= LONGEST_REPEATED_LIST
    return replace(message, blocks=tuple(lists) if is_short else (), choices=choices, links=(), pages=(), picture="")


def _result(context: Context) -> Message:
    entry, session = context.session.finished.find(context.assessment.id), context.session
    token = entry.token if entry else session.assessment.token or ""
    result = build_result(context, token, entry.finished_at if entry else session.last_event_at)
    return result_message(context, view_result(context.criteria, result, context.text), token, _copy(context, result))


def _copy(context: Context, result: Result) -> str:
    """Return the token of the copy of a result; empty in a group, whose members would all see its link."""
    copy = context.session.copy
    is_offered = copy and copy.result == result.token and not context.session.is_group
    return copy.token if copy and is_offered and FLOW.has_private_answer(result.service_data) else ""
