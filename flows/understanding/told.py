"""What a typed text tells: what is done, what is not, and what is only planned."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.i18n.wording import Catalogues
from flows.understanding.vocabulary import Token, Vocabulary, folded


class Marker(StrEnum):
    """A word that tells how others are meant; the name of its list in the catalogues."""

    NOT = "not"
    WITHOUT = "without"
    PAST = "past"
    GONE = "gone"
    PLAN = "plan"
    TOPIC = "topic"
    TURN = "turn"
    BREAK = "break"
    JOIN = "join"
    PLAIN = "plain"


#: Concepts never have a name with this prefix.
PREFIX = "*"
MARKERS = frozenset(f"{PREFIX}{marker}" for marker in Marker)
#: Those that say nothing by themselves.
QUIET = frozenset(
    f"{PREFIX}{marker}" for marker in (Marker.TOPIC, Marker.TURN, Marker.BREAK, Marker.JOIN, Marker.PLAIN)
)
#: Signs that end a clause, other than a space.
STOPS = frozenset(",;:!?()\n、/+")


@dataclass(frozen=True, slots=True)
class Told:
    """The concepts that a text tells as done, as not done, and as planned."""

    done: frozenset[str]
    denied: frozenset[str]
    planned: frozenset[str]

    def meets(self, rule: str) -> bool:
        """Return whether the text tells every part of a rule of the criteria."""
        return all(self._holds(part) for part in rule.split())

    def _holds(self, part: str) -> bool:
        if part.startswith("!"):
            return part[1:] in self.denied - self.done
        return part[1:] not in self.done if part.startswith("-") else part in self.done


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the criteria, parted once: what a text has to tell, to deny, and must not tell."""

    done: frozenset[str]
    denied: frozenset[str]
    absent: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Rule":
        """Return the rule that the criteria write so; it holds where `Told.meets` does."""
        parts = text.split()
        signs = "!-"
        return cls(
            frozenset(part for part in parts if part[0] not in signs),
            frozenset(part[1:] for part in parts if part[0] == "!"),
            frozenset(part[1:] for part in parts if part[0] == "-"),
        )

    def holds(self, told: Told) -> bool:
        """Return whether a text that tells this meets the rule."""
        if not self.done <= told.done or self.absent & told.done:
            return False
        return self.denied <= told.denied and not self.denied & told.done


class FactReader:
    """Finds the concepts of the criteria in a text, and reads negation, plans and the past by clauses."""

    def __init__(self, concepts: Mapping[str, tuple[str, ...]], catalogues: Catalogues) -> None:
        markers = {f"{PREFIX}{marker}": catalogues.words(f"words.fact.{marker}") for marker in Marker}
        self._vocabulary = Vocabulary({**concepts, **markers}, MARKERS)

    def read(self, text: str) -> Told:
        """Return what a text tells."""
        plain = folded(text)
        return _Clauses(plain, self._vocabulary.tokens(plain)).told()

    def read_exact(self, text: str) -> Told:
        """Return what a folded text tells in words spelt as known."""
        return _Clauses(text, self._vocabulary.tokens(text, misspelt=False)).told()

    def knows(self, text: str) -> bool:
        """Return whether a text has a word of a concept or a negation, spelt as known."""
        return any(not token.names & QUIET for token in self._vocabulary.tokens(folded(text), misspelt=False))


class _Clauses:
    """The words of one text; each concept is done until a word before or behind it says otherwise."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text, self._tokens = text, tokens
        self._denied: set[int] = set()
        #: Denials of nothing in particular, such as "not done".
        self._bare: set[int] = set()
        self._planned: set[int] = set()

    def told(self) -> Told:
        for place in range(len(self._tokens)):
            if self._is(place, Marker.WITHOUT) or self._is(place, Marker.PAST):
                self._denied |= set(self._forward(place, over_space=False))
            elif self._is(place, Marker.NOT):
                denied = set(self._forward(place, over_space=False)) or self._backward(place)
                denied |= self._topic(place)
                self._denied |= denied
                if not denied:
                    self._bare.add(place)
            elif self._is(place, Marker.GONE):
                self._denied |= self._backward(place) | self._topic(place)
            elif self._is(place, Marker.PLAN):
                behind = set(self._forward(place, over_space=True))
                self._planned |= behind | self._backward(place) | self._topic(place)
        planned = self._planned - self._denied
        done = {at for at in range(len(self._tokens)) if self._is_concept(at)} - planned - self._denied
        return Told(self._names(done | self._bare), self._names(self._denied), self._names(planned))

    def _forward(self, place: int, *, over_space: bool) -> Iterator[int]:
        """Yield the concepts behind a word, as far as it reaches; `over_space` is whether also over a Thai space."""
        hit = False
        for at in range(place + 1, len(self._tokens)):
            if STOPS & set(self._gap(at)) or self._ends_reach(place, at, over_break=over_space):
                return
            if self._is_pause(at):
                joins = self._is(at, Marker.JOIN)
                if (hit and not joins) or not (hit or over_space):
                    return
            if self._is_concept(at):
                hit = True
                yield at

    def _ends_reach(self, place: int, at: int, *, over_break: bool) -> bool:
        if any(self._is(at, marker) for marker in (Marker.TURN, Marker.NOT, Marker.WITHOUT, Marker.PAST)):
            return True
        is_next = at == place + 1 and not self._gap(at)
        return self._is(at, Marker.BREAK) and not (is_next or over_break)

    def _backward(self, place: int) -> set[int]:
        """Return the concepts before a word in its clause."""
        found = set()
        for at in range(place, 0, -1):
            if STOPS & set(self._gap(at)) or (self._is_pause(at) and not (at == place and self._is_behind_latin(at))):
                break
            if self._is(at - 1, Marker.TURN) or self._is(at - 1, Marker.NOT):
                break
            if self._is_concept(at - 1):
                found.add(at - 1)
        return found

    def _topic(self, place: int) -> set[int]:
        """Return the concepts from the last topic marker to a word: “ส่วนคิวอาร์โค้ดบนใบอนุญาต ยังไม่มี”."""
        found: set[int] = set()
        for at in range(place - 1, -1, -1):
            if self._is(at, Marker.TOPIC):
                return found
            if any(self._is(at, marker) for marker in (Marker.TURN, Marker.NOT, Marker.PLAN)):
                break
            if self._is_concept(at):
                found.add(at)
        return set()

    def _gap(self, at: int) -> str:
        return self._text[self._tokens[at - 1].end : self._tokens[at].start]

    def _is_pause(self, at: int) -> bool:
        """Return whether a space before a word parts clauses.

        One before Latin letters does not, and one behind them only where a known word ends: Thai sets spaces around
        every Latin word.
        """
        end, start = self._tokens[at - 1].end, self._tokens[at].start
        return any(
            self._text[place] == " "
            and not self._text[place + 1].isascii()
            and (place == end or not self._text[place - 1].isascii())
            for place in range(end, start)
        )

    def _is_behind_latin(self, at: int) -> bool:
        """Return whether the word before is in Latin letters: it may be what is said of it, “ThaID ยังไม่ได้ต่อ”."""
        return self._text[self._tokens[at - 1].end - 1].isascii()

    def _is(self, at: int, marker: Marker) -> bool:
        return f"{PREFIX}{marker}" in self._tokens[at].names

    def _is_concept(self, at: int) -> bool:
        return not self._tokens[at].names & MARKERS

    def _names(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(name for at in places for name in self._tokens[at].names - MARKERS)
