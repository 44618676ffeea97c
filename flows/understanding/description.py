"""Answers that a description of the service already tells: of levels, and of a characteristic of step 1.

They are proposals. A clause has to name the process, to tell how it is done now, and to lead to one level alone;
whatever is left in doubt is asked. Silence tells nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flows.i18n.wording import Catalogues
from flows.standard.criteria import Criteria
from flows.standard.fields import FactRules
from flows.understanding.clauses import Clause, ClauseReader
from flows.understanding.told import FactReader, Rule, Told
from flows.understanding.vocabulary import Vocabulary

#: So many clauses without a subject of their own may go on with that of the clause before.
LONGEST_CONTINUATION = 3
#: A longer stretch is parted: nobody says one thing in so many clauses, and the time to read it grows with its square.
LONGEST_STRETCH = 12
#: What a clause tells that does not hold now.
SILENT = Told(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Finding:
    """What a place of a description tells: a process and its level, or (empty `process`) a characteristic.

    `start` and `end` are the place of the officer's words in the text.
    """

    process: str
    answer: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Description:
    """What a description tells: at most two findings for each process, in the order of the processes.

    Two are a contradiction. `characteristic` is the most important one that it names.
    """

    levels: dict[str, tuple[Finding, ...]]
    characteristic: Finding | None


class ProcessRules(NamedTuple):
    """What makes a clause speak of a process, and what in it means each level."""

    topics: tuple[Rule, ...]
    levels: dict[str, tuple[Rule, ...]]


class DescriptionReader:
    """Reads descriptions by the rules of the criteria."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, facts: FactReader) -> None:
        self._facts = facts
        self._clauses = ClauseReader(catalogues)
        words = {name: words.all for name, words in criteria.told_words.items()}
        self._words = Vocabulary(words, frozenset(words))
        self._processes = {
            item.id: ProcessRules(
                _rules(item.told.topics), {level: _rules(each) for level, each in item.told.levels.items()}
            )
            for item in criteria.processes
        }
        self._characteristics = {item.id: _rules(item.told) for item in criteria.asked_characteristics}

    def read(self, text: str) -> Description:
        """Return what a text tells."""
        return _Reading(self._clauses.read(text), self._tell).description(self._processes, self._characteristics)

    def _tell(self, clause: Clause) -> Told:
        """Return what a clause tells: its concepts as facts are read, and the words that are in it."""
        told = self._facts.read_exact(clause.folded)
        return replace(told, done=told.done | self._words.names_in(clause.folded))


class _Reading:
    """One text in clauses, and what each of those that hold tells."""

    def __init__(self, clauses: list[Clause], tell: Callable[[Clause], Told]) -> None:
        self._clauses = clauses
        self._told = [tell(item) if item.holds else SILENT for item in clauses]

    def description(
        self, processes: Mapping[str, ProcessRules], characteristics: Mapping[str, tuple[Rule, ...]]
    ) -> Description:
        subjects = [
            frozenset(name for name, rules in processes.items() if _meets(told, rules.topics)) for told in self._told
        ]
        levels = {}
        for name, rules in processes.items():
            first_of: dict[str, Finding] = {}
            for finding in self._findings(name, rules, subjects):
                first_of.setdefault(finding.answer, finding)
            if len(first_of) in {1, 2}:
                levels[name] = tuple(first_of.values())
        return Description(levels, self._characteristic(characteristics))

    def _findings(self, process: str, rules: ProcessRules, subjects: list[frozenset[str]]) -> Iterator[Finding]:
        """Yield what each stretch about a process tells."""
        place = 0
        while place < len(self._clauses):
            if process not in subjects[place]:
                place += 1
                continue
            end = self._end_of_stretch(process, place, subjects)
            yield from self._finding(process, rules, place, end, subjects)
            place = end

    def _end_of_stretch(self, process: str, start: int, subjects: list[frozenset[str]]) -> int:
        """Return the place behind the stretch: it goes on with clauses of one line that have no other subject."""
        last = start
        for at in range(start + 1, len(self._clauses)):
            is_other = bool(subjects[at]) and process not in subjects[at]
            is_apart = not self._clauses[at].holds or self._clauses[at].line != self._clauses[start].line
            is_long = at - last > LONGEST_CONTINUATION or at - start >= LONGEST_STRETCH
            if is_other or is_apart or is_long:
                return at
            if process in subjects[at]:
                last = at
        return len(self._clauses)

    def _finding(
        self, process: str, rules: ProcessRules, start: int, end: int, subjects: list[frozenset[str]]
    ) -> Iterator[Finding]:
        """Yield what a stretch tells: the one level that follows, or two where its parts contradict each other."""
        for at in (at for at in range(start + 1, end) if process in subjects[at]):
            before, behind = self._level(rules, start, at), self._level(rules, at, end)
            if len(before) == len(behind) == 1 and before != behind:
                yield self._shortest(process, rules, start, start, at)
                yield self._shortest(process, rules, at, at, end)
                return
        found, begin = self._level(rules, start, end), start
        if start and self._leads_in(start, subjects):
            wider = self._level(rules, start - 1, end)
            if not found:
                found, begin = wider, start - 1
            elif len(wider) == 1 and wider != found:
                return
        if len(found) == 1 and self._stays(found, rules, begin, end):
            yield self._shortest(process, rules, begin, start, end)

    def _stays(self, found: tuple[str, ...], rules: ProcessRules, start: int, end: int) -> bool:
        """Return whether the clause behind a stretch, about another process, leads to no other level of this one."""
        if end == len(self._clauses) or self._clauses[end].line != self._clauses[start].line:
            return True
        wider = self._level(rules, start, end + 1)
        return len(wider) != 1 or wider == found

    def _shortest(self, process: str, rules: ProcessRules, begin: int, start: int, end: int) -> Finding:
        """Return the finding of a stretch with no more words behind its subject than it takes."""
        found = self._level(rules, begin, end)
        while end - 1 > start and self._level(rules, begin, end - 1) == found:
            end -= 1
        return Finding(process, found[0], self._clauses[begin].start, self._clauses[end - 1].end)

    def _leads_in(self, start: int, subjects: list[frozenset[str]]) -> bool:
        """Return whether the clause before belongs to a stretch: it holds, in its line, without a subject."""
        before = self._clauses[start - 1]
        return before.holds and before.line == self._clauses[start].line and not subjects[start - 1]

    def _level(self, rules: ProcessRules, start: int, end: int) -> tuple[str, ...]:
        told = _together(self._told[start:end])
        return tuple(level for level, each in rules.levels.items() if _meets(told, each))

    def _characteristic(self, characteristics: Mapping[str, tuple[Rule, ...]]) -> Finding | None:
        """Return the most important characteristic that a clause, or two in a line, name."""
        for name, rules in characteristics.items():
            for start in range(len(self._clauses)):
                for end in (start + 1, start + 2):
                    if end > len(self._clauses) or self._clauses[end - 1].line != self._clauses[start].line:
                        continue
                    if _meets(_together(self._told[start:end]), rules):
                        return Finding("", name, self._clauses[start].start, self._clauses[end - 1].end)
        return None


def _meets(told: Told, rules: tuple[Rule, ...]) -> bool:
    return any(rule.holds(told) for rule in rules)


def _rules(texts: FactRules) -> tuple[Rule, ...]:
    return tuple(map(Rule.of, texts))


def _together(parts: Sequence[Told]) -> Told:
    """Return what clauses tell together."""
    return Told(
        frozenset[str]().union(*(part.done for part in parts)),
        frozenset[str]().union(*(part.denied for part in parts)),
        frozenset[str]().union(*(part.planned for part in parts)),
    )
