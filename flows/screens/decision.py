"""The screens on which somebody decides about the approval of another officer's result, one part after the other."""

from enum import StrEnum

from flows.assessment.context import Context
from flows.model.messages import Block, Choice, LinkPurpose, Message, Paragraph, ResultLink, Role, Style
from flows.model.pending import DecideApproval, Topic
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.screens.level import process_words
from flows.standard.criteria import Criteria

QUESTION = side_question_id(Topic.DECIDE_APPROVAL)

#: What a result is returned to where it is no single process.
WHOLE = "-"


class DecisionChoice(StrEnum):
    """The decisions, and to leave it for later."""

    APPROVE = "approve"
    APPROVE_WITH_REMARK = "approve_remark"
    RETURN = "return"
    CLOSE = CLOSE


class Part(StrEnum):
    """The parts of a decision, in the order in which they are asked for; also the keys of their texts."""

    DECISION = "decision"
    PROCESS = "process"
    REMARK = "remark"
    NAME = "name"
    POSITION = "position"
    CONFIRM = "confirm"


def next_part(pending: DecideApproval) -> Part:
    """Return the part that is to be asked for."""
    if not pending.decision:
        return Part.DECISION
    if pending.decision == DecisionChoice.RETURN and not pending.process:
        return Part.PROCESS
    if pending.decision != DecisionChoice.APPROVE and not pending.remark:
        return Part.REMARK
    if not pending.name:
        return Part.NAME
    return Part.CONFIRM if pending.position else Part.POSITION


def decision_screen(context: Context, pending: DecideApproval) -> Message:
    """Show the part that is to be asked for."""
    match next_part(pending):
        case Part.DECISION:
            return _result(context, pending)
        case Part.PROCESS:
            return _process(context, pending)
        case Part.CONFIRM:
            return _confirm(context, pending)
        case part:
            return _typed(context, pending, part)


def only_on_page(context: Context, code: str, service: str) -> Message:
    """Give the page of a result that another edition of the criteria made."""
    title = context.text("decide.title")
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(service, Role.HEADING), Paragraph(context.text("decide.only_on_page"))),
        links=(ResultLink(context.text("decide.open_page"), code, LinkPurpose.CODE),),
    )


def _result(context: Context, pending: DecideApproval) -> Message:
    text = context.text
    decisions = (DecisionChoice.APPROVE, DecisionChoice.APPROVE_WITH_REMARK, DecisionChoice.RETURN)
    opened = (ResultLink(text("decide.open_result"), pending.result, LinkPurpose.OPEN),) if pending.result else ()
    return Message(
        summary=text("decide.title"),
        title=text("decide.title"),
        blocks=(
            Paragraph(pending.service, Role.HEADING),
            Paragraph(pending.summary),
            Paragraph(text("decide.what_is_stored"), Role.REMARK),
        ),
        choices=(*_choices(context, decisions), _later(context)),
        links=(*opened, ResultLink(text("decide.open_page"), pending.code, LinkPurpose.CODE)),
    )


def _process(context: Context, pending: DecideApproval) -> Message:
    text, criteria = context.text, context.rules.newest_rules.criteria
    processes = tuple(
        Choice(
            label=process.short[context.language],
            press=context.press(process.id, QUESTION),
            number=str(number),
            words=process_words(process),
        )
        for number, process in enumerate(criteria.processes, 1)
    )
    whole = side_choice(context, "decide.whole", context.press(WHOLE, QUESTION), len(processes) + 1)
    return _asked(context, pending, Part.PROCESS, (*processes, whole, _later(context)), text("decide.ask.process"))


def _typed(context: Context, pending: DecideApproval, part: Part) -> Message:
    ask = context.text(f"decide.ask.{part}")
    told = (Paragraph(context.text("decide.what_is_stored"), Role.REMARK),) if part is not Part.POSITION else ()
    message = _asked(context, pending, part, (_later(context),), ask, *told)
    return Message(
        message.summary,
        message.blocks,
        message.title,
        choices=message.choices,
        placeholder=context.text(f"decide.placeholder.{part}"),
    )


def _confirm(context: Context, pending: DecideApproval) -> Message:
    """Show all that is stored once it is confirmed."""
    text = context.text
    process = _process_name(context, context.rules.newest_rules.criteria, pending.process)
    lines = (
        text(f"decide.{pending.decision}") + (f": {process}" if process else ""),
        text("decide.remark_line", remark=pending.remark) if pending.remark else "",
        text("approval.who", name=pending.name, position=pending.position),
    )
    confirm = side_choice(context, "decide.confirm", context.press(Part.CONFIRM.value, QUESTION), 1, Style.PRIMARY)
    told = Paragraph(text("decide.no_signature"), Role.REMARK)
    shown = Paragraph("\n".join(line for line in lines if line))
    return _asked(context, pending, Part.CONFIRM, (confirm, _later(context)), "", shown, told)


def _process_name(context: Context, criteria: Criteria, process: str) -> str:
    if not process:
        return ""
    known = criteria.process_by_id.get(process)
    return known.short[context.language] if known else context.text("approval.whole")


def _asked(
    context: Context, pending: DecideApproval, part: Part, choices: tuple[Choice, ...], ask: str, *blocks: Block
) -> Message:
    title = context.text(f"decide.title.{part}")
    asked = (Paragraph(ask),) if ask else ()
    return Message(
        summary=title,
        title=title,
        blocks=(Paragraph(pending.service, Role.HEADING), *asked, *blocks),
        choices=choices,
    )


def _choices(context: Context, decisions: tuple[DecisionChoice, ...]) -> tuple[Choice, ...]:
    return tuple(
        side_choice(context, f"decide.{choice}", context.press(choice.value, QUESTION), number)
        for number, choice in enumerate(decisions, 1)
    )


def _later(context: Context) -> Choice:
    return side_choice(context, "decide.close", context.press(DecisionChoice.CLOSE.value, QUESTION))
