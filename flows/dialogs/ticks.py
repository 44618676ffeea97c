"""Ticking every characteristic of step 1 that holds, where it is more than one."""

from collections.abc import Iterable

from flows.actions.answers import record
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, in_lines
from flows.model.messages import Choice, Message, Paragraph, Style
from flows.model.pending import TickCharacteristics, Topic
from flows.model.question_ids import CHARACTERISTICS, characteristic_of, characteristic_question, ticked_answer
from flows.screens.characteristics import characteristic_words
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.group import group_notice
from flows.screens.screen import state_screen
from flows.standard.criteria import Characteristic

QUESTION = side_question_id(Topic.TICKS)
DONE = "done"


def begun(context: Context) -> Outcome:
    """Open the question with the characteristics ticked that are known to hold."""
    group_result = context.group_result
    return Outcome(context.with_pending(TickCharacteristics(group_result.ticked if group_result else ())))


def screen(context: Context, pending: TickCharacteristics) -> Message:
    """Offer every characteristic with its tick."""
    if context.state != CHARACTERISTICS:
        return state_screen(context)
    text = context.text
    return Message(
        summary=text("ticks.title"),
        title=text("ticks.title"),
        blocks=(Paragraph(text("ticks.text")),),
        choices=(
            *(_toggle(context, item, pending) for item in context.criteria.asked_characteristics),
            side_choice(context, "ticks.done", context.press(DONE, QUESTION), style=Style.PRIMARY),
        ),
        controls=(side_choice(context, "ticks.close", context.press(CLOSE, QUESTION)),),
    )


def answer(context: Context, pending: TickCharacteristics, choice: str) -> Outcome:
    """Turn one tick, keep them all, or close. Without a tick the question stays."""
    if choice == CLOSE:
        return Outcome(context)
    if choice != DONE:
        return Outcome(context.with_pending(_turned(context, pending, characteristic_of(choice))))
    if not pending.ticked:
        return Outcome(context.with_pending(pending), notice=context.text("ticks.none"))
    return record_ticks(context, pending.ticked)


def add_ticks(context: Context, characteristics: Iterable[str]) -> Outcome:
    """Tick several typed characteristics: at the list they are the answer, while ticking they join the others."""
    pending = context.session.pending
    if not isinstance(pending, TickCharacteristics):
        return record_ticks(context, characteristics)
    return Outcome(context.with_pending(_ticking(context, {*pending.ticked, *characteristics})))


def record_ticks(context: Context, characteristics: Iterable[str]) -> Outcome:
    """Record that these characteristics hold and no others; name them and the group."""
    ticked = _ticking(context, characteristics).ticked
    outcome = record(context, CHARACTERISTICS, ticked_answer(ticked))
    is_told = outcome.context.group_result != context.group_result
    return outcome if is_told else outcome._replace(notice=in_lines(outcome.notice, group_notice(outcome.context)))


def _turned(context: Context, pending: TickCharacteristics, characteristic: str | None) -> TickCharacteristics:
    if characteristic not in context.criteria.characteristic_by_id:
        raise ValueError(f"no characteristic is called {characteristic!r}")
    return _ticking(context, {*pending.ticked} ^ {characteristic})


def _ticking(context: Context, characteristics: Iterable[str]) -> TickCharacteristics:
    ticked = frozenset(characteristics)
    return TickCharacteristics(tuple(item.id for item in context.criteria.asked_characteristics if item.id in ticked))


def _toggle(context: Context, item: Characteristic, pending: TickCharacteristics) -> Choice:
    key = "ticks.on" if item.id in pending.ticked else "ticks.off"
    return Choice(
        label=context.text(key, name=item.name[context.language]),
        press=context.press(characteristic_question(item.id), QUESTION),
        number=str(context.criteria.option_number[item.id]),
        detail=item.description[context.language],
        words=characteristic_words(context, item),
    )
