"""Approves the result of another officer, or returns it, in this chat."""

from dataclasses import asdict, replace

from flows.actions.approvals import give_decision, given_code
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome, RecordChange, in_lines
from flows.collaboration import approval as records
from flows.collaboration.approval import Approval, ApprovalRequest, ApprovalState
from flows.collaboration.codes import OpenedCode
from flows.model.events import Text
from flows.model.link import Link, LinkKind
from flows.model.messages import Message
from flows.model.note_keys import NOTE_PREFIX
from flows.model.pending import DecideApproval
from flows.model.question_ids import WELCOME
from flows.model.result import Result, is_open
from flows.model.step_context import StepInputs
from flows.results.approval_view import change_lines
from flows.results.result_view import view_result
from flows.results.seen_result import seen_digest, seen_text
from flows.screens import decision
from flows.screens.decision import WHOLE, DecisionChoice, Part
from flows.screens.seen_result import result_in_lines
from flows.understanding.text_cleaning import clean_line, clean_paragraphs, has_letters

#: Characters of a name or a position, and of a remark.
LONGEST_NAME = 100
LONGEST_REMARK = 500

#: Lines of a text that has the name and the position at once.
NAME_AND_POSITION = 2


def open_record(context: Context, opened: OpenedCode, record: ApprovalRequest, inputs: StepInputs) -> Outcome:
    """Show the result that a code opens; say so where it is not open any more, or is the officer's own."""
    own = next((item for item in context.session.shared.approvals if item.token == opened.token), None)
    if own and record.is_open(inputs.now):
        shown = context.with_pending(given_code(own, record.open_until))
        return Outcome(shown, notice=context.text("decide.own_code"))
    if any(given.id == record.decision_id for given in context.session.shared.given if record.decision_id):
        return Outcome(context, notice=context.text("decide.thanks"))
    if not record.is_open(inputs.now):
        return Outcome(context, notice=context.text("code.unknown"))
    if record.result not in inputs.results:
        return Outcome(context, wanted=(record.result,))
    result = inputs.results[record.result]
    if result is None:
        return Outcome(context, notice=context.text("code.unknown"))
    return _show(context, opened, record, result, inputs)


def _show(context: Context, opened: OpenedCode, record: ApprovalRequest, result: Result, inputs: StepInputs) -> Outcome:
    """Show the card of the result. One of another edition is shown by the page alone."""
    shown = _shown(context, opened, record, result, inputs)
    if shown is None:
        return Outcome(context, before=(decision.only_on_page(context, opened.code, result.service),), brief=True)
    return Outcome(context.with_pending(shown))


def _shown(
    context: Context, opened: OpenedCode, record: ApprovalRequest, result: Result, inputs: StepInputs
) -> DecideApproval | None:
    editions = (context.criteria, context.rules.newest_rules.criteria)
    criteria = next((item for item in editions if item.edition.id == result.edition), None)
    if criteria is None:
        return None
    text = context.text
    last = record.previous
    changes = tuple(change_lines(criteria, last.seen, result, text)) if last else None
    view = view_result(criteria, replace(result, shows_assessor=False), text)
    has_evidence = any(name.startswith(NOTE_PREFIX) for name in result.notes)
    may_open = is_open(result, inputs.now) and (record.shows_private or not has_evidence)
    return DecideApproval(
        token=opened.token,
        code=opened.code,
        result=record.result if may_open else "",
        service=result.service,
        summary=result_in_lines(view, changes, text),
        digest=seen_digest(_seen(opened.token, record, result)),
    )


def _seen(token: str, record: ApprovalRequest, result: Result) -> str:
    return seen_text(result, token, shows_private=record.shows_private)


def screen(context: Context, pending: DecideApproval) -> Message:
    """Show the result, or ask for the next part of the decision."""
    return decision.decision_screen(context, pending)


def answer(context: Context, pending: DecideApproval, choice: str, inputs: StepInputs) -> Outcome:
    """Apply a choice: the decision, what the result is returned to, the confirmation, or to leave it for later."""
    if choice == DecisionChoice.CLOSE:
        return Outcome(context, notice=context.text("decide.later"), brief=context.state == WELCOME)
    match decision.next_part(pending):
        case Part.DECISION:
            decided = DecisionChoice(choice)
            return Outcome(context.with_pending(replace(pending, decision=decided.value)))
        case Part.PROCESS:
            return Outcome(context.with_pending(replace(pending, process=choice)))
        case Part.CONFIRM:
            return _decide(context, pending, inputs)
        case _:
            raise ValueError(f"{choice!r} is no choice while a text is asked for")


