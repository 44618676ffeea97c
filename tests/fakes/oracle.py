"""The expected outcome of events: that of the pure engine, one event after the other."""

from collections.abc import Mapping, Sequence
from itertools import permutations, product

from flows.engine import Engine
from flows.model.events import Event
from flows.model.result import Result
from flows.model.session import Session
from flows.model.step_context import StepInputs

NOW = 1_800_000_000


class Oracle:
    """The sessions that the events of one conversation lead to; each step is computed once."""

    def __init__(self, dialogue: Engine) -> None:
        self._dialogue = dialogue
        self._known: dict[tuple[str, Event], tuple[str, Session]] = {}
        self._published: Result | None = None

    def outcomes(self, sessions: Mapping[str, Session], burst: Sequence[Event]) -> dict[str, Session]:
        """Return every session, by its projection, that the events of a burst can lead to in any order."""
        reached = {}
        for begin, order in product(sessions.items(), permutations(burst)):
            name, session = begin
            for event in order:
                name, session = self._after(name, session, event)
            reached[name] = session
        return reached

    def _after(self, name: str, session: Session, event: Event) -> tuple[str, Session]:
        if (name, event) not in self._known:
            after = self._step(session, event)
            self._known[name, event] = projection(after), after
        return self._known[name, event]

    def _step(self, session: Session, event: Event) -> Session:
        step = self._dialogue.step(session, event, StepInputs(NOW, "t" * 22, "c" * 22))
        if step.wanted:
            results = dict.fromkeys(step.wanted, self._published)
            step = self._dialogue.step(session, event, StepInputs(NOW, "t" * 22, "c" * 22, results=results))
        self._published = next(iter(step.published), self._published)
        assert step.session is not None
        return step.session


def projection(session: Session) -> str:
    """Return a session without its tokens and times."""
    finished = [(item.service, item.missing, item.raises) for item in session.finished.entries]
    assessment, answers = session.assessment, dict(sorted(session.assessment.answers.items()))
    return repr((answers, assessment.state, session.pending, finished)).replace(assessment.id, "?")
