"""Facts that officers type at level questions and at the list of characteristics.

They are those of tests/data/officers/typed_facts.json, written before any list of words. Words may be taken from the
first half; the second half only counts.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.engine import Engine
from flows.i18n.wording import Catalogues
from flows.model.events import Text
from flows.model.pending import Guess
from flows.model.question_ids import CHARACTERISTICS, LEVEL_PREFIX, level_question
from flows.model.session import Assessment, Session
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import normalise
from flows.understanding.told import Marker
from tests.fakes.talk import Talk

ROWS = Path(__file__).parents[2] / "data" / "officers" / "typed_facts.json"
FIRST_HALF = frozenset("01234567")
#: Meanings of rows that fit no single option: nothing is stored without a question.
UNCLEAR = frozenset({"ask", "none_or_ask"})
#: A text of at most this length is a word, which a list of words has of necessity.
LONGEST_WORD = 8
FEWEST_RIGHT = 0.95
RIGHT, NOT_MEANT, SILENT = "right", "asked as something else, or again", "silently wrong"


@dataclass(frozen=True, slots=True)
class Row:
    """A typed fact, the question at which it is typed, and the option that it means."""

    state: str
    text: str
    meant: str

    @property
    def is_first_half(self) -> bool:
        """Whether words may be taken from it."""
        return hashlib.sha256(f"{self.state}\n{self.text}".encode()).hexdigest()[0] in FIRST_HALF


def rows() -> Iterator[Row]:
    for row in json.loads(ROWS.read_text("utf-8")):
        if row["kind"] == "fact" and (row["state"] == CHARACTERISTICS or row["state"].startswith(LEVEL_PREFIX)):
            yield Row(row["state"], row["text"], row["meant"])


class Questions:
    """Conversations that stand at each question; a row is typed there, and nothing of it is kept."""

    def __init__(self, dialogue: Engine) -> None:
        self._dialogue = dialogue
        self._levels = [level_question(process.id) for process in dialogue.rules.criteria.processes]
        self._talks: dict[str, Talk] = {}

    def at(self, state: str) -> Talk:
        """Return the conversation at a question; the same one each time."""
        if state not in self._talks:
            talk = Talk(self._dialogue)
            if state == CHARACTERISTICS:
                talk.to_characteristics()
            else:
                talk.to_levels().tap(*["standard"] * self._levels.index(state))
            assert talk.state == state
            self._talks[state] = talk
        return self._talks[state]

    def outcome(self, row: Row) -> str:
        """Return what becomes of a typed row."""
        asked = self.at(row.state)
        named = self._dialogue.rules.reader.match(row.text, asked.messages[-1])
        after = self.after(row)
        if after.assessment != self._assessment(asked):
            is_meant = named is not None and named.is_sure and named.press.choice == row.meant
            return RIGHT if is_meant else SILENT
        if row.meant in UNCLEAR:
            return RIGHT
        guess = after.pending
        guessed = {press.choice for press in (guess.press, guess.other) if press} if isinstance(guess, Guess) else ()
        return RIGHT if row.meant in guessed else NOT_MEANT

    def after(self, row: Row) -> Session:
        """Return the session after a typed row; the conversation itself stays at its question."""
        asked = self.at(row.state)
        session, messages = asked.session, asked.messages
        asked.send(Text(row.text))
        after = asked.session
        asked.session, asked.messages = session, messages
        assert after is not None
        return after

    @staticmethod
    def _assessment(talk: Talk) -> Assessment:
        assert talk.session is not None
        return talk.session.assessment


@pytest.fixture(scope="module")
def questions(dialogue: Engine) -> Questions:
    return Questions(dialogue)


@pytest.mark.parametrize("is_first_half", [True, False], ids=["first half", "second half"])
def test_facts_are_asked_back_as_meant(questions: Questions, *, is_first_half: bool) -> None:
    outcomes = Counter(questions.outcome(row) for row in rows() if row.is_first_half is is_first_half)
    # Only totals: the rows of the second half are not to be looked at.
    print("\nfirst half" if is_first_half else "\nsecond half", dict(outcomes))
    assert outcomes[SILENT] == 0
    assert outcomes[RIGHT] >= FEWEST_RIGHT * outcomes.total()


def test_no_list_of_words_has_a_whole_sentence(criteria: Criteria, catalogues: Catalogues) -> None:
    concepts = [word for words in criteria.concepts.values() for word in words.all]
    markers = [word for marker in Marker for word in catalogues.words(f"words.fact.{marker}")]
    listed = {normalise(word) for word in (*concepts, *markers)}
    assert sum(normalise(row.text) in listed for row in rows() if len(row.text) > LONGEST_WORD) == 0


@pytest.mark.parametrize(
    ("typed", "offered_levels"),
    [
        ("ไม่มีบอท มีแต่ให้ทักไลน์", {"initial"}),
        ("ปีหน้าจะทำเว็บ ตอนนี้ใช้ไลน์อยู่", {"initial"}),
        ("-", {"none", "advanced"}),
        ("ไม่มีบอท", set()),
        ("ค่าธรรมเนียมสูง", set()),
        ("ไม่รับทางไลน์", set()),
    ],
)
def test_a_fact_is_asked_back_and_never_taken(questions: Questions, typed: str, offered_levels: set[str]) -> None:
    row = Row(level_question("search"), typed, "")
    pending = questions.after(row).pending
    guessed = (
        {press.choice for press in (pending.press, pending.other) if press} if isinstance(pending, Guess) else set()
    )
    assert guessed == offered_levels


def test_of_two_levels_one_is_taken_by_its_number_or_neither(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    talk.type("-")
    assert [choice.number for choice in talk.messages[-1].choices] == ["0", "3", ""]
    talk.tap("no")
    assert "level_search" not in talk.answers
    talk.type("-", "3")
    assert talk.answers["level_search"] == "advanced"


def test_the_question_back_names_the_process_and_the_level(dialogue: Engine) -> None:
    talk = Talk(dialogue).to_levels()
    asked = talk.type("ใช้กลุ่มไลน์ตอบคำถาม").summary
    search = dialogue.rules.criteria.processes[0]
    assert search.name.th in asked
    assert search.levels["initial"].short.th in asked
    talk.type("ใช่")
    assert talk.answers["level_search"] == "initial"
