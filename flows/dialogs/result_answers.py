"""What an officer does about finished assessments: open one, assess again, withdraw its link, delete it."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Link, LinkKind, Outcome, in_lines
from flows.assessment.service_group import deciding_answers
from flows.dialogs.link_answers import change_link, open_settings
from flows.dialogs.portfolio_answers import close_portfolio, open_portfolio
from flows.handlers.answers import possible_answers
from flows.handlers.commands import start_afresh, starter_of
from flows.handlers.permissions import may_withdraw
from flows.model.events import ButtonPress
from flows.model.finished import FinishedEntry
from flows.model.question_ids import (
    GROUP_LIST,
    WELCOME,
    YES,
    level_question,
)
from flows.model.result import Result
from flows.model.session import Assessment, Pending, PreviousResult, Topic, about
from flows.model.step_context import StepInputs
from flows.screens.confirmation import CLOSE
from flows.screens.parked_assessments import dropped, has_room, parked_notice, replaced_by, service_of
from flows.screens.results_list import AGAIN, DELETE, LINK, PAGE, RESUME, SHARE_ALL, WITHDRAW
from flows.standard.criteria import Criteria

RESULT_TOPICS = frozenset({Topic.RESULTS, Topic.RESULT, Topic.FORGET, Topic.LINK, Topic.PORTFOLIO})


def answer_about_results(scene: Context, pending: Pending, choice: str, moment: StepInputs) -> Outcome:
    """Apply a choice of the list, of one result's card, or of the question before one is deleted."""
    if choice == CLOSE:
        return Outcome(scene)
    if pending.topic is Topic.RESULTS:
        return _from_list(scene, choice, moment)
    if pending.topic is Topic.PORTFOLIO:
        return close_portfolio(scene)
    assessment = pending.tap.assessment if pending.tap else ""
    if waiting := scene.session.parked_as(assessment):
        return _about_waiting(scene, waiting, pending.topic, choice)
    if item := scene.session.finished.find(assessment):
        return _about_finished(scene, item, pending.topic, choice, moment)
    return Outcome(scene, notice=scene.say("results.gone"))


def _from_list(scene: Context, choice: str, moment: StepInputs) -> Outcome:
    if choice == SHARE_ALL:
        return open_portfolio(scene, moment)
    return _page(scene, choice) if choice.startswith(PAGE) else _ask(scene, Topic.RESULT, choice)


def _page(scene: Context, choice: str) -> Outcome:
    return Outcome(scene.asking(Pending(Topic.RESULTS, ButtonPress(scene.assessment.id, Topic.RESULTS.value, choice))))


def _about_finished(scene: Context, item: FinishedEntry, topic: Topic, choice: str, moment: StepInputs) -> Outcome:
    if _withdraws(topic, choice) and not may_withdraw(scene, item.starter):
        return _ask(scene, Topic.RESULT, item.assessment)._replace(notice=scene.say("member.only_starter_withdraws"))
    if topic is Topic.FORGET:
        return _forget(scene, item, moment) if choice == YES else _ask(scene, Topic.RESULT, item.assessment)
    if choice == DELETE:
        return _ask(scene, Topic.FORGET, item.assessment)
    if choice == AGAIN and not has_room(scene):
        return _ask(scene, Topic.RESULT, item.assessment)._replace(notice=scene.say("parking.full"))
    return _with_stored_result(scene, item, topic, choice, moment)


def _about_waiting(scene: Context, waiting: Assessment, topic: Topic, choice: str) -> Outcome:
    """Go on with an unfinished assessment, or delete it."""
    service = service_of(scene, waiting)
    if choice == RESUME:
        return Outcome(replaced_by(scene, waiting), notice=scene.say("parking.resumed", service=service))
    if _withdraws(topic, choice) and not may_withdraw(scene, waiting.starter):
        return _ask(scene, Topic.RESULT, waiting.id)._replace(notice=scene.say("member.only_starter_withdraws"))
    if topic is Topic.FORGET and choice == YES:
        return Outcome(dropped(scene, waiting.id), notice=scene.say("parking.deleted", service=service))
    return _ask(scene, Topic.FORGET if choice == DELETE else Topic.RESULT, waiting.id)


