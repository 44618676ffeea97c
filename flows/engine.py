"""The conversation engine. `step` is pure: the same session, event and inputs give the same result."""

from dataclasses import replace
from typing import NamedTuple, assert_never

from flows.actions.approval_state import tell_approval
from flows.actions.asked_questions import without_dropped
from flows.actions.contributions import give_changes
from flows.actions.edition_migration import migrate_to_newest
from flows.actions.offered_services import keep_offered
from flows.actions.owners_copy import copy_shown_result
from flows.actions.shared_news import learn_news
from flows.assessment.context import Context, Controller, Retention, Rules
from flows.assessment.flow import FLOW
from flows.assessment.machine import build_machine
from flows.assessment.navigation import Navigation
from flows.assessment.outcome import Outcome, SharedEffect, after_news, in_lines
from flows.assessment.table_columns import TEXT_COLUMNS
from flows.collaboration.codes import find_code
from flows.dialogs.agency_answers import offer_agency_answers
from flows.dialogs.dispatch import present_screen
from flows.dialogs.proposals import offer_proposals
from flows.handlers.buttons import apply_press
from flows.handlers.codes import open_code
from flows.handlers.commands import greet, run_command
from flows.handlers.edited_message import apply_edit
from flows.handlers.sent_files import begin_reading, read_table_of_file, tell_fault, tell_unread_file, without_old_batch
from flows.handlers.settled import after_settling
from flows.handlers.typed_message import apply_message
from flows.handlers.unsent_message import remove_unsent_text
from flows.handlers.welcome_back import offer_newest, welcome_back_notice, with_restart_button
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.batch import Batch
from flows.model.data_export import Export
from flows.model.events import (
    ButtonPress,
    Command,
    Correction,
    Event,
    FileNotRead,
    FileSent,
    Greeting,
    Retraction,
    Settled,
    Text,
    Unreadable,
)
from flows.model.link import Link, LinkKind
from flows.model.member import Member
from flows.model.messages import Message, Paragraph
from flows.model.question_ids import DESCRIPTION, RESULT, WELCOME
from flows.model.result import Result
from flows.model.session import NOTHING_SHARED, Assessment, OwnersCopy, Session
from flows.model.step_context import StepInputs
from flows.screens.asker import typed_notice
from flows.screens.screen import choices_only, with_notice
from flows.service_table.table_event import TableRead
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from flows.standard.guidance import NO_GUIDANCE, Guidances
from flows.understanding.asides import Aside, AsideMatcher
from flows.understanding.description import DescriptionReader
from flows.understanding.facts import FactMatcher
from flows.understanding.named_question import QuestionNames
from flows.understanding.names import NameReader
from flows.understanding.reader import TextMatcher
from flows.understanding.several import SeveralMatcher

#: Everything that a step applies: events of the conversation, and tables that were read.
AnyEvent = Event | TableRead

#: Of an installation without the settings about the data controller.
NOT_TOLD = Controller()


class Step(NamedTuple):
    """The new session (None: delete it), the reply, and the effects, as in `Outcome`.

    `wanted` names results that the step needs, `wanted_batch` a batch, `wanted_links` shared records, and
    `wanted_editions` criteria: nothing was done; repeat the step with them in its inputs, or added to the engine. After
    a step that `settles`, apply a Settled event at once.
    """

    session: Session | None
    messages: tuple[Message, ...]
    published: tuple[Result, ...] = ()
    renewed: tuple[Result, ...] = ()
    revoked: tuple[str, ...] = ()
    withdrawn: tuple[Link, ...] = ()
    wanted: tuple[str, ...] = ()
    exported: Export | None = None
    copied: OwnersCopy | None = None
    drafted: Batch | None = None
    wanted_batch: str = ""
    shared: tuple[SharedEffect, ...] = ()
    wanted_links: tuple[Link, ...] = ()
    settles: bool = False
    links_version: int = 0
    wanted_editions: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Return whether the step needs something that is still to be read."""
        return bool(self.wanted or self.wanted_batch or self.wanted_links or self.wanted_editions)

    @property
    def assessment(self) -> str:
        """Return the id of the assessment that the reply's buttons belong to; empty if nothing is kept."""
        return self.session.assessment.id if self.session else ""


