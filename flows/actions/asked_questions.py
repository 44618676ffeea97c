"""The questions to colleagues that a conversation knows: which wait, which have an answer, and their withdrawal."""

from flows.actions.answers import is_possible
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange
from flows.collaboration.question import ColleagueQuestion, QuestionState, WithdrawQuestion
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.link import Link, LinkKind
from flows.model.pending import ColleagueAnswer
from flows.model.session import Session
from flows.model.shared_work import AskedQuestion
from flows.model.step_context import StepInputs

#: How long a question takes an answer.
OPEN_SECONDS = 14 * SECONDS_A_DAY
#: Questions about one assessment that may be out at once.
MOST_ASKED = 12
#: Questions of a conversation that are known at once: their records are read before each of its events.
MOST_KNOWN = 48


def question_link(asked: AskedQuestion) -> Link:
    """Return the link of a question's record."""
    return Link(LinkKind.QUESTION, asked.token)


def record_links(asked: AskedQuestion) -> tuple[Link, Link]:
    """Return the links of a question's record and of its code."""
    return question_link(asked), Link(LinkKind.CODE, asked.code)


def undecided(session: Session, assessment: str) -> tuple[AskedQuestion, ...]:
    """Return the questions about an assessment that the officer did not decide about."""
    return tuple(item for item in session.shared.questions if item.assessment == assessment and not item.decided_at)


def waiting(session: Session, assessment: str) -> tuple[AskedQuestion, ...]:
    """Return the questions about an assessment that have no answer yet."""
    return tuple(item for item in undecided(session, assessment) if not item.is_told)


def answered(session: Session) -> tuple[AskedQuestion, ...]:
    """Return the questions with an answer that the officer did not decide about, the present assessment's first."""
    found = [item for item in session.shared.questions if item.is_told and not item.decided_at]
    return tuple(sorted(found, key=lambda item: item.assessment != session.assessment.id))


def find_asked(session: Session, token: str) -> AskedQuestion | None:
    """Return the question with this record; None where it is not known any more."""
    return next((item for item in session.shared.questions if item.token == token), None)


def find_undecided(session: Session, assessment: str, question: str) -> AskedQuestion | None:
    """Return the question that is out about a question of an assessment; None for none."""
    return next((item for item in undecided(session, assessment) if item.question == question), None)


def with_asked(context: Context, asked: AskedQuestion) -> Context:
    """Return the context with a question in the place of the known one with the same record, or as a new one."""
    shared = context.session.shared
    is_known = any(item.token == asked.token for item in shared.questions)
    changed = tuple(asked if item.token == asked.token else item for item in shared.questions)
    questions = changed if is_known else (*changed, asked)
    return context.with_session(context.session._replace(shared=shared._replace(questions=questions)))


def without_asked(context: Context, asked: AskedQuestion) -> Context:
    """Return the context that does not know a question any more, nor shows its answer."""
    session = context.session
    questions = tuple(item for item in session.shared.questions if item.token != asked.token)
    is_shown = isinstance(session.pending, ColleagueAnswer) and session.pending.token == asked.token
    left = session._replace(shared=session.shared._replace(questions=questions))
    return context.with_session(left._replace(pending=None) if is_shown else left)


def withdraw(context: Context, questions: tuple[AskedQuestion, ...]) -> Outcome:
    """Withdraw questions, unless an answer came first: a Settled event tells which."""
    for asked in questions:
        context = with_asked(context, asked._replace(is_closing=True))
    changes = tuple(RecordChange(question_link(asked), WithdrawQuestion()) for asked in questions)
    codes = tuple(Link(LinkKind.CODE, asked.code) for asked in questions)
    return Outcome(context, shared=changes, withdrawn=codes, settles=True)


def answer_screen(asked: AskedQuestion, record: ColleagueQuestion) -> ColleagueAnswer:
    """Return the side question that shows an answer."""
    texts = (record.answer, record.name, record.remark, record.edition)
    return ColleagueAnswer(asked.token, asked.assessment, asked.question, *texts)


def show_answer(context: Context, asked: AskedQuestion, inputs: StepInputs) -> Context | None:
    """Return the context with the answer to a question on screen; None where it has none that these criteria know."""
    record = inputs.shared.get(question_link(asked))
    if not isinstance(record, ColleagueQuestion) or record.state is not QuestionState.ANSWERED:
        return None
    if not is_possible(context.criteria, asked.question, record.answer):
        return None
    return context.with_pending(answer_screen(asked, record))


def without_dropped(before: Session, outcome: Outcome) -> Outcome:
    """Delete the questions about assessments that an event dropped."""
    after = outcome.context.session
    if outcome.deleted or not after.shared.questions or not (_names(before) != _names(after) or after.finished.changed):
        return outcome
    kept, finished = _names(after), after.finished
    dropped = [item for item in after.shared.questions if item.assessment not in kept]
    for asked in (item for item in dropped if finished.find(item.assessment) is None):
        withdrawn = (*outcome.withdrawn, *record_links(asked))
        outcome = outcome._replace(context=without_asked(outcome.context, asked), withdrawn=withdrawn)
    return outcome


def _names(session: Session) -> set[str]:
    """Return the ids of the unfinished assessments, and of the one on screen."""
    return {session.assessment.id, *(item.id for item in session.parked)}
