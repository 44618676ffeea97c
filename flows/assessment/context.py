"""The context of one step of the conversation: the rules, and one session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from transitions import Machine

from flows.assessment.navigation import Navigation
from flows.assessment.position import Position
from flows.assessment.screen_cache import ScreenCache
from flows.assessment.service_group import GroupResult, find_group
from flows.i18n.dates import day_of
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording
from flows.model.events import Button, ButtonPress
from flows.model.member import Member
from flows.model.pending import MembersQuestion, Pending
from flows.model.question_ids import levels_of, open_questions
from flows.model.session import Assessment, Session
from flows.service_table.table_reader import TableReader
from flows.standard.criteria import Criteria
from flows.standard.guidance import Guidances
from flows.understanding.asides import AsideMatcher
from flows.understanding.description import DescriptionReader
from flows.understanding.facts import FactMatcher
from flows.understanding.named_question import QuestionNames
from flows.understanding.names import NameReader
from flows.understanding.reader import TextMatcher
from flows.understanding.several import SeveralMatcher


@dataclass(frozen=True, slots=True)
class Retention:
    """The days for which an untouched conversation and a result are kept.

    `link_days` is how long a new link opens (0: as long as its result is kept).
    """

    session_days: int
    result_days: int
    link_days: int = 0


@dataclass(frozen=True, slots=True)
class Controller:
    """The organisation that decides on the stored data, as the privacy notice names it. Empty: not told."""

    name: str = ""
    contact: str = ""
    legal_basis: str = ""
    privacy_url: str = ""

    @property
    def name_and_contact(self) -> str:
        """Return the name with the contact in brackets, or the one of them that is told."""
        return f"{self.name} ({self.contact})" if self.name and self.contact else self.name or self.contact


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that conversations under one edition share: the criteria, and the objects built from them.

    `editions` has the criteria of every edition that is loaded.
    """

    criteria: Criteria
    catalogues: Catalogues
    machine: Machine
    navigation: Navigation
    reader: TextMatcher
    several: SeveralMatcher
    facts: FactMatcher
    descriptions: DescriptionReader
    asides: AsideMatcher
    names: NameReader
    questions: QuestionNames
    tables: TableReader
    retention: Retention
    controller: Controller = Controller()
    guidances: Guidances = field(default_factory=dict)
    newest: "Rules | None" = None
    editions: Mapping[str, Criteria] = field(default_factory=dict, compare=False)
    screen_cache: ScreenCache = field(default_factory=ScreenCache, compare=False)

    @property
    def newest_rules(self) -> "Rules":
        """Return the rules of the criteria in use; an earlier edition's name them in `newest`."""
        return self.newest or self


class Context(NamedTuple):
    """One session under the rules. `member` is the person who speaks in a group chat."""

    rules: Rules
    session: Session
    member: Member | None = None

    @property
    def text(self) -> Wording:
        """Return the wording in the session's language."""
        return self.rules.catalogues[self.session.language]

    @property
    def language(self) -> Language:
        """Return the session's language."""
        return self.session.language

    @property
    def criteria(self) -> Criteria:
        """Return the criteria."""
        return self.rules.criteria

    @property
    def assessment(self) -> Assessment:
        """Return the assessment in progress."""
        return self.session.assessment

    @property
    def state(self) -> str:
        """Return the machine's state."""
        return self.session.assessment.state

    @property
    def group_result(self) -> GroupResult | None:
        """Return the service group that the answers give so far."""
        return find_group(self.criteria, self.assessment.answers)

    @property
    def is_complete(self) -> bool:
        """Return whether the group and the levels of all processes are known, so that the gap is."""
        return self.group_result is not None and len(self.levels) == len(self.criteria.processes)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Return the questions that must be answered before the assessment can be confirmed."""
        return open_questions(self.criteria, self.assessment.answers)

    @property
    def levels(self) -> dict[str, str]:
        """Return the answered levels: process id → level id."""
        return levels_of(self.criteria, self.assessment.answers)

    @property
    def today(self) -> date:
        """Return the date of the present event in Thailand."""
        return day_of(self.session.last_event_at)

    def position(self) -> Position:
        """Return a position for the machine to move; the session itself does not change."""
        return Position(self.state, dict(self.assessment.answers))

    def with_position(self, position: Position) -> "Context":
        """Return the context after the machine moved, which closes a side question."""
        assessment = self.assessment._replace(state=position.state, answers=position.answers)
        return self.with_session(self.session._replace(assessment=assessment, pending=None, asker=None))

    def with_pending(self, pending: Pending | None) -> "Context":
        """Return the context with this pending side question; None closes the pending one.

        In a group a question with yes or no belongs to the member whose tap or words led to it.
        """
        asker = self.member if isinstance(pending, MembersQuestion) else None
        if (pending, asker) == (self.session.pending, self.session.asker):
            return self
        return self.with_session(self.session._replace(pending=pending, asker=asker))

    def with_assessment(self, assessment: Assessment) -> "Context":
        """Return the context with the assessment in progress changed."""
        if assessment is self.session.assessment:
            return self
        return self.with_session(self.session._replace(assessment=assessment))

    def with_session(self, session: Session) -> "Context":
        """Return the context with another session."""
        return Context(self.rules, session, self.member)

    def press(self, choice: str, question: str | None = None) -> Button:
        """Return the press of a button of the current question, unless another question is named."""
        return Button(question or self.state, choice)

    def tap(self, press: Button) -> ButtonPress:
        """Return a press of a button that the current assessment shows."""
        return ButtonPress(self.assessment.id, press.question, press.choice)
