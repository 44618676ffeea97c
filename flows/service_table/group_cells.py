"""Cells that name a service group: by number, name or characteristic, also where a program made a date of 3.1."""

import re
from collections.abc import Iterator
from datetime import date

from flows.i18n.wording import Catalogues
from flows.service_table.cells import Cell, cell_text
from flows.service_table.outcome import Refused, Understood
from flows.service_table.service_table import FaultKind
from flows.standard.criteria import Criteria
from flows.understanding.normal_form import normalise, squeeze

LONGEST_SHOWN = 40
NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,9})?")
LEADING_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)[.):\s-]+(\D.*)", re.DOTALL)
#: A date in the short forms of spreadsheet programs: 3-Jan, 03-ม.ค., 3/1/2569.
SHORT_DATE = re.compile(r"(\d{1,2})[-/ ]?([^\d\s/-]+|(?<=[-/ ])\d{1,2})(?:[-/ ]+\d{2,4})?")
SIGNS_BETWEEN = ",;/+&、\n"


class GroupCells:
    """Reads cells of the columns of groups and characteristics. It caches only fixed words."""

    def __init__(self, criteria: Criteria, catalogues: Catalogues) -> None:
        self._criteria = criteria
        self._before = sorted(map(_form, catalogues.words("words.table.before_group")), key=len, reverse=True)
        self._groups = {
            _form(word): group.id
            for group in reversed(criteria.groups)
            for word in (*group.aliases.all, group.short.th, group.short.en, group.name.th, group.name.en)
        }
        self._characteristics = {
            _form(word): item.id
            for item in reversed(criteria.characteristics)
            for word in (*item.aliases.all, item.description.th, item.description.en, item.name.th, item.name.en)
        }
        words = "|".join(rf"\s+{re.escape(word)}\s+" for word in catalogues.words("words.and"))
        self._between = re.compile(rf"[{SIGNS_BETWEEN}]|{words}")
        self._options = {str(number): name for name, number in criteria.option_number.items()}
        self._months = {
            _form(name): number
            for wording in catalogues.all
            for number, names in enumerate(wording.words("words.months"), 1)
            for name in names.split()
        }

    def group(self, cell: Cell) -> Understood[tuple[str, tuple[str, ...]]] | Refused:
        """Return the group that a cell of a group's column names, with the characteristic if it names that."""
        if isinstance(cell, date):
            return self._of_date(cell.day, cell.month, cell.isoformat())
        text = cell_text(cell).strip()
        typed = normalise(text)
        for core in self._cores(typed):
            if group := self._by_number(core) or self._groups.get(squeeze(core)) or self._with_name(core):
                # 2.0 is 2, but somebody who typed 3.10 may have meant another number than 3.1.
                is_unclear = isinstance(cell, str) and core.endswith("0") and NUMBER.fullmatch(core)
                return Understood((group, ()), group if is_unclear and not float(core).is_integer() else "")
            if found := self._characteristics.get(squeeze(core)):
                return Understood((self._criteria.characteristic_by_id[found].group, (found,)))
        if parts := self._day_and_month(typed):
            return self._of_date(*parts, text)
        known = ", ".join(self._criteria.group_by_id)
        return Refused(FaultKind.UNKNOWN_GROUP, {"group": text[:LONGEST_SHOWN], "known": known})

    def characteristics(self, cell: Cell) -> Understood[tuple[str, tuple[str, ...]]] | Refused:
        """Return the characteristics that a cell names, by number or name, and the group that they lead to."""
        text = cell_text(cell).strip()
        names = [self._characteristic(text)]
        if not names[0]:
            names = [self._characteristic(part) for part in self._between.split(text) if part.strip()]
        if not names or not all(names):
            count = len(self._criteria.characteristics)
            return Refused(FaultKind.UNKNOWN_CHARACTERISTIC, {"text": text[:LONGEST_SHOWN], "count": count})
        ordered = tuple(item.id for item in self._criteria.characteristics if item.id in names)
        decisive = next(item for item in self._criteria.asked_characteristics if item.id in names)
        return Understood((decisive.group, ordered))

    def _characteristic(self, text: str) -> str:
        typed = normalise(text)
        found = LEADING_NUMBER.fullmatch(typed)
        forms = (squeeze(typed), squeeze(found[2])) if found else (squeeze(typed),)
        named = next((self._characteristics[form] for form in forms if form in self._characteristics), "")
        number = typed.partition(".")[0] if re.fullmatch(r"\d+\.0+", typed) else typed
        return named or self._options.get(number, "")

    def _cores(self, typed: str) -> Iterator[str]:
        """Yield the text, and the text without the word group before it."""
        yield typed
        for word in self._before:
            if typed.startswith(word) and (core := typed.removeprefix(word).strip(" .:")):
                yield core

    def _by_number(self, text: str) -> str:
        """Return the group with this number; 3.10 is 3.1 where there is no other such number."""
        if text in self._criteria.group_by_id:
            return text
        if not NUMBER.fullmatch(text):
            return ""
        same = [name for name in self._criteria.group_by_id if NUMBER.fullmatch(name) and float(name) == float(text)]
        return same[0] if len(same) == 1 else ""

    def _with_name(self, text: str) -> str:
        """Return the group whose number stands before its name."""
        found = LEADING_NUMBER.fullmatch(text)
        group = self._by_number(found[1]) if found else ""
        named = self._groups.get(squeeze(found[2]), group) if found else ""
        return group if group == named else ""

    def _day_and_month(self, typed: str) -> tuple[int, int] | None:
        found = SHORT_DATE.fullmatch(typed)
        if not found:
            return None
        month = int(found[2]) if found[2].isdecimal() else self._months.get(squeeze(found[2]), 0)
        return (int(found[1]), month) if month else None

    def _of_date(self, day: int, month: int, text: str) -> Understood[tuple[str, tuple[str, ...]]] | Refused:
        """Return the only group whose number a program can have made this date of: day and month, or the other way."""
        possible = {f"{day}.{month}", f"{month}.{day}"} & set(self._criteria.group_by_id)
        if len(possible) == 1:
            group = possible.pop()
            return Understood((group, ()), group)
        return Refused(FaultKind.GROUP_IS_DATE, {"text": text, "known": ", ".join(self._criteria.group_by_id)})


def _form(word: str) -> str:
    return squeeze(normalise(word))