def _withdraws(topic: Topic, choice: str) -> bool:
    """Whether a choice takes something away from the others of a group, or leads to that."""
    return choice in {WITHDRAW, DELETE, LINK} or topic is Topic.LINK or (topic is Topic.FORGET and choice == YES)


def _with_stored_result(scene: Context, item: FinishedEntry, topic: Topic, choice: str, moment: StepInputs) -> Outcome:
    """What needs the result itself, which is asked for once and may have expired."""
    if item.token not in moment.results:
        return Outcome(scene, wanted=(item.token,))
    result = moment.results[item.token]
    if result is None:
        return Outcome(_without(scene, item, moment), notice=scene.say("results.gone"))
    if topic is Topic.LINK:
        return change_link(scene, item, result, choice, moment)
    actions = {AGAIN: _again, WITHDRAW: _withdraw}
    return open_settings(scene, item, moment) if choice == LINK else actions[choice](scene, item, result, moment)


def _without(scene: Context, item: FinishedEntry, moment: StepInputs) -> Context:
    """The scene without a finished assessment; where it is the one on screen, a new one begins."""
    left = scene.with_session(scene.session.without_finished(item.assessment))
    return start_afresh(left, moment).scene if scene.assessment.id == item.assessment else left


def _ask(scene: Context, topic: Topic, assessment: str) -> Outcome:
    return Outcome(scene.asking(about(topic, assessment)))


def _forget(scene: Context, item: FinishedEntry, moment: StepInputs) -> Outcome:
    notice = scene.say("results.deleted", service=item.service)
    return Outcome(_without(scene, item, moment), notice=notice, withdrawn=(Link(LinkKind.RESULT, item.token),))


def _withdraw(scene: Context, item: FinishedEntry, result: Result, moment: StepInputs) -> Outcome:
    """The old link opens no more; the result goes on under a new one that only its owner knows."""
    entry = replace(item, token=moment.token, views=0)
    session = scene.session.with_renewed(entry)
    if session.assessment.token == item.token:
        session = session._replace(assessment=session.assessment._replace(token=moment.token))
    kept = scene.with_session(session).asking(about(Topic.RESULT, item.assessment))
    published = replace(result, token=moment.token)
    notice = scene.say("results.withdrawn_in_group" if scene.session.shared else "results.withdrawn")
    return Outcome(kept, notice=notice, published=(published,), revoked=(item.token,))


def _again(scene: Context, item: FinishedEntry, result: Result, moment: StepInputs) -> Outcome:
    """A new assessment that begins with the earlier answers at the review, so that only what changed is tapped."""
    rules = scene.rules.newest_rules
    answers = {**_answers(rules.criteria, result), WELCOME: scene.assessment.answers.get(WELCOME, "")}
    position = rules.walk.start(possible_answers(rules.criteria, answers))
    assessment = Assessment(
        moment.assessment_id,
        rules.criteria.edition.id,
        position.state,
        position.answers,
        earlier=PreviousResult(item.finished_at, result.group, dict(result.levels)),
        starter=starter_of(scene),
        sources=result.sources,
    )
    begun = replaced_by(scene, assessment)._replace(rules=rules)
    return Outcome(begun, notice=in_lines(parked_notice(scene), scene.say("results.begun_again")))


def _answers(criteria: Criteria, result: Result) -> dict[str, str]:
    levels = {level_question(process): level for process, level in result.levels.items()}
    data = result.service_data
    return {
        **{
            item.id: data[item.id]
            for item in FLOW.service_data
            if item.id in data and (data[item.id] or item.is_optional)
        },
        **_group_answers(criteria, result),
        **levels,
        **result.notes,
    }


def _group_answers(criteria: Criteria, result: Result) -> dict[str, str]:
    """What the group came from; the group as such where these criteria do not know why."""
    known = criteria.characteristic_by_id.get(result.characteristic or "")
    if known and known.group == result.group:
        return deciding_answers(criteria, known.id)
    return {GROUP_LIST: result.group}