class Engine:
    """Runs conversations under the criteria in use, and those begun under an earlier edition under that one."""

    def __init__(
        self,
        criteria: Criteria,
        catalogues: Catalogues,
        retention: Retention,
        controller: Controller = NOT_TOLD,
        *,
        guidances: Guidances = NO_GUIDANCE,
    ) -> None:
        self._reader = TextMatcher(catalogues)
        self._several = SeveralMatcher(catalogues, self._reader)
        self._controller = controller
        self._guidances = guidances
        self._asides = AsideMatcher(catalogues)
        self._names = NameReader(catalogues, self._asides)
        self._criteria = {criteria.edition.id: criteria}
        self.rules = self._build(criteria, catalogues, retention, None)
        self._editions = {criteria.edition.id: self.rules}

    def has_edition(self, edition: str) -> bool:
        """Return whether the criteria of an edition are loaded."""
        return edition in self._editions

    def add_edition(self, criteria: Criteria) -> None:
        """Add an earlier edition, so that assessments begun under it can be finished under it."""
        newest = self.rules
        rules = self._build(criteria, newest.catalogues, newest.retention, newest)
        self._editions.setdefault(criteria.edition.id, rules)
        self._criteria.setdefault(criteria.edition.id, criteria)

    def _build(self, criteria: Criteria, catalogues: Catalogues, retention: Retention, newest: Rules | None) -> Rules:
        machine = build_machine(criteria)
        navigation = Navigation(criteria, machine)
        facts = FactMatcher(criteria, catalogues, self._reader)
        texts = {question.id: question.words for question in FLOW.service_data}
        return Rules(
            criteria=criteria,
            catalogues=catalogues,
            machine=machine,
            navigation=navigation,
            reader=self._reader,
            several=self._several,
            facts=facts,
            descriptions=DescriptionReader(criteria, catalogues, facts.reader),
            asides=self._asides,
            names=self._names,
            questions=QuestionNames(criteria, catalogues, self._reader, texts),
            tables=TableReader(criteria, catalogues, TEXT_COLUMNS),
            retention=retention,
            controller=self._controller,
            guidances=self._guidances,
            newest=newest,
            editions=self._criteria,
        )

    def step(
        self,
        session: Session | None,
        event: AnyEvent,
        inputs: StepInputs,
        *,
        language: Language | None = None,
        member: Member | None = None,
    ) -> Step:
        """Apply one event. A new conversation is in `language`, or in Thai if there is none.

        `member` is the member of a group chat who acts; None in a private chat.
        """
        if session is None:
            return self._begin(event, inputs, language or Language.THAI, member)
        context, notice = self._context(session, member)
        outcome = self._apply_after_news(context, event, inputs)
        if outcome.is_waiting:
            return _waiting(session, outcome)
        outcome = _without_old_report(outcome, session)
        if outcome.silent:
            silent = Step(outcome.context.session, (), renewed=outcome.renewed, withdrawn=outcome.withdrawn)
            return silent._replace(shared=outcome.shared)
        outcome = self._follow_up(context, outcome, inputs)
        if outcome.wanted or outcome.wanted_links:
            return Step(session, (), wanted=outcome.wanted, wanted_links=outcome.wanted_links)
        if isinstance(event, Text):
            notice = in_lines(typed_notice(context, outcome.context, event.text), notice)
        returning = welcome_back_notice(context, outcome.context, inputs.now)
        kept = None if outcome.deleted else outcome.context.session
        return Step(
            kept,
            _reply(outcome, notice, returning),
            outcome.published,
            outcome.renewed,
            outcome.revoked,
            outcome.withdrawn,
            exported=outcome.exported,
            copied=outcome.copied,
            drafted=outcome.drafted,
            shared=outcome.shared,
            settles=outcome.settles,
            links_version=outcome.links_version,
        )

    def _apply_after_news(self, context: Context, event: AnyEvent, inputs: StepInputs) -> Outcome:
        """Apply an event after what others did to the records that the conversation shares with them."""
        if context.session.shared == NOTHING_SHARED:
            outcome = self._apply(context, event, inputs)
            joins = outcome.context.session.shared.collections and not outcome.is_waiting
            return give_changes(context, outcome, inputs) if joins else outcome
        inputs = inputs._replace(can_tell=inputs.can_tell and not isinstance(event, Retraction))
        news = learn_news(context, inputs)
        if news.is_waiting:
            return news
        outcome = keep_offered(news.context, self._apply(news.context, event, inputs))
        if outcome.is_waiting:
            return outcome
        if outcome.settles and inputs.can_tell:
            # The reply is that to the Settled event: what there is to know is told there.
            return self._apply_after_news(context, event, inputs._replace(can_tell=False))
        return give_changes(context, after_news(news, outcome), inputs)

    def _follow_up(self, before: Context, outcome: Outcome, inputs: StepInputs) -> Outcome:
        """Add what follows from an event whatever it was: news of a file, and offers that fit what is known now."""
        session = before.session
        if session.reading or session.batch:
            outcome = without_old_batch(tell_unread_file(outcome, session.reading, inputs), inputs)
        if outcome.context.session.shared.questions:
            outcome = without_dropped(session, outcome)
        outcome = self._reload_edition(_at(outcome, inputs.now))
        if outcome.context.rules.newest:
            outcome = offer_newest(outcome)
        told, tells = (item.session.assessment.answers.get(DESCRIPTION, "") for item in (before, outcome.context))
        if told != tells:
            outcome = offer_proposals(before, outcome)
        if outcome.context.assessment.last:
            outcome = offer_agency_answers(outcome)
        is_result = outcome.context.state == RESULT
        outcome = copy_shown_result(outcome, inputs) if is_result else outcome
        return tell_approval(before, outcome, inputs) if is_result or outcome.context.session.pending else outcome

    def _context(self, session: Session, member: Member | None = None) -> tuple[Context, str]:
        """Return the session under its own edition. If that is not loaded, migrate to the newest, with a notice."""
        rules = self._editions.get(session.assessment.edition)
        if rules:
            return Context(rules, session, member), ""
        moved = migrate_to_newest(Context(self.rules, session, member))
        return moved, moved.text("notice.new_edition", edition=moved.criteria.edition.name[moved.language])

    def _reload_edition(self, outcome: Outcome) -> Outcome:
        """Switch to the edition under which a resumed assessment was begun."""
        if outcome.context.assessment.edition == outcome.context.criteria.edition.id:
            return outcome
        context, notice = self._context(outcome.context.session, outcome.context.member)
        return outcome._replace(context=context, notice=in_lines(outcome.notice, notice))

    def current_screen(self, session: Session) -> tuple[Message, ...]:
        """Return the present screen; changes nothing."""
        context, notice = self._context(session)
        return (with_notice(present_screen(context), notice),)

    def deleted(self, language: Language) -> tuple[Message, ...]:
        """Return the reply to a redelivered deletion. No conversation is left, and none begins."""
        wording = self.rules.catalogues[language]
        title, text = wording("delete.done_title"), wording("delete.done_before")
        return (
            Message(summary=title, title=title, blocks=(Paragraph(text),), placeholder=wording("delete.placeholder")),
        )

    def too_fast(self, language: Language) -> tuple[Message, ...]:
        """Return the reply to the first event that the rate limit rejects."""
        text = self.rules.catalogues[language]("failure.too_fast")
        return (Message(summary=text, blocks=(Paragraph(text),)),)

    def _begin(self, event: AnyEvent, inputs: StepInputs, language: Language, member: Member | None) -> Step:
        """Reply to the first event with the welcome, in the language that it names.

        The commands for help and the language are also run.

        A change of a message that is not known begins no conversation, nor does a file that was read for a deleted one.
        """
        if isinstance(event, Retraction | Correction | TableRead | FileNotRead | Settled):
            return Step(None, ())
        named = self._asides.read(event.text) if isinstance(event, Text) else None
        languages = {Aside.ENGLISH: Language.ENGLISH, Aside.THAI: Language.THAI}
        context = self._new_conversation(inputs, languages.get(named.aside, language) if named else language, member)
        command = self.rules.reader.command(event.text) if isinstance(event, Text) else None
        if command in {Command.HELP, Command.ABOUT, Command.LANGUAGE}:
            outcome = run_command(context, command, inputs)
            return Step(outcome.context.session, _messages(outcome))
        if isinstance(event, Text) and (code := find_code(event.text)):
            outcome = open_code(context, code, inputs)
            return Step(outcome.context.session, _messages(outcome), wanted_links=outcome.wanted_links)
        return Step(context.session, (present_screen(context),))

    def _new_conversation(self, inputs: StepInputs, language: Language, member: Member | None) -> Context:
        assessment = Assessment(inputs.assessment_id, self.rules.criteria.edition.id, WELCOME)
        return Context(
            self.rules, Session(language, assessment, last_event_at=inputs.now, is_group=member is not None), member
        )

    def _apply(self, context: Context, event: AnyEvent, inputs: StepInputs) -> Outcome:  # noqa: C901, PLR0911 - one case an event
        match event:
            case ButtonPress():
                return apply_press(context, event, inputs)
            case Text():
                return apply_message(context, event, inputs)
            case Correction():
                return apply_edit(context, event, inputs)
            case Retraction():
                return remove_unsent_text(context, event.source, inputs)
            case Greeting():
                return greet(context)
            case Unreadable():
                return Outcome(context, notice=context.text("notice.unreadable"), choices_only=True)
            case Settled():
                return after_settling(context, inputs)
            case FileSent():
                return begin_reading(context, event, inputs)
            case TableRead():
                return read_table_of_file(context, event, inputs)
            case FileNotRead():
                return tell_fault(context, event, inputs)
            case _:
                assert_never(event)


