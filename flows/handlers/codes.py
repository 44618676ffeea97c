"""One-time codes that are typed, or come with a deep link: each opens one shared record."""

from flows.actions.owners_copy import is_in_group
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.approval import ApprovalRequest
from flows.collaboration.codes import CodeTarget, OpenedCode
from flows.collaboration.collection import Collection
from flows.collaboration.question import ColleagueQuestion
from flows.collaboration.service import ServiceRecord
from flows.dialogs import answer_colleague, decide_approval, join_collection, receive_service
from flows.model.link import Link, LinkKind
from flows.model.shared_work import MOST_WRONG_CODES, WRONG_CODE_SECONDS
from flows.model.step_context import StepInputs


def open_code(context: Context, code: str, inputs: StepInputs) -> Outcome:
    """Open what a code leads to. Codes are looked up in private chats only, and not after many wrong ones."""
    if is_in_group(context):
        return Outcome(context, notice=context.text("code.in_private"))
    if _wrong_codes(context, inputs) >= MOST_WRONG_CODES:
        return Outcome(context, notice=context.text("code.too_many"))
    link = Link(LinkKind.CODE, code)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    target = inputs.shared[link]
    return _open(context, code, target, inputs) if isinstance(target, CodeTarget) else _unknown(context, inputs)


def _open(context: Context, code: str, target: CodeTarget, inputs: StepInputs) -> Outcome:
    link = Link(LinkKind(target.kind.value), target.token)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    opened = OpenedCode(code, target.token)
    match inputs.shared[link]:
        case ColleagueQuestion() as question:
            return answer_colleague.open_record(context, opened, question, inputs)
        case ServiceRecord() as service:
            return receive_service.open_record(context, opened, service, inputs)
        case ApprovalRequest() as request:
            return decide_approval.open_record(context, opened, request, inputs)
        case Collection() as collection:
            return join_collection.open_record(context, collection, inputs) or _unknown(context, inputs)
        case _:
            return _unknown(context, inputs)


def _unknown(context: Context, inputs: StepInputs) -> Outcome:
    """Say that a code opens nothing, whatever the reason, and count it."""
    shared, count = context.session.shared, _wrong_codes(context, inputs) + 1
    since = shared.wrong_since if count > 1 else inputs.now
    counted = shared._replace(wrong_codes=count, wrong_since=since)
    context = context.with_session(context.session._replace(shared=counted))
    return Outcome(context, notice=context.text("code.unknown"))


def _wrong_codes(context: Context, inputs: StepInputs) -> int:
    """Return how many unknown codes were typed within the hour."""
    shared = context.session.shared
    return shared.wrong_codes if inputs.now < shared.wrong_since + WRONG_CODE_SECONDS else 0
