"""Cells that name a level: by word, code or digit, as a sign among twelve, or by a tick below the level's heading."""

import re
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz, process

from flows.i18n.wording import Catalogues
from flows.service_table.cells import Cell, cell_text, is_empty
from flows.service_table.outcome import Refused, Understood
from flows.service_table.service_table import FaultKind, Value
from flows.standard.criteria import Criteria
from flows.understanding.level_signs import DASHES, level_codes
from flows.understanding.normal_form import normalise, squeeze

LONGEST_SHOWN = 40
#: Characters of a cell in which a level is looked for; no word of a level is longer.
LONGEST_LEVEL = 80
#: A misspelt word of a level has at least this many letters, and this similarity (of 100) to one level's words only.
SHORTEST_MISSPELT, MISSPELT_SIMILARITY = 5, 82.0
BETWEEN = re.compile(r"[\s()\[\]=:/,|]+|(?<=\S)-(?=\S)")
WHOLE_NUMBER = re.compile(r"(\d)(?:\.0+)?")
#: A result's own level stands before the arrow, and the recommended one behind it.
ARROW = "→"
#: Signs of yes; Wingdings has its tick at ü, and officers also tick with a slash.
TICKS = frozenset("✓✔√☑✅●•⬤■/1üþ") | {"true", "yes", "y", "ok"}
#: Signs of no, which also mark a box.
CROSSES = frozenset("x×✗✘☒✕✖❌")
#: Signs of an empty box.
OPEN_BOXES = frozenset("-–—☐□○0") | {"false", "no", "n"}
VARIANT = "\ufe0f"


class LevelCells:
    """Reads cells of levels. It caches only fixed words."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues) -> None:
        self._criteria = criteria
        self._nouns = frozenset(map(_form, catalogues.words("words.table.before_level")))
        ranks = {str(rank): level.id for level, rank in zip(criteria.levels, range(len(criteria.levels)), strict=True)}
        words = ranks | {
            form: level.id
            for level in criteria.levels
            for word in (*level.aliases.all, level.id, level.name.th, level.name.en, level.short.th, level.short.en)
            for form in (normalise(word), _form(word))
        }
        codes = {normalise(level.code): level.id for level in criteria.levels}
        self._words: dict[str, dict[str, str]] = {}
        for item in criteria.processes:
            added = {normalise(word): level for level, required in item.levels.items() for word in required.aliases.all}
            self._words[item.id] = added | words | codes
        self._long = {form: level for form, level in words.items() if len(form) >= SHORTEST_MISSPELT}
        self._long_words = list(self._long)
        self._yes, self._no = (frozenset(map(_form, catalogues.words(f"words.table.{name}"))) for name in ("yes", "no"))

    def level(self, process_id: str, cell: Cell) -> Understood[str] | Refused:
        """Return the level that a cell of a process's column names."""
        text = cell_text(cell).strip()
        typed = normalise(text[:LONGEST_LEVEL].split(ARROW)[0].translate(DASHES))
        if found := self._known(process_id, typed):
            return Understood(found)
        if self._is_tick(cell) or _mark(cell) in CROSSES:
            return Refused(FaultKind.TICK_ALONE, {"text": text})
        if near := self._misspelt(typed):
            return Understood(near, self._criteria.level_by_id[near].name)
        return Refused(FaultKind.UNKNOWN_LEVEL, {"text": text[:LONGEST_SHOWN], **self._known_levels()})

    def ticked(self, cells: Mapping[str, Cell]) -> Understood[str] | Refused:
        """Return the level whose cell is ticked, of one process (level → cell); the lowest one where none is.

        A cross marks a box, too, unless another box has a tick or every box has a cross.
        """
        filled = {level: cell for level, cell in cells.items() if not is_empty(cell) and not self._is_open_box(cell)}
        ticks = [level for level, cell in filled.items() if self._is_tick(cell)]
        crosses = [level for level, cell in filled.items() if _mark(cell) in CROSSES]
        if strange := [cell for level, cell in filled.items() if level not in (*ticks, *crosses)]:
            return Refused(FaultKind.UNKNOWN_LEVEL, {"text": cell_text(strange[0]), **self._known_levels()})
        if not ticks and len(crosses) < len(cells):
            ticks = crosses
        if len(ticks) > 1:
            return Refused(FaultKind.SEVERAL_TICKS)
        return Understood(ticks[0] if ticks else self._criteria.levels[0].id)

    def signs(self, cell: Cell) -> Understood[dict[str, str]] | Refused:
        """Return the level of each process from a cell with one sign a process."""
        text = cell_text(cell).strip()
        codes, wanted = level_codes(self._criteria, text), len(self._criteria.processes)
        if codes:
            levels = (self._criteria.level_by_code[code].id for code in codes)
            return Understood(dict(zip(self._criteria.process_by_id, levels, strict=True)))
        letters = "".join(self._criteria.level_by_code)
        typed = squeezed_signs(text)
        values: dict[str, Value] = {"letters": letters, "wanted": wanted}
        digits = set(map(str, range(len(self._criteria.levels))))
        # All signs are of one kind; a dash is among both.
        strange = sorted(set(typed) - (set(letters) if set(typed) & set(letters) - {"-"} else digits | {"-"}))
        if strange:
            return Refused(FaultKind.SIGNS_UNKNOWN, {"text": ", ".join(strange)[:LONGEST_SHOWN], **values})
        return Refused(FaultKind.SIGNS_COUNT, {"count": len(typed), **values})

    def _known(self, process_id: str, typed: str) -> str:
        """Return the level that a text names, perhaps several times: `S (standard)`."""
        words = self._words[process_id]
        if found := words.get(typed) or words.get(squeeze(typed)):
            return found
        if number := WHOLE_NUMBER.fullmatch(typed):
            return words.get(number[1], "")
        named = {words.get(part, "") for part in self._parts(typed)}
        return named.pop() if len(named) == 1 else ""

    def _parts(self, typed: str) -> Iterator[str]:
        """Yield the words of a text without the noun: `level standard` is standard."""
        for part in BETWEEN.split(typed):
            if part and squeeze(part) not in self._nouns:
                yield part

    def _misspelt(self, typed: str) -> str:
        near = process.extract(_form(typed), self._long_words, scorer=fuzz.ratio, score_cutoff=MISSPELT_SIMILARITY)
        levels = {self._long[form] for form, _, _ in near}
        return levels.pop() if len(levels) == 1 and len(typed) >= SHORTEST_MISSPELT else ""

    def _is_tick(self, cell: Cell) -> bool:
        return _mark(cell) in TICKS or _form(_mark(cell)) in self._yes

    def _is_open_box(self, cell: Cell) -> bool:
        return _mark(cell) in OPEN_BOXES or _form(_mark(cell)) in self._no

    def _known_levels(self) -> dict[str, Value]:
        """Return the words of the levels, for a sentence that tells what to write."""
        return {f"level{rank}": level.short for rank, level in enumerate(self._criteria.levels)}


def squeezed_signs(text: str) -> str:
    """Return the signs of a text without what stands between them."""
    return re.sub(r"[\s,;/|]+", "", normalise_signs(text))


def normalise_signs(text: str) -> str:
    """Return a text with plain dashes, digits and letters."""
    return normalise(f"x{text.translate(DASHES)}")[1:].upper()


def _mark(cell: Cell) -> str:
    return cell_text(cell).strip().replace(VARIANT, "").casefold()


def _form(word: str) -> str:
    return squeeze(normalise(word))
