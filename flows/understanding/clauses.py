"""The clauses of a description: the short pieces between spaces and signs, and whether each tells what holds now.

A clause does not where it tells of a plan, a wish, the past or another service, or asks or doubts. Such a word often
reaches over the clauses behind it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.i18n.wording import Catalogues
from flows.understanding.vocabulary import Vocabulary, folded


class ClauseMarker(StrEnum):
    """What a word tells of the clauses behind it; the name of its list in the catalogues.

    PENDING, at the beginning of a clause, and DOUBT tell it of those before, ALL of everything before.
    """

    PENDING = "pending"
    ELSEWHERE = "elsewhere"
    PLAN = "plan"
    PAST = "past"
    WISH = "wish"
    FUTURE = "future"
    DOUBT = "doubt"
    ALL = "all"
    NOW = "now"
    PLAIN = "plain"


#: Those that reach over the clauses behind them, up to a word of the present or the end of the sentence or line.
FAR = frozenset({ClauseMarker.ELSEWHERE, ClauseMarker.PLAN, ClauseMarker.PAST, ClauseMarker.WISH})
#: A line that is a heading; what it tells of the lines under it holds up to the next heading or an empty line.
HEADING = re.compile(r"\s*(?:\[[^\]\n]+\]|[A-Z]\d?\.\s.*|[^\s\-*•\d(][^\n]{0,60}:|[*•-]\s+[^\n:]{1,40}:)\s*")
#: Ends of clauses: a sign, the end of a sentence, and a space between two Thai words.
SIGNS = r"[,;:!?()\[\]=|]\s*|\.\s+|\s[-–—+&]\s|(?<=[\u0e00-\u0e7f])\s+(?=[\u0e00-\u0e7f])"
#: So many clauses before a word of doubt are in doubt, too.
DOUBT_REACHES_BACK = 2
#: A line of a list.
ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
THAI = re.compile(r"[\u0e00-\u0e7f]")
AROUND = " -*•–—.\"'"


@dataclass(frozen=True, slots=True)
class Clause:
    """The place of a clause in the text, the number of its line, and whether it may tell what holds now.

    `folded` is its text as words of facts are compared.
    """

    start: int
    end: int
    line: int
    holds: bool
    folded: str


class ClauseReader:
    """Parts a description into clauses."""

    def __init__(self, catalogues: Catalogues) -> None:
        words = {marker.value: catalogues.words(f"words.told.{marker}") for marker in ClauseMarker}
        self._vocabulary = Vocabulary(words, frozenset(words))
        begins = "|".join(_whole(word) for word in catalogues.words("words.told.begins"))
        self._ends = re.compile(SIGNS)
        # Around words in Latin letters Thai sets spaces, too: there a clause begins before a word of its own only.
        self._ends_in_thai = re.compile(rf"{SIGNS}|(?<=[A-Za-z0-9])\s+(?=(?:{begins}))", re.IGNORECASE)

    def read(self, text: str) -> list[Clause]:
        """Return the clauses in their order."""
        clauses: list[Clause] = []
        lines = text.split("\n")
        is_open, start = True, 0
        for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
            if not line.strip():
                is_open = True
            elif HEADING.fullmatch(line) or (ITEM.match(below) and not ITEM.match(line)):
                is_open = not FAR.intersection(self._markers(folded(line)))
            clauses += self._line(line, start, number, is_open=is_open)
            start += len(line) + 1
            if clauses and self._takes_all_back(line):
                clauses = [replace(item, holds=False) for item in clauses]
        return clauses

    def _takes_all_back(self, line: str) -> bool:
        """Return whether a line tells of everything before that it is planned, wished or elsewhere."""
        markers = self._markers(folded(line))
        return ClauseMarker.ALL in markers and bool({*FAR, ClauseMarker.PENDING}.intersection(markers))

    def _markers(self, text: str) -> list[ClauseMarker]:
        """Return what the words of a folded text tell, in their order; a word of several lists tells all of them."""
        return [
            marker
            for token in self._vocabulary.tokens(text, misspelt=False)
            if ClauseMarker.PLAIN not in token.names
            for marker in ClauseMarker
            if marker in token.names
        ]

    def _line(self, line: str, start: int, number: int, *, is_open: bool) -> list[Clause]:
        clauses: list[Clause] = []
        is_far, stop_before = False, ""
        for begin, end, stop in self._pieces(line):
            plain = folded(line[begin:end])
            markers = self._markers(plain)
            is_told = True
            for marker in markers:
                is_told = marker in {ClauseMarker.NOW, ClauseMarker.ALL} and (is_told or marker is ClauseMarker.NOW)
                is_far = marker is not ClauseMarker.NOW and (is_far or marker in FAR)
            holds = is_open and is_told and not is_far and not stop.startswith("?")
            if back := self._reach_back(markers, stop_before, is_told=is_told):
                clauses[-back:] = [replace(item, holds=False) for item in clauses[-back:]]
            clauses.append(Clause(start + begin, start + end, number, holds, plain))
            if stop.startswith((".", "?", "!")):
                is_far = False
            stop_before = stop
        return clauses

    def _reach_back(self, markers: list[ClauseMarker], stop_before: str, *, is_told: bool) -> int:
        """Return the number of clauses before one that do not hold because of it."""
        if is_told:
            return 0
        if ClauseMarker.DOUBT in markers:
            return DOUBT_REACHES_BACK
        return 1 if stop_before.startswith(":") or markers[:1] == [ClauseMarker.PENDING] else 0

    def _pieces(self, line: str) -> Iterator[tuple[int, int, str]]:
        """Yield the begin and end of each piece, without signs around it, and what ends it."""
        place, ends = 0, self._ends_in_thai if THAI.search(line) else self._ends
        for found in (*ends.finditer(line), None):
            stop, behind = (found.start(), found.end()) if found else (len(line), len(line))
            piece = line[place:stop]
            if kept := piece.strip(AROUND):
                begin = place + piece.index(kept)
                yield begin, begin + len(kept), found.group() if found else ""
            place = behind


def _whole(word: str) -> str:
    """Return the pattern of a word; one in Latin letters is no part of a longer one."""
    return re.escape(word) + (r"(?![A-Za-z])" if word[-1].isascii() else "")
