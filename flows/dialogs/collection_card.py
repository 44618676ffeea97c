"""One collection: which services are given to it. Each is given, or withdrawn, by one tap."""

from collections.abc import Iterator, Sequence

from flows.actions.joined_collections import MOST_GIVEN, join, leave
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.dialogs import collection_list
from flows.dialogs.collection_list import state_line
from flows.model.finished import FinishedEntry
from flows.model.messages import Block, Choice, Entry, Message, Paragraph, Role, Section, Style
from flows.model.pending import PAGE_PREFIX, CollectionCard, Topic
from flows.model.shared_work import Joined
from flows.model.step_context import StepInputs
from flows.results.portfolio_view import newest_of_each_service
from flows.screens.confirmation import CLOSE, side_choice, side_question_id
from flows.understanding.normal_form import canonical

#: Services on one page.
PAGE_SIZE = 10

GIVE_ALL = "give_all"
LEAVE = "leave"
#: Prefixes of the buttons of a service; the id of its assessment follows.
GIVE = "give_"
WITHDRAW = "take_"


def screen(context: Context, pending: CollectionCard) -> Message:
    """Show the services with what is given; the list if the collection is gone, or everything was withdrawn."""
    joined = context.session.shared.joined(pending.token)
    if joined is None:
        return collection_list.screen(context)
    services, offset = _services(context, joined), int(pending.offset)
    return Message(
        summary=joined.title,
        title=joined.title,
        blocks=(Paragraph(_about(context, joined, services)), *_rows(context, joined, services, offset)),
        choices=(
            *_pages(context, joined, offset, len(services)),
            *_give_all(context, joined, services),
            _choice(context, joined, LEAVE, "giving.leave", Style.DANGER),
            _choice(context, joined, CLOSE, "giving.close", Style.PRIMARY),
        ),
    )


def answer(context: Context, pending: CollectionCard, choice: str, inputs: StepInputs) -> Outcome:
    """Give or withdraw services, show another page, or leave the question."""
    joined = context.session.shared.joined(pending.token)
    if joined is None:
        return collection_list.answer(context, choice)
    if choice == CLOSE:
        return Outcome(context)
    if choice == LEAVE:
        return Outcome(leave(context, pending.token), notice=context.text("collect.left", title=joined.title))
    if choice.startswith(PAGE_PREFIX):
        return Outcome(context.with_pending(CollectionCard(pending.token, choice.removeprefix(PAGE_PREFIX))))
    shown = context.with_pending(pending)
    if choice.startswith(WITHDRAW):
        return _withdraw(shown, joined, choice.removeprefix(WITHDRAW))
    return _give(shown, joined, _chosen(context, joined, choice))


def _give(context: Context, joined: Joined, entries: Sequence[FinishedEntry]) -> Outcome:
    """Give services. Each takes the place of an earlier assessment of the same service."""
    new = [entry for entry in entries if entry.assessment not in joined.assessments]
    names = {canonical(entry.service) for entry in new}
    kept = [entry for entry in _given(context, joined) if canonical(entry.service) not in names]
    assessments = tuple(entry.assessment for entry in (*kept, *new))
    text = context.text
    if len(assessments) > MOST_GIVEN:
        return Outcome(context, notice=text("collect.full", count=MOST_GIVEN))
    notice = (
        text("collect.gave", service=new[0].service) if len(new) == 1 else text.plural("collect.gave_all", len(new))
    )
    return Outcome(join(context, joined._replace(assessments=assessments)), notice=notice if new else "")


def _chosen(context: Context, joined: Joined, choice: str) -> list[FinishedEntry]:
    """Return the services that a button gives."""
    if choice == GIVE_ALL:
        return _services(context, joined)
    entry = context.session.finished.find(choice.removeprefix(GIVE))
    return [entry] if entry else []


def _withdraw(context: Context, joined: Joined, assessment: str) -> Outcome:
    left = tuple(name for name in joined.assessments if name != assessment)
    entry = context.session.finished.find(assessment)
    notice = context.text("collect.withdrew", service=entry.service if entry else context.text("review.empty"))
    return Outcome(join(context, joined._replace(assessments=left)), notice=notice)


def _given(context: Context, joined: Joined) -> list[FinishedEntry]:
    entries = {entry.assessment: entry for entry in context.session.finished.entries}
    return [entries[name] for name in joined.assessments if name in entries]


def _services(context: Context, joined: Joined) -> list[FinishedEntry]:
    """Return the services that are given, or may be: the newest assessment of each, the newest first."""
    entries = context.session.finished.entries
    newest = set() if joined.is_closed else set(newest_of_each_service(entries))
    shown = [entry for entry in entries if entry.token in newest or entry.assessment in joined.assessments]
    return sorted(shown, key=lambda entry: -entry.number)


def _about(context: Context, joined: Joined, services: Sequence[FinishedEntry]) -> str:
    text = context.text
    agency = joined.expected or joined.agency
    return "\n".join(
        (
            *([text("giving.agency", agency=agency)] if agency else []),
            *([text("giving.given", given=len(joined.assessments), count=len(services))] if services else []),
            state_line(context, joined),
        )
    )


def _rows(context: Context, joined: Joined, services: Sequence[FinishedEntry], offset: int) -> tuple[Block, ...]:
    text = context.text
    if not services:
        return () if joined.is_closed else (Paragraph(text("giving.none_finished"), Role.REMARK),)
    page = enumerate(services[offset : offset + PAGE_SIZE], offset + 1)
    heading = text("giving.services_closed" if joined.is_closed else "giving.services")
    return (Section(heading, tuple(_row(context, joined, *numbered) for numbered in page)),)


def _row(context: Context, joined: Joined, number: int, entry: FinishedEntry) -> Entry:
    is_given = entry.assessment in joined.assessments
    state = context.text("giving.is_given" if is_given else "giving.is_not_given")
    press = context.press(f"{WITHDRAW if is_given else GIVE}{entry.assessment}", _question(joined))
    return Entry(entry.service, state, number=str(number), press=press)


def _pages(context: Context, joined: Joined, offset: int, count: int) -> Iterator[Choice]:
    for name, start in (("results.older", offset + PAGE_SIZE), ("results.newer", offset - PAGE_SIZE)):
        if 0 <= start < count:
            yield _choice(context, joined, f"{PAGE_PREFIX}{start}", name)


def _give_all(context: Context, joined: Joined, services: Sequence[FinishedEntry]) -> Iterator[Choice]:
    """Return the button that gives all services, where more than one is not given yet."""
    lacking = [entry for entry in services if entry.assessment not in joined.assessments]
    if lacking[1:]:
        yield _choice(context, joined, GIVE_ALL, "giving.give_all")


def _choice(context: Context, joined: Joined, choice: str, key: str, style: Style = Style.NEUTRAL) -> Choice:
    return side_choice(context, key, context.press(choice, _question(joined)), style=style)


def _question(joined: Joined) -> str:
    """Return the question in the buttons: one of another collection changes nothing of this one."""
    return side_question_id(Topic.COLLECTION, joined.contribution[: collection_list.NAME_LENGTH])
