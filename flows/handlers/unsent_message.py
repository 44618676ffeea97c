"""Messages that were unsent on the platform: their stored text is deleted.

Service data, evidence and remarks are stored as typed. A level that was typed is a choice, and stays.
"""

from collections.abc import Mapping
from dataclasses import replace

from flows.actions.joined_collections import without_unsent_agency
from flows.actions.open_batch import without_file
from flows.actions.shared_deletion import erase_unsent
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.navigation import Navigation
from flows.assessment.outcome import Outcome
from flows.assessment.position import Position
from flows.dialogs.proposals import is_about_proposals
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.pending import JoinCollection, ReplaceAnswer
from flows.model.question_ids import AGENCY, ASSESSOR, DESCRIPTION, RESULT, SERVICE, WELCOME
from flows.model.result import Result
from flows.model.session import Assessment, LastService, Session
from flows.model.step_context import StepInputs

#: Platforms let a message be unsent for a day. The rest is margin for events that arrive late.
UNSEND_SECONDS = 8 * SECONDS_A_DAY


def remove_unsent_text(context: Context, source: str, inputs: StepInputs) -> Outcome:
    """Delete the text of a message from the assessments and the results. There is no reply."""
    recent = [item for item in context.session.finished.entries if inputs.now - item.finished_at < UNSEND_SECONDS]
    if missing := tuple(item.token for item in recent if item.token not in inputs.results):
        return Outcome(context, wanted=missing)
    unnamed = context.text("review.empty")
    results = [result for item in recent if (result := inputs.results[item.token])]
    changed = tuple(_result_without(result, source, unnamed) for result in results if source in result.sources.values())
    kept = without_unsent_agency(context, source)
    outcome = Outcome(kept.with_session(_session_without(kept, source, changed)), renewed=changed, silent=True)
    return without_file(outcome._replace(shared=erase_unsent(context.session, source)), source)


def _session_without(context: Context, source: str, changed: tuple[Result, ...]) -> Session:
    session, navigation = context.session, context.rules.navigation
    services = {result.token: result.service for result in changed}
    for item in session.finished.entries:
        if services.get(item.token, item.service) != item.service:
            session = session.with_renewed(replace(item, service=services[item.token]))
    pending = session.pending
    is_described = session.assessment.sources.get(DESCRIPTION) == source
    is_asked = (isinstance(pending, ReplaceAnswer | JoinCollection) and pending.source == source) or (
        is_described and is_about_proposals(pending)
    )
    return session._replace(
        pending=None if is_asked else pending,
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
