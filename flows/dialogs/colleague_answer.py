"""Shows the officer what a colleague answered, to use it or not."""

from enum import StrEnum
from typing import assert_never

from flows.actions.answers import is_possible
from flows.actions.asked_questions import answered, find_asked, question_link, show_answer, waiting
from flows.actions.colleague_answers import decide, use_answer
from flows.actions.colleague_texts import note_of
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.collaboration.question import ColleagueQuestion
from flows.dialogs.ask_colleague import CONFIRM
from flows.model.messages import Block, Entry, Message, Paragraph, Role, Section, Style
from flows.model.pending import AskColleague, ColleagueAnswer, Topic
from flows.model.question_ids import RESULT, REVIEW, UNDECIDED, process_of
from flows.model.shared_work import AskedQuestion
from flows.model.step_context import ASSESSMENT_ID_LENGTH, StepInputs
from flows.screens.answer_text import answer_text, given_answer, question_text
from flows.screens.confirmation import side_choice, side_question_id
from flows.screens.parked_assessments import service_of
from flows.screens.screen import state_screen


class AnswerChoice(StrEnum):
    """What the officer does with an answer."""

    USE = "use"
    OWN = "own"
    IGNORE = "ignore"


def before_confirming(context: Context, inputs: StepInputs) -> Outcome | None:
    """Show an answer that came, or the questions that still wait; None where there are none."""
    if shown := _next_answer(context, inputs):
        return Outcome(shown)
    if not waiting(context.session, context.assessment.id):
        return None
    return Outcome(context.with_pending(AskColleague(context.assessment.id, CONFIRM)))


def _next_answer(context: Context, inputs: StepInputs) -> Context | None:
    """Return the context that shows the next answer about the present assessment; None for none."""
    for asked in (item for item in answered(context.session) if item.assessment == context.assessment.id):
        if shown := show_answer(context, asked, inputs):
            return shown
    return None


def screen(context: Context, pending: ColleagueAnswer) -> Message:
    """Show the answer, who gave it, and what becomes of the remark."""
    asked = find_asked(context.session, pending.token)
    if asked is None or asked.decided_at or not is_possible(context.criteria, pending.question, pending.answer):
        return state_screen(context)
    text, title = context.text, context.text("answered.title")
    return Message(
        summary=title,
        title=title,
        blocks=(*_service(context, pending), Section("", _rows(context, pending)), *_remarks(context, pending)),
        choices=tuple(
            side_choice(context, f"answered.{choice}", context.press(choice.value, _asked_in(pending)), number, style)
            for number, (choice, style) in enumerate(_choices(context, pending), 1)
        ),
        placeholder=text("answered.placeholder"),
    )


def answer(context: Context, pending: ColleagueAnswer, choice: str, inputs: StepInputs) -> Outcome:
    """Use the answer, open the question, or leave the answer out. The next answer follows."""
    asked = find_asked(context.session, pending.token)
    record = inputs.shared.get(question_link(asked)) if asked else None
    if asked is None or asked.decided_at or not isinstance(record, ColleagueQuestion):
        return Outcome(context)
    named = {"question": question_text(context, asked.question)}
    match AnswerChoice(choice):
        case AnswerChoice.USE:
            outcome = use_answer(context, asked, record, inputs)
            return outcome if outcome.wanted else _followed(outcome, "answered.used", named, asked, inputs)
        case AnswerChoice.OWN:
            return decide(Outcome(_at_question(context, asked)), asked, inputs)
        case AnswerChoice.IGNORE:
            return _followed(decide(Outcome(context), asked, inputs), "answered.ignored", named, asked, inputs)
        case unknown:
            assert_never(unknown)


def _followed(
    outcome: Outcome, notice: str, named: dict[str, str], asked: AskedQuestion, inputs: StepInputs
) -> Outcome:
    """Return the outcome with a notice, and with the next answer on screen."""
    decided = find_asked(outcome.context.session, asked.token)
    if decided is None or not decided.decided_at:
        return outcome
    told = in_lines(outcome.context.text(notice, **named), outcome.notice)
    return outcome._replace(context=_next_answer(outcome.context, inputs) or outcome.context, notice=told)


def _at_question(context: Context, asked: AskedQuestion) -> Context:
    """Return the context at the question, for an answer of the officer's own."""
    position, navigation = context.position(), context.rules.navigation
    if context.state == RESULT:
        navigation.back(position)
    if position.state == REVIEW:
        navigation.change(position, asked.question)
    else:
        position = navigation.ask_again(position, asked.question)
    return context.with_position(position)


def _asked_in(pending: ColleagueAnswer) -> str:
    return side_question_id(Topic.COLLEAGUE_ANSWER, pending.token[:ASSESSMENT_ID_LENGTH])


def _choices(context: Context, pending: ColleagueAnswer) -> tuple[tuple[AnswerChoice, Style], ...]:
    use, ignore = (AnswerChoice.USE, Style.PRIMARY), (AnswerChoice.IGNORE, Style.NEUTRAL)
    is_present = pending.assessment == context.assessment.id
    return (use, (AnswerChoice.OWN, Style.NEUTRAL), ignore) if is_present else (use, ignore)


def _service(context: Context, pending: ColleagueAnswer) -> tuple[Paragraph, ...]:
    """Return the name of the service where it is not that on screen."""
    if pending.assessment == context.assessment.id:
        return ()
    session = context.session
    parked = session.parked_as(pending.assessment)
    entry = None if parked else session.finished.find(pending.assessment)
    name = service_of(context, parked) if parked else entry.service if entry else context.text("review.empty")
    return (Paragraph(name, Role.HEADING),)


def _rows(context: Context, pending: ColleagueAnswer) -> tuple[Entry, ...]:
    text, answer = context.text, answer_text(context, pending.question, pending.answer)
    rank = context.criteria.level_rank.get(pending.answer) if process_of(pending.question) else None
    own = given_answer(context, pending.question) if pending.assessment == context.assessment.id else None
    return (
        Entry(question_text(context, pending.question), answer, level=rank),
        *(
            (Entry(text("answered.own_answer"), answer_text(context, pending.question, own)),)
            if own is not None and own not in UNDECIDED
            else ()
        ),
        Entry(text("answered.by"), pending.name or text("answered.unnamed")),
        *((Entry(text("answered.remark"), pending.remark),) if pending.remark else ()),
    )


def _remarks(context: Context, pending: ColleagueAnswer) -> tuple[Block, ...]:
    """Tell that the remark is kept as evidence, and that the question was of another edition."""
    key, text = note_of(pending.question), context.text
    is_kept = pending.remark and key and not context.assessment.answers.get(key)
    return (
        *((Paragraph(text("answered.remark_kept"), Role.REMARK),) if is_kept else ()),
        *((Paragraph(text("answered.other_edition"), Role.NOTICE),) if _is_of_other_edition(context, pending) else ()),
    )


def _is_of_other_edition(context: Context, pending: ColleagueAnswer) -> bool:
    return bool(pending.edition) and pending.edition != context.criteria.edition.id
