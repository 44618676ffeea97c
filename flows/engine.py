"""The conversation: `step(session, event)` gives the next session and what to say. Pure, so it can be repeated."""

from typing import NamedTuple

from flows.actions.edition_migration import migrate_to_newest
from flows.assessment.context import Context, Retention, Rules
from flows.assessment.machine import build_machine
from flows.assessment.navigation import Navigation
from flows.assessment.outcome import Link, Outcome, in_lines
from flows.dialogs.dispatch import present_screen
from flows.handlers.buttons import apply_press
from flows.handlers.commands import greet, run_command
from flows.handlers.edited_message import apply_edit
from flows.handlers.text import apply_text
from flows.handlers.unsent_message import remove_unsent_text
from flows.handlers.welcome_back import offer_newest, welcome_back_notice, with_restart_button
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.data_export import Export
from flows.model.events import ButtonPress, Command, Correction, Event, Greeting, Retraction, Text
from flows.model.member import Member
from flows.model.messages import Message, Paragraph
from flows.model.question_ids import WELCOME
from flows.model.result import Result
from flows.model.session import Assessment, Session
from flows.model.step_context import StepInputs
from flows.screens.screen import with_notice
from flows.standard.criteria import Criteria
from flows.understanding.reader import TextMatcher


class Step(NamedTuple):
    """The new session (None: delete it), what to say, and what changes behind links, as in `Outcome`.

    `wanted` names results that the step needs: it did nothing, and is to be repeated with them in its moment.
    `is_common` tells that there is one message, which is the same for everybody (and the same object each time).
    """

    session: Session | None
    messages: tuple[Message, ...]
    published: tuple[Result, ...] = ()
    renewed: tuple[Result, ...] = ()
    revoked: tuple[str, ...] = ()
    withdrawn: tuple[Link, ...] = ()
    wanted: tuple[str, ...] = ()
    exported: Export | None = None
    is_common: bool = False

    @property
    def assessment(self) -> str:
        """The id of the assessment that the buttons of the messages belong to; empty where nothing is kept."""
        return self.session.assessment.id if self.session else ""


