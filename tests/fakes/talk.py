"""A conversation with the pure engine: events in, messages out, and the session between them."""

import json
from dataclasses import dataclass, field

from flows.assessment.flow import FLOW
from flows.engine import AnyEvent, Engine, Step
from flows.i18n.language import Language
from flows.model.batch import batch_from_json, batch_to_json
from flows.model.events import Button, ButtonPress, Greeting, Settled, Text
from flows.model.finished import FinishedEntry, FinishedList, FinishedUnread
from flows.model.member import Member
from flows.model.messages import Choice, Message, Paragraph, Role
from flows.model.result import Result
from flows.model.session import Session
from flows.model.session_codec import dump_json, session_from_plain, session_to_plain
from flows.model.step_context import StepInputs
from flows.understanding.reader import offered
from tests import worked_example
from tests.fakes.shared_in_memory import SharedInMemory


@dataclass
class Talk:
    """Holds the session as the store would; `seen` has every button ever shown."""

    dialogue: Engine
    language: Language = Language.THAI
    session: Session | None = None
    messages: tuple[Message, ...] = ()
    published: dict[str, Result] = field(default_factory=dict)
    seen: list[ButtonPress] = field(default_factory=list)
    turns: int = 0
    now: int = worked_example.ASSESSED_AT
    member: Member | None = None
    views: dict[str, int] = field(default_factory=dict)
    finished: dict[str, FinishedEntry] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    shared: SharedInMemory = field(default_factory=SharedInMemory)

    def send(self, event: AnyEvent) -> Step:
        self.turns += 1
        inputs = StepInputs(
            self.now,
            f"{self.turns:06}-token-of-22-ch",
            f"{self.turns:06}-copy-token-of-22",
            random=b"7" * 8 + self.turns.to_bytes(2),
            shared=self.shared.read(self.session.shared.links() if self.session else ()),
        )
        step = self._step(event, inputs)
        while step.wanted or step.wanted_batch or step.wanted_links:
            inputs = self._with_wanted(step, inputs)
            step = self._step(event, inputs)
        self.messages, self.session = step.messages, self._kept(step.session)
        self.published |= {result.token: result for result in (*step.published, *step.renewed)}
        for token in (*step.revoked, *(link.token for link in step.withdrawn)):
            self.published.pop(token, None)
            self.batches.pop(token, None)
        if step.drafted and step.session and step.session.batch:
            self.batches[step.session.batch.token] = batch_to_json(step.drafted)
        self.seen += [
            _tapped(step.assessment, choice.press) for message in step.messages for choice in offered(message)
        ]
        self.shared.apply(step)
        return self.send(Settled()) if step.settles else step

    def _with_wanted(self, step: Step, inputs: StepInputs) -> StepInputs:
        inputs = inputs._replace(shared={**inputs.shared, **self.shared.read(step.wanted_links)})
        if step.wanted:
            results = {name: self.published.get(name) for name in step.wanted}
            inputs = inputs._replace(results={**inputs.results, **results}, views=self.views)
        if step.wanted_batch:
            text = self.batches.get(step.wanted_batch)
            inputs = inputs._replace(batch=batch_from_json(text) if text else None, is_batch_gone=text is None)
        return inputs

    def _step(self, event: AnyEvent, inputs: StepInputs) -> Step:
        session = self.session
        while True:
            try:
                return self.dialogue.step(session, event, inputs, language=self.language, member=self.member)
            except FinishedUnread as unread:
                assert session is not None
                session = session._replace(finished=self._read(session.finished, unread.assessment))

    def _read(self, finished: FinishedList, assessment: str) -> FinishedList:
        entries = self.finished.values()
        return finished.with_read(assessment, [item for item in entries if assessment in {"", item.assessment}])

    def _kept(self, session: Session | None) -> Session | None:
        """The session as loaded for the next turn: without the finished assessments, which are stored separately."""
        if session is None:
            self.finished = {}
            return None
        changed = {**self.finished, **session.finished.changed}
        self.finished = {name: item for name, item in changed.items() if item}
        return session_from_plain(json.loads(dump_json(session_to_plain(session))))

    @property
    def listed(self) -> tuple[FinishedEntry, ...]:
        """The finished assessments, the one confirmed last at the end."""
        return FinishedList(self.finished).entries

    def type(self, *texts: str) -> Message:
        for text in texts:
            self.send(Text(text))
        return self.messages[-1]

    def tap(self, *choices: str) -> Message:
        """Tap the buttons with these choices, each in the newest message."""
        for choice in choices:
            self.send(self.tap_on(choice))
        return self.messages[-1]

    def button(self, choice: str) -> Choice:
        found = [button for button in offered(self.messages[-1]) if button.press.choice == choice]
        assert len(found) == 1, f"{choice!r} is not offered once in {self.messages[-1].summary!r}"
        return found[0]

    def tap_on(self, choice: str) -> ButtonPress:
        return self.tapped(self.button(choice).press)

    def tapped(self, press: Button) -> ButtonPress:
        assert self.session is not None
        return _tapped(self.session.assessment.id, press)

    @property
    def state(self) -> str:
        assert self.session is not None
        return self.session.assessment.state

    @property
    def answers(self) -> dict[str, str]:
        assert self.session is not None
        return dict(self.session.assessment.answers)

    @property
    def notices(self) -> str:
        blocks = [block for message in self.messages for block in message.blocks]
        return "\n".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role is Role.NOTICE)

    def to_service(self) -> "Talk":
        self.send(Greeting())
        self.tap("agree")
        return self

    def to_characteristics(self) -> "Talk":
        self.to_service()
        self.type(worked_example.SERVICE, worked_example.AGENCY)
        while FLOW.text_question(self.state):
            self.tap("skip")
        return self

    def to_group_questions(self) -> "Talk":
        self.to_characteristics()
        self.tap("!ask")
        return self

    def to_levels(self) -> "Talk":
        self.to_characteristics()
        self.tap(worked_example.CHARACTERISTIC)
        return self

    def to_review(self, codes: str = worked_example.LEVELS) -> "Talk":
        self.to_levels()
        by_code = self.dialogue.rules.criteria.level_by_code
        self.tap(*(by_code[code].id for code in codes))
        return self

    def to_result(self, codes: str = worked_example.LEVELS) -> "Talk":
        self.to_review(codes)
        self.tap("confirm")
        return self


def _tapped(assessment: str, press: Button) -> ButtonPress:
    return ButtonPress(assessment, press.question, press.choice)
