"""The last typed message that was not taken as an answer: its sender may still edit it into one."""

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Text
from flows.model.pending import Guess, Pending
from flows.model.pending_codec import pending_to_row
from flows.model.session import RefusedText, Session


def remember_refused(before: Context, outcome: Outcome, typed: Text) -> Outcome:
    """Return the outcome of a typed message with that message remembered if it is no answer yet, else forgotten."""
    after = outcome.context
    if outcome.wanted or outcome.deleted:
        return outcome
    is_kept = bool(typed.source) and is_refused(before, outcome, typed)
    refused = RefusedText(typed.source, open_question(after)) if is_kept else None
    return outcome._replace(context=after.with_session(after.session._replace(refused=refused)))


def is_refused(before: Context, outcome: Outcome, typed: Text) -> bool:
    """Return whether a typed message changed nothing but was asked back, or was met with a notice."""
    after = outcome.context
    if _settled(after.session) != _settled(before.session) or outcome.before or outcome.explained:
        return False
    if isinstance(after.session.pending, Guess):
        return True
    is_same_question = after.session.pending == without_guess(before.session.pending)
    return is_same_question and bool(outcome.notice) and before.rules.reader.command(typed.text) is None


def open_question(context: Context) -> str:
    """Return what identifies the question on screen; a guess about its answer is no question of its own."""
    assessment, pending = context.assessment, without_guess(context.session.pending)
    side = pending_to_row(pending, assessment.id) if pending else ()
    return ":".join((assessment.id, assessment.state, *side))


def without_guess(pending: Pending | None) -> Pending | None:
    """Return the side question below a guess, or the pending one."""
    return pending.below if isinstance(pending, Guess) else pending


def _settled(session: Session) -> Session:
    return session._replace(pending=None, refused=None)