class Engine:
    """The conversation by the criteria in use, and by earlier editions for what was begun with them."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, retention: Retention) -> None:
        """Build the machine from the criteria."""
        self._reader = TextMatcher(catalogues)
        self.rules = self._build(criteria, catalogues, retention, None)
        self._editions = {criteria.edition.id: self.rules}

    def knows(self, edition: str) -> bool:
        """Whether an edition's criteria are here."""
        return edition in self._editions

    def learn(self, criteria: Criteria) -> None:
        """Take an earlier edition, so that what was begun with it can be finished with it."""
        newest = self.rules
        rules = self._build(criteria, newest.catalogues, newest.retention, newest)
        self._editions.setdefault(criteria.edition.id, rules)

    def _build(self, criteria: Criteria, catalogues: Catalogues, retention: Retention, newest: Rules | None) -> Rules:
        machine = build_machine(criteria)
        return Rules(criteria, catalogues, machine, Navigation(criteria, machine), self._reader, retention, newest)

    def step(
        self,
        session: Session | None,
        event: Event,
        moment: StepInputs,
        *,
        language: Language | None = None,
        member: Member | None = None,
    ) -> Step:
        """Apply one event. `language` is used where a conversation begins, Thai without it.

        `member` is who did it in a group chat, and None in a private one.
        """
        if session is None and isinstance(event, Retraction | Correction):
            return Step(None, ())
        if session is None:
            return self._begin(event, self._fresh(moment, language or Language.THAI, member), moment)
        scene, notice = self._scene(session, member)
        outcome = self._apply(scene, event, moment)
        if outcome.wanted:
            return Step(session, (), wanted=outcome.wanted)
        if outcome.silent:
            return Step(outcome.context.session, (), renewed=outcome.renewed)
        outcome = offer_newest(self._by_own_edition(outcome))
        messages = _messages(outcome)
        returning = welcome_back_notice(scene, outcome.context, moment.now)
        lines = in_lines(*dict.fromkeys((notice, returning, outcome.notice)))
        said = (with_notice(messages[0], lines), *messages[1:])
        if returning:
            said = (*said[:-1], with_restart_button(outcome.context, said[-1]))
        kept = None if outcome.deleted else outcome.context.session._replace(last_event_at=moment.now)
        return Step(
            kept,
            said,
            outcome.published,
            outcome.renewed,
            outcome.revoked,
            outcome.withdrawn,
            exported=outcome.exported,
            is_common=len(said) == 1 and said[0] in outcome.context.rules.common,
        )

    def _scene(self, session: Session, member: Member | None = None) -> tuple[Context, str]:
        """The session by its own edition; where that is not here, moved to the newest, with a line that says so."""
        rules = self._editions.get(session.assessment.edition)
        if rules:
            return Context(rules, session, member), ""
        moved = migrate_to_newest(Context(self.rules, session, member))
        return moved, moved.say("notice.new_edition", edition=moved.criteria.edition.name[moved.language])

    def _by_own_edition(self, outcome: Outcome) -> Outcome:
        """An assessment that was taken up again goes on by the edition that it was begun with."""
        if outcome.context.assessment.edition == outcome.context.criteria.edition.id:
            return outcome
        scene, notice = self._scene(outcome.context.session, outcome.context.member)
        return outcome._replace(context=scene, notice=in_lines(outcome.notice, notice))

    def present(self, session: Session) -> tuple[Message, ...]:
        """What the conversation waits for now; changes nothing."""
        scene, notice = self._scene(session)
        return (with_notice(present_screen(scene), notice),)

    def deleted(self, language: Language) -> tuple[Message, ...]:
        """The answer to a repeated deletion: nothing is there any more, and nothing begins."""
        say = self.rules.catalogues[language]
        title, text = say("delete.done_title"), say("delete.done_before")
        return (Message(summary=title, title=title, blocks=(Paragraph(text),), placeholder=say("delete.placeholder")),)

    def too_fast(self, language: Language) -> tuple[Message, ...]:
        """The answer to the first of the events that came too fast to be taken."""
        text = self.rules.catalogues[language]("failure.too_fast")
        return (Message(summary=text, blocks=(Paragraph(text),)),)

    def _begin(self, event: Event, scene: Context, moment: StepInputs) -> Step:
        """Whatever opens a conversation is answered with the welcome; a command is carried out as well."""
        command = self.rules.reader.command(event.text) if isinstance(event, Text) else None
        if command in {Command.HELP, Command.LANGUAGE}:
            outcome = run_command(scene, command, moment)
            return Step(outcome.context.session, _messages(outcome))
        return Step(scene.session, (present_screen(scene),))

    def _fresh(self, moment: StepInputs, language: Language, member: Member | None) -> Context:
        assessment = Assessment(moment.assessment_id, self.rules.criteria.edition.id, WELCOME)
        return Context(
            self.rules, Session(language, assessment, last_event_at=moment.now, is_group=member is not None), member
        )

    def _apply(self, scene: Context, event: Event, moment: StepInputs) -> Outcome:
        if isinstance(event, ButtonPress):
            return apply_press(scene, event, moment)
        if isinstance(event, Text):
            return apply_text(scene, event, moment)
        if isinstance(event, Retraction):
            return remove_unsent_text(scene, event.source, moment)
        if isinstance(event, Correction):
            return apply_edit(scene, event.source, event.text)
        if isinstance(event, Greeting):
            return greet(scene)
        return Outcome(scene, notice=scene.say("notice.unreadable"))


def _messages(outcome: Outcome) -> tuple[Message, ...]:
    if outcome.deleted:
        return outcome.before
    return (*outcome.before, present_screen(outcome.context, explained=outcome.explained))
