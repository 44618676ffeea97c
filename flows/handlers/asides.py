"""Replies to asides: each does what the officer says, or is one short line while the question above still stands."""

from collections.abc import Callable, Mapping

from flows.actions.finished_results import stored_result
from flows.actions.language import switch_language
from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.outcome import Outcome
from flows.dialogs.owners_copy import request_form
from flows.handlers.buttons import apply_press
from flows.handlers.commands import go_back, run_command
from flows.handlers.next_steps import tell_next_steps
from flows.handlers.progress import progress_line
from flows.handlers.result_requests import give_file, give_result, give_share_link
from flows.handlers.service_data import store
from flows.i18n.language import Language
from flows.model.events import Button, Command
from flows.model.messages import LinkPurpose
from flows.model.pending import MigrateEdition, ReplaceAnswer
from flows.model.question_ids import RESULT, REVIEW, SERVICE, SKIP, UNSURE, WELCOME
from flows.model.step_context import StepInputs
from flows.screens.buttons import EXPLAIN
from flows.screens.screen import state_screen
from flows.understanding.asides import Aside
from flows.understanding.reader import offered

#: What an aside may do while a list or a confirmation waits: the others would answer the question below it.
BESIDE_SIDE_QUESTIONS = frozenset(Aside) - {Aside.UNSURE, Aside.SKIP, Aside.SAME, Aside.EXPLAIN, Aside.HOW}
#: The states at which the steps to the recommended levels are known.
WITH_STEPS = frozenset({REVIEW, RESULT})

#: What the screens say that have no explanation of their own.
EXPLANATIONS = {REVIEW: "review.explain", RESULT: "result.explain"}


def apply_aside(context: Context, aside: Aside, inputs: StepInputs) -> Outcome | None:
    """Do what an aside says; None where it has no meaning."""
    pending = context.session.pending
    if pending is None or isinstance(pending, ReplaceAnswer | MigrateEdition):
        return REPLIES[aside](context.with_pending(None) if aside in ANSWERS else context, inputs)
    stands_beside = aside in BESIDE_SIDE_QUESTIONS or (aside is Aside.HOW and context.state in WITH_STEPS)
    return REPLIES[aside](context, inputs) if stands_beside else None


def _line(context: Context, key: str, **values: object) -> Outcome:
    return Outcome(context, notice=context.text(key, **values), brief=True)


def _command(command: Command) -> Callable[[Context, StepInputs], Outcome]:
    return lambda context, inputs: run_command(context, command, inputs)


def _unsure(context: Context, inputs: StepInputs) -> Outcome:
    """Set the question aside; what cannot be set aside waits."""
    found = _press_of(context, UNSURE) or _press_of(context, SKIP)
    return apply_press(context, context.tap(found), inputs) if found else _line(context, "aside.waits")


def _skip(context: Context, inputs: StepInputs) -> Outcome:
    found = _press_of(context, SKIP) or _press_of(context, UNSURE)
    if found:
        return apply_press(context, context.tap(found), inputs)
    return Outcome(context, notice=context.text("notice.answer_first"))


def _press_of(context: Context, choice: str) -> Button | None:
    presses = (item.press for item in offered(state_screen(context)))
    return next((press for press in presses if press.choice == choice), None)


def _explain(context: Context, _: StepInputs) -> Outcome:
    """Show the question with its explanation; a screen without one gets a line."""
    key = EXPLANATIONS.get(context.state)
    if FLOW.text_question(context.state) or key:
        return Outcome(context, notice=context.text(key or f"{context.state}.explain"))
    explains = _press_of(context, EXPLAIN) is not None
    return Outcome(context, explained=explains, notice="" if explains else context.text("aside.explain_above"))


def _thanks(context: Context, _: StepInputs) -> Outcome:
    return _line(context, "aside.thanks" if context.state == RESULT else "aside.thanks_goes_on")


