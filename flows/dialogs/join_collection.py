"""Joining a collection by its code: who asks, who will see what, the consent, and the officer's agency."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from flows.actions.agency_names import MOST_OFFERED, known_agencies
from flows.actions.joined_collections import MOST_COLLECTIONS, join
from flows.actions.text_answers import typed_answer
from flows.assessment.context import Context
from flows.assessment.outcome import Outcome
from flows.collaboration.collection import Collection
from flows.collaboration.expected_services import ExpectedServices
from flows.i18n.dates import spoken_date
from flows.model.events import Text
from flows.model.link import Link, LinkKind
from flows.model.messages import Choice, Message, Paragraph, Role, Style
from flows.model.pending import CollectionCard, JoinCollection, Topic
from flows.model.question_ids import AGENCY
from flows.model.shared_work import Joined
from flows.model.step_context import StepInputs
from flows.screens.confirmation import side_choice, side_question_id
from flows.understanding.expected_agency import match_agency

QUESTION = side_question_id(Topic.JOIN)
#: Prefix of the button of an offered name; its place follows.
OFFERED = "name_"


class JoinStep(StrEnum):
    """The steps of joining, in their order."""

    CONSENT = ""
    AGENCY = "agency"
    NEAR = "near"


class JoinChoice(StrEnum):
    """The choices beside the offered names."""

    AGREE = "agree"
    KEEP = "keep"
    CLOSE = "close"


def open_record(context: Context, record: Collection, inputs: StepInputs) -> Outcome | None:
    """Show what a collection asks for, or what is given to it; None for one that is closed to newcomers."""
    if context.session.shared.joined(record.token):
        return Outcome(context.with_pending(CollectionCard(record.token)))
    if not record.is_open(inputs.now):
        return None
    if len(context.session.shared.collections) >= MOST_COLLECTIONS:
        return Outcome(context, notice=context.text("collect.too_many", count=MOST_COLLECTIONS))
    asked = JoinCollection(record.token, record.title, record.organiser, str(record.until))
    return Outcome(context.with_pending(asked))


def screen(context: Context, pending: JoinCollection) -> Message:
    """Show the present step."""
    match JoinStep(pending.step):
        case JoinStep.CONSENT:
            return _consent(context, pending)
        case JoinStep.AGENCY:
            return _agency(context, pending)
        case JoinStep.NEAR:
            return _near(context, pending)


def answer(context: Context, pending: JoinCollection, choice: str, inputs: StepInputs) -> Outcome:
    """Agree, choose the agency, or leave everything as it is."""
    if choice == JoinChoice.CLOSE:
        return Outcome(context, notice=context.text("join.not_joined"))
    if choice == JoinChoice.KEEP:
        return _join(context, pending, "", inputs)
    known = known_agencies(context, inputs)
    if isinstance(known, Outcome):
        return known
    if choice == JoinChoice.AGREE:
        return _ask_agency(context, pending, known, inputs)
    name = pending.offered.split("\n")[int(choice.removeprefix(OFFERED))]
    if pending.step == JoinStep.NEAR:
        return _join(context, pending, name, inputs)
    return _with_agency(context, pending, name, known.get(name, ""), inputs)


def answer_text(context: Context, pending: JoinCollection, typed: Text, inputs: StepInputs) -> Outcome:
    """Take a typed name as that of the agency; at the question about near names, too, as another one."""
    agency = typed_answer(AGENCY, typed.text, context.text)
    if agency.problem:
        return Outcome(context, notice=agency.problem)
    return _with_agency(context.with_pending(None), pending, agency.text, typed.source, inputs)


def _ask_agency(context: Context, pending: JoinCollection, known: Mapping[str, str], inputs: StepInputs) -> Outcome:
    """Take the agency of the officer's services; ask where that is none, or not one alone."""
    if len(known) == 1:
        ((name, source),) = known.items()
        return _with_agency(context, pending, name, source, inputs)
    offered = "\n".join(tuple(known)[:MOST_OFFERED])
    return Outcome(context.with_pending(replace(pending, step=JoinStep.AGENCY.value, offered=offered)))


