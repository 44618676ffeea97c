"""The welcome for a returning officer: a notice, a button that starts afresh, and the offer of a newer edition."""

from dataclasses import replace

from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.model.events import Command
from flows.model.messages import Message
from flows.model.pending import MigrateEdition
from flows.model.question_ids import RESULT, WELCOME
from flows.screens.buttons import CONTROL, control

#: An officer who sent no event for so long has been away.
AWAY_SECONDS = 4 * 60 * 60


def welcome_back_notice(before: Context, after: Context, now: int) -> str:
    """Return the notice for an officer who was away in the middle of an assessment; empty for others."""
    was_away = now - before.session.last_event_at >= AWAY_SECONDS
    in_the_middle = before.state not in {WELCOME, RESULT} and before.assessment.id == after.assessment.id
    return before.text("notice.welcome_back") if was_away and in_the_middle else ""


def offer_newest(outcome: Outcome) -> Outcome:
    """Ask once whether to continue a running assessment of an earlier edition under the newest."""
    context, newest = outcome.context, outcome.context.rules.newest
    session, assessment = context.session, context.assessment
    is_running = context.state not in {WELCOME, RESULT} and not session.pending and not outcome.deleted
    if newest is None or not is_running or assessment.offered == newest.criteria.edition.id:
        return outcome
    if newest.criteria.edition.order < context.criteria.edition.order:
        return outcome  # A worker with newer criteria began the assessment; this one is not upgraded yet.
    asked = assessment._replace(offered=newest.criteria.edition.id)
    offered = context.with_assessment(asked).with_pending(MigrateEdition())
    return outcome._replace(context=offered, before=(), explained=False, brief=False)


def with_restart_button(context: Context, message: Message) -> Message:
    """Return the message with a button that starts afresh."""
    restart = control(context, CONTROL + Command.RESTART)
    return replace(message, controls=(*message.controls, restart))
