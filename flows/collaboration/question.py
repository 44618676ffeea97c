"""One question of an assessment that a colleague answers behind a code."""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, ClassVar, Literal

from flows.collaboration.change import Changed
from flows.collaboration.kinds import SharedKind


class QuestionState(StrEnum):
    """OPEN waits for an answer, ANSWERED has one, DECIDED was seen by its owner and has no content any more."""

    OPEN = "open"
    ANSWERED = "answered"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class ColleagueQuestion:
    """The question as its owner asked it, and the answer.

    - `service`: the name of the service; `agency`: its agency
    - `question`: the id of the question; `edition`: the criteria that it belongs to
    - `language`: the owner's
    - `asked_at`, `open_until`, `answered_at`: seconds since 1970 (UTC)
    - `answer`: the chosen answer, such as the id of a level
    - `name`, `remark`: as the colleague typed them; `channel`: where
    - `name_source`, `remark_source`: the messages on the platform that they were typed in, where those may be unsent
    - `answer_id`: tells a repeated answer from another one
    - `is_erased`, `is_name_erased`: the colleague unsent the remark, or the name; the owner may have taken it over
    """

    kind: ClassVar = SharedKind.QUESTION
    service: str
    agency: str
    question: str
    edition: str
    language: str
    asked_at: int
    open_until: int
    state: QuestionState = QuestionState.OPEN
    answer: str = ""
    name: str = ""
    remark: str = ""
    name_source: str = ""
    remark_source: str = ""
    channel: str = ""
    answered_at: int = 0
    answer_id: str = ""
    is_erased: bool = False
    is_name_erased: bool = False

    def is_open(self, now: int) -> bool:
        """Return whether the question still takes an answer."""
        return self.state is QuestionState.OPEN and now < self.open_until


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """A colleague answers. The question takes one answer and closes."""

    kind: ClassVar[Literal["answer"]] = "answer"
    answer: str
    name: str
    remark: str
    channel: str
    at: int
    answer_id: str
    name_source: str = ""
    remark_source: str = ""

    def apply(self, record: ColleagueQuestion) -> Changed[ColleagueQuestion]:
        """Store the answer while the question is open."""
        if record.answer_id == self.answer_id:
            return Changed(record)
        if not record.is_open(self.at):
            return Changed(record, holds=False)
        given = {name: value for name, value in asdict(self).items() if name != "at"}
        return Changed(replace(record, state=QuestionState.ANSWERED, answered_at=self.at, **given))


@dataclass(frozen=True, slots=True)
class WithdrawQuestion:
    """The owner withdraws a question that nobody answered."""

    kind: ClassVar[Literal["withdraw_question"]] = "withdraw_question"

    def apply(self, record: ColleagueQuestion) -> Changed[ColleagueQuestion]:
        """Delete the question, unless an answer came first."""
        if record.state is QuestionState.OPEN:
            return Changed(None)
        return Changed(record, holds=False)


@dataclass(frozen=True, slots=True)
class DecideQuestion:
    """The owner used an answer, or decided otherwise."""

    kind: ClassVar[Literal["decide_question"]] = "decide_question"

    def apply(self, record: ColleagueQuestion) -> Changed[ColleagueQuestion]:
        """Keep what tells an unsent text from others, and nothing else."""
        if record.state is not QuestionState.ANSWERED:
            return Changed(record, holds=record.state is QuestionState.DECIDED)
        blank = ColleagueQuestion("", "", record.question, record.edition, record.language, 0, 0)
        decided = replace(
            blank,
            state=QuestionState.DECIDED,
            answer_id=record.answer_id,
            name_source=record.name_source,
            remark_source=record.remark_source,
            is_erased=record.is_erased,
            is_name_erased=record.is_name_erased,
        )
        return Changed(decided)


@dataclass(frozen=True, slots=True)
class EraseAnswerText:
    """The colleague unsent the message that a name or a remark was typed in, or (by `answer_id`) deleted everything."""

    kind: ClassVar[Literal["erase_answer_text"]] = "erase_answer_text"
    source: str = ""
    answer_id: str = ""

    def apply(self, record: ColleagueQuestion) -> Changed[ColleagueQuestion]:
        """Remove the text. The answer itself is a choice, and stays."""
        is_all = bool(self.answer_id) and self.answer_id == record.answer_id
        if is_all or (self.source and self.source == record.name_source):
            record = replace(record, name="", is_name_erased=True)
        if is_all or (self.source and self.source == record.remark_source):
            record = replace(record, remark="", is_erased=True)
        return Changed(record)


QuestionChange = AnswerQuestion | WithdrawQuestion | DecideQuestion | EraseAnswerText
QUESTION_CHANGES = (AnswerQuestion, WithdrawQuestion, DecideQuestion, EraseAnswerText)


def question_from_plain(plain: dict[str, Any]) -> ColleagueQuestion:
    """Read the JSON values of a question. Raises KeyError, TypeError or ValueError for anything else."""
    known = {item.name: plain[item.name] for item in fields(ColleagueQuestion) if item.name in plain}
    return ColleagueQuestion(**(known | {"state": QuestionState(plain["state"])}))
