"""Uses the answer of a colleague: in the assessment on screen, in a parked one, or in a finished result."""

from dataclasses import replace

from flows.actions.answers import is_possible, record, record_levels
from flows.actions.asked_questions import question_link, with_asked
from flows.actions.colleague_texts import keep_texts, mark_of, note_of
from flows.actions.finished_results import stored_result
from flows.assessment.context import Context, Rules
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.question import ColleagueQuestion, DecideQuestion
from flows.model.finished import FinishedEntry
from flows.model.link import Link, LinkKind
from flows.model.question_ids import RESULT, level_question, process_of
from flows.model.result import Result
from flows.model.session import Assessment
from flows.model.shared_work import AskedQuestion
from flows.model.step_context import StepInputs
from flows.screens.publication import build_result, finished_entry, with_finished_result


def use_answer(context: Context, asked: AskedQuestion, given: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    """Record an answer in the assessment that it is about, and decide the question."""
    session = context.session
    if asked.assessment == context.assessment.id:
        return _use_here(context, asked, given, inputs)
    if parked := session.parked_as(asked.assessment):
        return _use_in_parked(context, parked, asked, given, inputs)
    if entry := session.finished.find(asked.assessment):
        return _use_in_result(context, entry, asked, given, inputs)
    return decide(Outcome(context), asked, inputs)


def decide(outcome: Outcome, asked: AskedQuestion, inputs: StepInputs, note: str = "") -> Outcome:
    """Return the outcome that settles a question; `note` is the key of the note that the remark became."""
    decided = asked._replace(decided_at=inputs.now, note=note)
    return outcome._replace(
        context=with_asked(outcome.context, decided),
        shared=(*outcome.shared, RecordChange(question_link(asked), DecideQuestion())),
        withdrawn=(*outcome.withdrawn, Link(LinkKind.CODE, asked.code)),
    )


def _recorded(context: Context, question: str, given: ColleagueQuestion) -> tuple[Outcome, str]:
    """Return the assessment on screen with the answer, and the key of the note that the remark became."""
    process = process_of(question)
    outcome = record_levels(context, {process: given.answer}) if process else record(context, question, given.answer)
    after, note = keep_texts(outcome.context, question, given)
    return outcome._replace(context=after), note


def _use_here(context: Context, asked: AskedQuestion, given: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    outcome, note = _recorded(context, asked.question, given)
    after = outcome.context
    entry = after.session.finished.find(after.assessment.id) if after.state == RESULT else None
    if entry:
        result = build_result(after, entry.token, entry.finished_at)
        outcome = outcome._replace(context=with_finished_result(after, result), renewed=(result,))
    return decide(outcome, asked, inputs, note)


def _rules_of(context: Context, edition: str) -> Rules | None:
    """Return the rules of an edition, if they are those on screen or the newest."""
    rules = (context.rules, context.rules.newest_rules)
    return next((item for item in rules if item.criteria.edition.id == edition), None)


def _use_in_parked(
    context: Context, parked: Assessment, asked: AskedQuestion, given: ColleagueQuestion, inputs: StepInputs
) -> Outcome:
    rules = _rules_of(context, parked.edition)
    if rules is None or not is_possible(rules.criteria, asked.question, given.answer):
        return _not_here(context, given)
    resumed = context._replace(rules=rules).with_pending(None).with_assessment(parked)
    outcome, note = _recorded(resumed, asked.question, given)
    changed = outcome.context.assessment
    session = context.session
    others = tuple(changed if item.id == parked.id else item for item in session.parked)
    return decide(Outcome(context.with_session(session._replace(parked=others))), asked, inputs, note)


def _use_in_result(
    context: Context, entry: FinishedEntry, asked: AskedQuestion, given: ColleagueQuestion, inputs: StepInputs
) -> Outcome:
    """Correct a result that is not on screen."""
    stored = stored_result(context, entry, inputs)
    if isinstance(stored, Outcome):
        return stored
    rules, process = _rules_of(context, stored.edition), process_of(asked.question)
    if rules is None or process is None or not is_possible(rules.criteria, asked.question, given.answer):
        return _not_here(context, given)
    result, note = _corrected(stored, process, given)
    renewed = finished_entry(rules.criteria, result, entry.assessment, entry.started_by, entry.views)
    kept = replace(renewed, number=entry.number, approval=entry.approval)
    outcome = Outcome(context.with_session(context.session.with_renewed(kept)), renewed=(result,))
    return decide(outcome, asked, inputs, note)


def _corrected(result: Result, process: str, given: ColleagueQuestion) -> tuple[Result, str]:
    key = note_of(level_question(process))
    levels = {**result.levels, process: given.answer}
    if not given.remark or result.notes.get(key):
        return replace(result, levels=levels), ""
    notes, sources = {**result.notes, key: given.remark}, {**result.sources, key: mark_of(given)}
    return replace(result, levels=levels, notes=notes, sources=sources), key


def _not_here(context: Context, given: ColleagueQuestion) -> Outcome:
    return Outcome(context, notice=context.text("ask.open_service_first", service=given.service))