def _back(context: Context, _: StepInputs) -> Outcome:
    return go_back(context)


def _progress(context: Context, _: StepInputs) -> Outcome:
    return Outcome(context, notice=progress_line(context), brief=True)


def _pause(context: Context, _: StepInputs) -> Outcome:
    return _line(context, "aside.pause")


def _resume(context: Context, _: StepInputs) -> Outcome:
    """Show where the officer was, with the question: the one above may be days old."""
    return Outcome(context, notice=progress_line(context))


def _next(context: Context, inputs: StepInputs) -> Outcome:
    if context.state in WITH_STEPS:
        return tell_next_steps(context)
    return Outcome(context, notice=progress_line(context), brief=True)


def _how(context: Context, inputs: StepInputs) -> Outcome:
    """Tell how the levels are reached; at a question, what the question asks; before all, how Radap works."""
    if context.state in WITH_STEPS:
        return tell_next_steps(context)
    if context.state == WELCOME:
        return run_command(context, Command.HELP, inputs)
    return _explain(context, inputs)


def _same(context: Context, inputs: StepInputs) -> Outcome:
    """Store the answer of the last service again, at the questions whose answer is often the same."""
    question = context.state
    if not FLOW.text_question(question) or question == SERVICE:
        return Outcome(context, notice=context.text("aside.same_unknown"))
    earlier = _answer_of_last_service(context, question, inputs)
    if isinstance(earlier, Outcome):
        return earlier
    return (
        store(context, question, earlier, "") if earlier else Outcome(context, notice=context.text("aside.no_earlier"))
    )


def _answer_of_last_service(context: Context, question: str, inputs: StepInputs) -> str | Outcome:
    """Return the answer of the assessment parked last, or else of the newest result; empty where there is none."""
    parked = (item.answers.get(question, "") for item in reversed(context.session.parked))
    if given := next(filter(None, parked), ""):
        return given
    entry = next(reversed(context.session.finished.entries), None)
    if entry is None:
        return ""
    result = stored_result(context, entry, inputs)
    return result if isinstance(result, Outcome) else result.service_data.get(question, "")


def _give(purpose: LinkPurpose) -> Callable[[Context, StepInputs], Outcome]:
    return lambda context, inputs: give_file(context, purpose)


def _form(context: Context, inputs: StepInputs) -> Outcome:
    outcome = request_form(context, inputs)
    return outcome._replace(brief=bool(outcome.before))


#: Asides that answer the question on screen, or leave it: a change that was asked about is given up.
ANSWERS = frozenset({Aside.UNSURE, Aside.SKIP, Aside.SAME, Aside.EXPLAIN, Aside.HOW})

REPLIES: Mapping[Aside, Callable[[Context, StepInputs], Outcome]] = {
    Aside.DELETE: _command(Command.DELETE),
    Aside.RESTART: _command(Command.RESTART),
    Aside.ENGLISH: lambda context, _: switch_language(context, Language.ENGLISH),
    Aside.THAI: lambda context, _: switch_language(context, Language.THAI),
    Aside.SAME: _same,
    Aside.BACK: _back,
    Aside.PAUSE: _pause,
    Aside.UNSURE: _unsure,
    Aside.SKIP: _skip,
    Aside.PROGRESS: _progress,
    Aside.FORM: _form,
    Aside.JSON: _give(LinkPurpose.JSON),
    Aside.SHEET: _give(LinkPurpose.SHEET),
    Aside.REMIND: _give(LinkPurpose.CALENDAR),
    Aside.SHARE: lambda context, _: give_share_link(context),
    Aside.RESULT: lambda context, _: give_result(context),
    Aside.NEXT: _next,
    Aside.HOW: _how,
    Aside.HELP: _command(Command.HELP),
    Aside.ABOUT: _command(Command.ABOUT),
    Aside.EXPLAIN: _explain,
    Aside.RESUME: _resume,
    Aside.THANKS: _thanks,
}
