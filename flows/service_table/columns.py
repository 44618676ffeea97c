"""Headings of columns: what a column holds, by its words in any language, by number, or misspelt."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz import fuzz, process

from flows.i18n.language import Localized
from flows.i18n.wording import Catalogues
from flows.model.question_ids import SERVICE
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import normalise, squeeze

#: A misspelt heading has at least this many letters, this similarity (of 100) to a known one, and
#: this lead over those of other columns.
SHORTEST_MISSPELT = 6
MISSPELT_SIMILARITY, MISSPELT_LEAD = 85.0, 5.0
#: A longer cell is no heading.
LONGEST_HEADING = 120

IN_PARENTHESES = re.compile(r"[(\[].*?[)\]]")
BEFORE_NUMBER = re.compile(r"(\D+?)\s*(?=\d)")
NUMBERED = re.compile(r"[(\[]?(\d{1,2})[)\].:\s-]*(.*)", re.DOTALL)
#: The rank of a heading that is known only as misspelt: after every word.
MISSPELT_RANK = 10_000


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    GROUP = "group"
    CHARACTERISTIC = "characteristic"
    SIGNS = "levels"
    LEVEL = "level"
    TICK = "tick"
    DATE = "date"
    ROW_ID = "row_id"
    OTHER = "other"


#: The keys of the headings of columns that are neither texts nor processes.
HEADINGS = {
    ColumnKind.GROUP: "table.heading.group",
    ColumnKind.CHARACTERISTIC: "table.heading.characteristic",
    ColumnKind.SIGNS: "table.heading.levels",
    ColumnKind.DATE: "table.heading.date",
    ColumnKind.ROW_ID: "table.heading.row_id",
}


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A question of the service data as a column: `words` is the key of its other names, `title` that of its heading.

    `max_length` is in characters.
    """

    id: str
    title: str
    words: str
    max_length: int
    is_multiline: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. `id` is a text column's question, or a process; `level` is that of a tick.

    `rank` is lower for a heading that is nearer to the usual one.
    """

    kind: ColumnKind
    id: str = ""
    level: str = ""
    rank: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells columns apart."""
        return self.kind, self.id, self.level


class Headings:
    """Recognizes headings. It caches only the fixed words of the criteria and the catalogues."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues, texts: Sequence[TextColumn]) -> None:
        self.texts = {column.id: column for column in texts}
        self._criteria, self._catalogues = criteria, catalogues
        self._known: dict[str, Column] = {}
        for column in self._columns():
            for rank, word in enumerate(self._words(column)):
                self._known.setdefault(_form(word), Column(column.kind, column.id, column.level, rank))
        self._known.pop("", None)
        self._long = [form for form in self._known if len(form) >= SHORTEST_MISSPELT]
        self._numbers = {str(number): process for process, number in criteria.process_number.items()}
        self._before_number = frozenset(map(_form, catalogues.words("words.table.before_number")))
        self._before_process = sorted(map(_form, catalogues.words("words.table.before_process")), key=len, reverse=True)
        self._levels = {
            _form(word): level.id
            for level in criteria.levels
            for word in (level.code, level.name.th, level.name.en, level.short.th, level.short.en, *level.aliases.all)
            if _form(word)
        }

    def title(self, column: Column) -> Localized[str]:
        """Return the usual heading of a column."""
        if column.kind is ColumnKind.LEVEL:
            known, number = self._criteria.process_by_id[column.id], self._criteria.process_number[column.id]
            return Localized(th=f"{number}. {known.short.th}", en=f"{number}. {known.short.en}")
        key = self.texts[column.id].title if column.kind is ColumnKind.TEXT else HEADINGS[column.kind]
        thai, english = (wording(key) for wording in self._catalogues.all)
        return Localized(th=thai, en=english)

    def column(self, heading: str) -> Column | None:
        """Return what a column with this heading holds; None for a heading that is not known."""
        if len(heading) > LONGEST_HEADING:
            return None
        for form in self._forms(heading):
            if found := self._known.get(form):
                return found
        number = self._process_by_number(heading)
        return Column(ColumnKind.LEVEL, number) if number else None

    def misspelt(self, heading: str) -> Column | None:
        """Return what a column with a heading similar to a known one holds; None where none or two are similar."""
        if len(heading) > LONGEST_HEADING:
            return None
        for form in dict.fromkeys(self._forms(heading)):
            if len(form) < SHORTEST_MISSPELT:
                continue
            near = process.extract(form, self._long, scorer=fuzz.ratio, score_cutoff=MISSPELT_SIMILARITY)
            best = {self._known[word].key for word, score, _ in near if score > near[0][1] - MISSPELT_LEAD}
            if len(best) == 1:
                return replace(self._known[near[0][0]], rank=MISSPELT_RANK)
        return None

    def level(self, heading: str) -> str:
        """Return the level that a heading of a tick's column names; empty for another heading."""
        return self._levels.get(_form(IN_PARENTHESES.sub("", heading)) or _form(heading), "")

    def _columns(self) -> Iterator[Column]:
        for column in self.texts:
            yield Column(ColumnKind.TEXT, column)
        for kind in HEADINGS:
            yield Column(kind)
        for process_id in self._criteria.process_by_id:
            yield Column(ColumnKind.LEVEL, process_id)
        yield Column(ColumnKind.OTHER)

    def _words(self, column: Column) -> Iterable[str]:
        """Return the words of a column, the usual ones first."""
        words = self._catalogues.words
        if column.kind is ColumnKind.TEXT:
            text = self.texts[column.id]
            others = words("words.table.service") if column.id == SERVICE else ()
            return (*words(text.title), *words(text.words), *others)
        if column.kind is ColumnKind.LEVEL:
            item = self._criteria.process_by_id[column.id]
            return (item.id, item.name.th, item.name.en, item.short.th, item.short.en, *item.aliases.all)
        if column.kind is ColumnKind.OTHER:
            results = ("page.missing", "page.raises", "result.processes_verdict", "result.levels_verdict")
            return (*words("words.table.other"), *(word for key in results for word in words(key)))
        return (*words(HEADINGS[column.kind]), *words(f"words.table.{column.kind}"))

    def _forms(self, heading: str) -> Iterator[str]:
        """Yield the forms in which a heading may be known: whole, without parentheses, its lines, without a number."""
        plain = IN_PARENTHESES.sub(" ", heading)
        for text in dict.fromkeys((heading, plain, *heading.splitlines(), *plain.split("/"))):
            typed = normalise(text)
            if not typed:
                continue
            yield squeeze(typed)
            found = NUMBERED.fullmatch(self._without_number_word(typed))
            core = squeeze(found[2]) if found else squeeze(typed)
            if core:
                yield core
            for word in self._before_process:
                if core.startswith(word) and core != word:
                    yield core.removeprefix(word)

    def _without_number_word(self, typed: str) -> str:
        """Return a heading without the word before its number: `process 3 approval` begins with 3."""
        found = BEFORE_NUMBER.match(typed)
        return typed[found.end() :] if found and squeeze(found[1]) in self._before_number else typed

    def _process_by_number(self, heading: str) -> str:
        """Return the process whose number is the whole heading, such as `3`, `(3)` or `ข้อ ๓`; empty for others."""
        found = NUMBERED.fullmatch(self._without_number_word(normalise(heading)))
        return self._numbers.get(found[1], "") if found and not found[2].strip() else ""


def _form(text: str) -> str:
    return squeeze(normalise(text))