def _waiting(session: Session, outcome: Outcome) -> Step:
    """Return the step that asks for what an outcome needs."""
    return Step(
        session,
        (),
        wanted=outcome.wanted,
        wanted_batch=outcome.wanted_batch,
        wanted_links=outcome.wanted_links,
        wanted_editions=outcome.wanted_editions,
    )


def _without_old_report(outcome: Outcome, before: Session) -> Outcome:
    """Withdraw the report on the table of an earlier event, unless it is stored with a batch."""
    if before.report is None:
        return outcome
    session = outcome.context.session
    if session.report is before.report:
        outcome = outcome._replace(context=outcome.context.with_session(session._replace(report=None)))
    is_in_batch = before.batch is not None and before.batch.token == before.report.token
    return (
        outcome
        if is_in_batch
        else outcome._replace(withdrawn=(*outcome.withdrawn, Link(LinkKind.BATCH, before.report.token)))
    )


def _at(outcome: Outcome, now: int) -> Outcome:
    """Return the outcome of an event that came now: screens show today's date."""
    session = outcome.context.session._replace(last_event_at=now)
    return outcome._replace(context=outcome.context._replace(session=session))


def _reply(outcome: Outcome, notice: str, returning: str) -> tuple[Message, ...]:
    """Return the messages with all notices above the first; each notice appears once.

    An officer who returns after a while (`returning` is the notice about it) can start again from the last one.
    """
    brief = outcome.brief and not returning
    first, *others = _brief(outcome) if brief else _messages(outcome)
    if outcome.choices_only and not returning:
        first = choices_only(first)
    lines = in_lines(*dict.fromkeys((notice, returning, outcome.notice)))
    messages = [with_notice(first, lines), *others]
    if returning:
        messages[-1] = with_restart_button(outcome.context, messages[-1])
    return tuple(messages)


def _brief(outcome: Outcome) -> tuple[Message, ...]:
    """Return the messages without the present screen, or an empty one for the notice alone.

    What may be typed is still told, as the question above stands.
    """
    *others, last = outcome.before or (Message(summary=outcome.notice),)
    expected = present_screen(outcome.context).placeholder or outcome.context.text("aside.placeholder")
    return (*others, replace(last, placeholder=expected))


def _messages(outcome: Outcome) -> tuple[Message, ...]:
    if outcome.deleted:
        return outcome.before
    return (*outcome.before, present_screen(outcome.context, explained=outcome.explained))
