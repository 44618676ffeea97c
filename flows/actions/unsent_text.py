"""Removes the text of one message from the assessments and the results of a conversation.

Service data, evidence and remarks are stored as typed. A level that was typed is a choice, and stays.
"""

from collections.abc import Mapping
from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.navigation import Navigation
from flows.assessment.outcome import Outcome
from flows.assessment.position import Position
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.question_ids import AGENCY, ASSESSOR, RESULT, SERVICE, WELCOME
from flows.model.result import Result
from flows.model.session import Assessment, LastService, Session
from flows.model.step_context import StepInputs

#: Platforms let a message be unsent for a day. The rest is margin for events that arrive late.
UNSEND_SECONDS = 8 * SECONDS_A_DAY


def remove_text(context: Context, source: str, since: int, inputs: StepInputs, corrected: str = "") -> Outcome:
    """Delete the text of a message from the assessments, and from the results finished at `since` or later.

    `corrected` is the assessment of an older result that the text came into later.
    """
    entries = context.session.finished.entries
    recent = [item for item in entries if item.finished_at >= since or item.assessment == corrected]
    if missing := tuple(item.token for item in recent if item.token not in inputs.results):
        return Outcome(context, wanted=missing)
    unnamed = context.text("review.empty")
    results = [result for item in recent if (result := inputs.results[item.token])]
    changed = tuple(_result_without(result, source, unnamed) for result in results if source in result.sources.values())
    return Outcome(context.with_session(_session_without(context, source, changed)), renewed=changed)


def _session_without(context: Context, source: str, changed: tuple[Result, ...]) -> Session:
    session, navigation = context.session, context.rules.navigation
    services = {result.token: result.service for result in changed}
    for item in session.finished.entries:
        if services.get(item.token, item.service) != item.service:
            session = session.with_renewed(replace(item, service=services[item.token]))
    return session._replace(
        assessment=_assessment_without(navigation, session.assessment, source),
        parked=tuple(_assessment_without(navigation, item, source) for item in session.parked),
    )


def _assessment_without(navigation: Navigation, assessment: Assessment, source: str) -> Assessment:
    """Return the assessment without the text; where a result needs it, its question is asked again."""
    position = Position(assessment.state, dict(assessment.answers))
    for question in _typed_in(assessment.sources, source):
        position.answers.pop(question, None)
        asked = FLOW.text_question(question)
        if asked and asked.is_optional:
            position.answers[question] = ""
        elif asked and position.state not in {WELCOME, RESULT}:
            position = navigation.ask_again(position, question)
    sources = {question: known for question, known in assessment.sources.items() if known != source}
    last = _last_without(assessment.last, source) if assessment.last else None
    return assessment._replace(answers=position.answers, state=position.state, sources=sources, last=last)


def _last_without(last: LastService, source: str) -> LastService | None:
    """Return what may be taken over without the text; nothing is without the agency."""
    questions = _typed_in(last.sources, source)
    if AGENCY in questions:
        return None
    return last._replace(assessor="", sources={}) if ASSESSOR in questions else last


def _result_without(result: Result, source: str, unnamed: str) -> Result:
    """Return the result without the text. A service needs a name in lists and on its page, so it gets `unnamed`."""
    questions = _typed_in(result.sources, source)
    return replace(
        result,
        service_data={
            name: answer if name not in questions else unnamed if name == SERVICE else ""
            for name, answer in result.service_data.items()
        },
        notes={key: note for key, note in result.notes.items() if key not in questions},
        sources={question: known for question, known in result.sources.items() if known != source},
    )


def _typed_in(sources: Mapping[str, str], source: str) -> set[str]:
    """Return the questions whose answers are the text of a message. A choice that was typed in it stays."""
    return {question for question, known in sources.items() if known == source and FLOW.stores_text(question)}