def _with_agency(context: Context, pending: JoinCollection, agency: str, source: str, inputs: StepInputs) -> Outcome:
    """Look the agency up in the coordinator's list, and ask where names there are only near."""
    link = Link(LinkKind.EXPECTED, pending.token)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    record = inputs.shared[link]
    named = replace(pending, agency=agency, source=source, step=JoinStep.NEAR.value)
    if not isinstance(record, ExpectedServices):
        return _join(context, named, "", inputs)
    match = match_agency(agency, [item.name for item in record.agencies])
    if match.near:
        return Outcome(context.with_pending(replace(named, offered="\n".join(match.near))))
    return _join(context, named, match.name, inputs)


def _join(context: Context, pending: JoinCollection, expected: str, inputs: StepInputs) -> Outcome:
    """Join, and show the services to pick from."""
    link = Link(LinkKind.COLLECTION, pending.token)
    if link not in inputs.shared:
        return Outcome(context, wanted_links=(link,))
    record = inputs.shared[link]
    if not isinstance(record, Collection) or not record.is_open(inputs.now):
        return Outcome(context, notice=context.text("collect.closed", title=pending.title))
    joined = Joined(
        collection=record.token,
        contribution=inputs.token,
        title=record.title,
        until=record.until,
        joined_at=inputs.now,
        agency=pending.agency,
        expected=expected,
        source=pending.source,
    )
    notice = context.text("collect.joined", title=record.title)
    return Outcome(join(context, joined).with_pending(CollectionCard(record.token)), notice=notice)


def _consent(context: Context, pending: JoinCollection) -> Message:
    text, until = context.text, spoken_date(int(pending.until) - 1, context.text)
    processes = len(context.rules.newest_rules.criteria.processes)
    return Message(
        summary=text("join.title"),
        title=text("join.title"),
        blocks=(
            Paragraph(pending.title, Role.HEADING),
            Paragraph(text("join.asks", organiser=pending.organiser or text("join.somebody"), date=until)),
            Paragraph(text("join.seen", processes=processes)),
            Paragraph(text("join.not_seen")),
            Paragraph(text("join.later"), Role.REMARK),
        ),
        choices=(
            side_choice(context, "join.agree", context.press(JoinChoice.AGREE.value, QUESTION), 1, Style.PRIMARY),
            side_choice(context, "join.close", context.press(JoinChoice.CLOSE.value, QUESTION), 2),
        ),
    )


def _agency(context: Context, pending: JoinCollection) -> Message:
    text = context.text
    return Message(
        summary=text("join.agency_title"),
        title=text("join.agency_title"),
        blocks=(Paragraph(text("join.agency_text")),),
        choices=(
            *_names(context, pending),
            side_choice(context, "join.close", context.press(JoinChoice.CLOSE.value, QUESTION)),
        ),
        placeholder=text("join.agency_placeholder"),
    )


def _near(context: Context, pending: JoinCollection) -> Message:
    text, names = context.text, (*_names(context, pending),)
    keep = context.press(JoinChoice.KEEP.value, QUESTION)
    return Message(
        summary=text("join.near_title"),
        title=text("join.near_title"),
        blocks=(Paragraph(text("join.near_text", agency=pending.agency)),),
        choices=(*names, side_choice(context, "join.keep", keep, len(names) + 1)),
        placeholder=text("join.agency_placeholder"),
    )


def _names(context: Context, pending: JoinCollection) -> Iterator[Choice]:
    """Return a button for each offered name."""
    for place, name in enumerate(filter(None, pending.offered.split("\n"))):
        yield Choice(name, context.press(f"{OFFERED}{place}", QUESTION), number=str(place + 1))