def answer_text(context: Context, pending: DecideApproval, typed: Text, inputs: StepInputs) -> Outcome:
    """Take a typed name, position or remark. A name with the position in a second line has both."""
    part = decision.next_part(pending)
    if part not in {Part.NAME, Part.POSITION, Part.REMARK}:
        return Outcome(context, notice=context.text("decide.tap"), choices_only=True)
    if part is Part.REMARK:
        return _take(context, pending, {"remark": clean_paragraphs(typed.text)}, typed.source)
    lines = [line for line in clean_paragraphs(typed.text).split("\n") if line]
    if part is Part.NAME and len(lines) == NAME_AND_POSITION:
        return _take(context, pending, {"name": lines[0], "position": lines[1]}, typed.source)
    return _take(context, pending, {part.value: clean_line(typed.text)}, typed.source)


def _take(context: Context, pending: DecideApproval, texts: dict[str, str], source: str) -> Outcome:
    """Take the texts of a message, unless one of them is empty or too long."""
    for name, text in texts.items():
        if problem := text_problem(context, name, text):
            return Outcome(context, notice=problem)
    sources = {f"{name}_source": source for name in texts}
    return Outcome(context.with_pending(replace(pending, **texts, **sources)))


def text_problem(context: Context, name: str, text: str) -> str:
    """Return what is wrong with a name, a position or a remark; empty where nothing is."""
    limit = LONGEST_REMARK if name == Part.REMARK else LONGEST_NAME
    if not has_letters(text):
        return context.text("notice.needs_letters")
    return context.text("notice.too_long", length=len(text), limit=limit) if len(text) > limit else ""


def without_unsent(pending: DecideApproval, source: str) -> DecideApproval:
    """Return the question without what was typed in a message that was unsent; it is asked for again."""
    sources = {name: getattr(pending, f"{name}_source") for name in ("name", "position", "remark")}
    erased = {name for name, known in sources.items() if known == source}
    if not (source and erased):
        return pending
    blank = dict.fromkeys((*erased, *(f"{name}_source" for name in erased)), "")
    return replace(pending, **blank)


def _decide(context: Context, pending: DecideApproval, inputs: StepInputs) -> Outcome:
    """Store the decision, unless the request closed, or the result is not what was shown any more."""
    link = Link(LinkKind.APPROVAL, pending.token)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    record = inputs.shared[link]
    if not isinstance(record, ApprovalRequest) or not record.is_open(inputs.now):
        return Outcome(context, notice=context.text("decide.too_late"))
    if record.result not in inputs.results:
        return Outcome(context, wanted=(record.result,))
    result = inputs.results[record.result]
    if result is None:
        return Outcome(context, notice=context.text("decide.too_late"))
    seen = _seen(pending.token, record, result)
    if seen_digest(seen) != pending.digest:
        return _show_again(context, pending, record, result, inputs)
    approval = Approval(
        name=pending.name,
        position=pending.position,
        remark=pending.remark,
        channel=inputs.channel,
        at=inputs.now,
        digest=pending.digest,
        seen=seen,
    )
    change = records.DecideApproval(
        state=ApprovalState.RETURNED if pending.decision == DecisionChoice.RETURN else ApprovalState.APPROVED,
        decision=asdict(approval),
        decision_id=inputs.token,
        process="" if pending.process == WHOLE else pending.process,
        name_source=pending.name_source,
        position_source=pending.position_source,
        remark_source=pending.remark_source,
    )
    context = give_decision(context, OpenedCode(pending.code, pending.token), inputs)
    return Outcome(context, shared=(RecordChange(link, change),), settles=True)


def _show_again(
    context: Context, pending: DecideApproval, record: ApprovalRequest, result: Result, inputs: StepInputs
) -> Outcome:
    """Show what the result is now. What was typed stays; the decision is asked for again."""
    opened = OpenedCode(pending.code, pending.token)
    shown = _show(context, opened, record, result, inputs)
    now = shown.context.session.pending
    notice = in_lines(shown.notice, context.text("decide.changed_meanwhile"))
    if not isinstance(now, DecideApproval):
        return shown._replace(notice=notice)
    kept = {name: getattr(pending, name) for name in ("name", "name_source", "position", "position_source")}
    return Outcome(context.with_pending(replace(now, **kept)), notice=notice)
