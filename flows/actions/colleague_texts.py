"""A colleague's name and remark in the officer's assessment: kept with an answer, and removed once they are unsent."""

from flows.actions.asked_questions import with_asked
from flows.actions.text_answers import with_source
from flows.actions.unsent_text import remove_text
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.question import ColleagueQuestion
from flows.model.note_keys import NOTE_PREFIX
from flows.model.question_ids import process_of
from flows.model.session import Assessment
from flows.model.shared_work import AskedQuestion
from flows.model.step_context import StepInputs
from flows.screens.attribution import with_name


def mark_of(record: ColleagueQuestion) -> str:
    """Return what the sources of an assessment name for a colleague's remark: no message of the officer's own."""
    return f"colleague:{record.answer_id}"


def note_of(question: str) -> str:
    """Return the key of the note that a remark to a question becomes; empty for none."""
    process = process_of(question)
    return f"{NOTE_PREFIX}{process}" if process else ""


def keep_texts(context: Context, question: str, record: ColleagueQuestion) -> tuple[Context, str]:
    """Return the context with the name beside the answer, and the remark as a note where there is none.

    Return the key of that note, too; empty for none.
    """
    named = with_name(context.assessment, question, record.name)
    key = note_of(question)
    if not key or not record.remark or named.answers.get(key):
        return context.with_assessment(named), ""
    noted = with_name(named._replace(answers={**named.answers, key: record.remark}), key, record.name)
    return with_source(context.with_assessment(noted), key, mark_of(record)), key


def remove_erased(context: Context, asked: AskedQuestion, record: ColleagueQuestion, inputs: StepInputs) -> Outcome:
    """Remove what the colleague unsent after the officer took it over: the name, and the remark from notes."""
    if record.is_name_erased:
        context = _without_name(context, asked, asked.question, asked.note)
    if not (record.is_erased and asked.note):
        return Outcome(context)
    context = _without_name(context, asked, asked.note)
    outcome = remove_text(context, mark_of(record), asked.decided_at, inputs, asked.assessment)
    return outcome if outcome.wanted else outcome._replace(context=with_asked(outcome.context, asked._replace(note="")))


def _without_name(context: Context, asked: AskedQuestion, *keys: str) -> Context:
    def nameless(assessment: Assessment) -> Assessment:
        for key in keys if assessment.id == asked.assessment else ():
            assessment = with_name(assessment, key, "")
        return assessment

    session = context.session
    parked = tuple(map(nameless, session.parked))
    return context.with_session(session._replace(assessment=nameless(session.assessment), parked=parked))
