"""Reads a criteria file strictly, and reports every fault with its location and its remedy."""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from flows.errors import CriteriaError, CriteriaProblem
from flows.standard.criteria import MANDATORY, OPTIONAL, Criteria, Process
from flows.standard.fields import Aliases

REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or correct its spelling.",
    "string_too_long": "Shorten it: longer texts do not fit the chat platforms.",
    "string_pattern_mismatch": "Write it in the form that docs/change-the-criteria.md describes; texts are not empty.",
    "too_short": "Add the missing entries.",
    "literal_error": "Use one of the values named.",
    "json_invalid": "Correct the JSON there; a missing comma or quotation mark is the usual cause.",
}
CORRECT_VALUE = "Correct the value as docs/change-the-criteria.md describes."


def parse_criteria(text: str | bytes) -> Criteria:
    """Parse a file's content (JSON in UTF-8).

    Raises CriteriaError with every fault that was found.
    """
    content = text.encode() if isinstance(text, str) else text
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        criteria = Criteria.model_validate_json(content)
        repeated = [*_repeated_keys(content)]
    except ValidationError as error:
        raise CriteriaError([*_form_problems(error)]) from None
    problems = [*repeated, *_consistency_problems(criteria)]
    if problems:
        raise CriteriaError(problems)
    return criteria


def _repeated_keys(content: bytes) -> list[CriteriaProblem]:
    """Report keys that occur twice in one object: JSON readers silently use the last."""
    problems: list[CriteriaProblem] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        problems.extend(_repeated("the file", (key for key, _ in pairs)))
        return dict(pairs)

    json.loads(content, object_pairs_hook=look)
    return problems


def _form_problems(error: ValidationError) -> Iterator[CriteriaProblem]:
    for detail in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in detail["loc"]) or "the file"
        yield CriteriaProblem(place, f"{detail['msg']}.", REMEDIES.get(detail["type"], CORRECT_VALUE))


def _consistency_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    for part in ("levels", "groups", "characteristics", "processes", "readings", "step_readings", "about"):
        yield from _repeated(f"{part}.id", (item.id for item in getattr(criteria, part)))
    yield from _repeated("levels.code", (level.code for level in criteria.levels))
    yield from _repeated("levels.aliases", _words(_level_words(criteria)))
    yield from _repeated("groups.aliases", _words((group.id, group.aliases) for group in criteria.groups))
    yield from _characteristic_problems(criteria)
    yield from _process_problems(criteria)
    yield from _together_problems(criteria)
    yield from _fact_problems(criteria)
    yield from _reading_problems(criteria)
    yield from _example_problems(criteria)
    yield from _table_problems("mandatory", criteria.tables.mandatory, criteria, {MANDATORY, OPTIONAL})
    codes = {level.code for level in criteria.levels[1:]}
    if not (_table_faults := [*_table_problems("recommended", criteria.tables.recommended, criteria, codes)]):
        yield from _order_problems(criteria)
    yield from _table_faults
    yield from _optional_problems(criteria)


def _repeated(place: str, values: Iterable[str]) -> Iterator[CriteriaProblem]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield CriteriaProblem(
                place, f"{value!r} occurs more than once.", "Keep one and rename or remove the other."
            )
        seen.add(value)


def _words(owners: Iterable[tuple[str, Aliases]]) -> Iterator[str]:
    for _, aliases in owners:
        yield from {word.casefold() for word in aliases.all}


def _level_words(criteria: Criteria) -> Iterator[tuple[str, Aliases]]:
    for level in criteria.levels:
        yield level.id, level.aliases
        if level.offline:
            yield level.id, level.offline.aliases


def _process_words(process: Process) -> Iterator[tuple[str, Aliases]]:
    for level, requirement in process.levels.items():
        yield level, requirement.aliases
        yield level, requirement.hints


def _characteristic_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    groups = {group.id for group in criteria.groups}
    for item in criteria.characteristics:
        if item.group not in groups:
            known = ", ".join(sorted(groups))
            place = f"characteristics.{item.id}.group"
            yield CriteriaProblem(place, f"There is no group {item.group!r}.", f"Use one of: {known}.")
    for group in sorted(groups - {item.group for item in criteria.characteristics}):
        remedy = "Add a characteristic that leads to it."
        yield CriteriaProblem("characteristics", f"No characteristic leads to group {group!r}.", remedy)


def _process_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    wanted = [level.id for level in criteria.levels[1:]]
    for process in criteria.processes:
        yield from _repeated(f"processes.{process.id}.levels.aliases", _words(_process_words(process)))
        if sorted(process.levels) != sorted(wanted):
            place = f"processes.{process.id}.levels"
            remedy = f"Give exactly these, each with its texts and an example: {', '.join(wanted)}."
            yield CriteriaProblem(place, f"It has {', '.join(process.levels) or 'none'}.", remedy)
    if not criteria.levels[0].offline and any(process.channel == "electronic" for process in criteria.processes):
        remedy = "Tell there what else counts as this level where a process must be electronic."
        yield CriteriaProblem(f"levels.{criteria.levels[0].id}.offline", "It is missing.", remedy)


def _together_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Processes asked together are known, in one entry, and mandatory in none of its groups."""
    yield from _repeated("asked_together", (name for item in criteria.asked_together for name in item.processes))
    order = list(criteria.process_by_id)
    for number, item in enumerate(criteria.asked_together):
        place = f"asked_together.{number}"
        unknown = [name for name in item.processes if name not in order]
        unknown += [name for name in item.groups if name not in criteria.group_by_id]
        for name in unknown:
            yield CriteriaProblem(place, f"There is no {name!r}.", "Correct the id, or remove it.")
        for group in item.groups:
            codes = dict(zip(order, criteria.tables.mandatory.get(group, "").split(), strict=False))
            for name in (name for name in item.processes if codes.get(name) == MANDATORY):
                remedy = "Remove the process or the group: a process that is mandatory is asked by itself."
                yield CriteriaProblem(place, f"{name!r} is mandatory in group {group!r}.", remedy)


def _fact_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Every concept that a rule names has its words, and the rules of a process are those of its levels."""
    places = [(f"characteristics.{item.id}", item.facts) for item in criteria.characteristics]
    places += [(f"levels.{level.id}.offline", level.offline.facts) for level in criteria.levels if level.offline]
    for process in criteria.processes:
        places += [(f"processes.{process.id}.facts.{level}", rules) for level, rules in process.facts.items()]
        for level in process.facts.keys() - criteria.level_by_id.keys():
            remedy = f"Use only: {', '.join(criteria.level_by_id)}."
            yield CriteriaProblem(f"processes.{process.id}.facts", f"There is no level {level!r}.", remedy)
    for place, rules in places:
        for concept in {part.lstrip("!-") for rule in rules for part in rule.split()} - criteria.concepts.keys():
            remedy = "Add it to the concepts, with its words, or correct the rule."
            yield CriteriaProblem(place, f"There is no concept {concept!r}.", remedy)


def _reading_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Every reading that an explanation names has its entry, and every entry is named by an explanation."""
    used = criteria.reading_uses
    for place, reading in used:
        if reading not in criteria.reading_by_id:
            remedy = "Add it to the readings, with the source's wordings, or correct the id."
            yield CriteriaProblem(f"{place}.readings", f"There is no reading {reading!r}.", remedy)
    for reading in criteria.reading_by_id.keys() - {use.reading for use in used}:
        remedy = "Name it in `readings` of whatever rests on it, or remove it."
        yield CriteriaProblem(f"readings.{reading}", "Nothing rests on it.", remedy)


def _example_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    example = criteria.example
    for item in example.characteristics:
        if item not in criteria.characteristic_by_id:
            remedy = f"Use some of: {', '.join(criteria.characteristic_by_id)}."
            yield CriteriaProblem("example.characteristics", f"There is no characteristic {item!r}.", remedy)
    codes, width = example.levels.split(), len(criteria.processes)
    if len(codes) != width:
        remedy = f"Give {width}, one for each process in their order, parted by single spaces."
        yield CriteriaProblem("example.levels", f"It has {len(codes)} codes.", remedy)
    if strange := sorted(set(codes) - criteria.level_by_code.keys()):
        known = ", ".join(criteria.level_by_code)
        yield CriteriaProblem("example.levels", f"Unknown: {', '.join(strange)}.", f"Use only: {known}.")


def _table_problems(
    name: str, table: Mapping[str, str], criteria: Criteria, codes: set[str]
) -> Iterator[CriteriaProblem]:
    groups, width = [group.id for group in criteria.groups], len(criteria.processes)
    for group in groups:
        if group not in table:
            yield CriteriaProblem(f"tables.{name}", f"The row of group {group!r} is missing.", "Add the row.")
    for group, cells in table.items():
        place = f"tables.{name}.{group}"
        if group not in groups:
            yield CriteriaProblem(place, "There is no such group.", "Remove the row, or correct its name.")
        if len(cells.split()) != width:
            remedy = f"Give {width}, one for each process in their order, parted by single spaces."
            yield CriteriaProblem(place, f"The row has {len(cells.split())} cells.", remedy)
        if strange := sorted(set(cells.split()) - codes):
            yield CriteriaProblem(place, f"Unknown: {', '.join(strange)}.", f"Use only: {', '.join(sorted(codes))}.")


def _optional_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """A process that some group needs only as the case may be tells when that is (Table 2, legend of O)."""
    for place, process in enumerate(criteria.processes):
        rows = [cells.split() for cells in criteria.tables.mandatory.values()]
        is_optional = any(row[place : place + 1] == [OPTIONAL] for row in rows)
        if is_optional and process.needed_when is None:
            remedy = "Tell when a service may need the process."
            yield CriteriaProblem(f"processes.{process.id}.needed_when", "It is missing.", remedy)


def _order_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Check the order of the groups: a more important group never has a lower recommendation."""
    rank = {level.code: place for place, level in enumerate(criteria.levels)}
    for lower, higher in pairwise(group.id for group in criteria.groups):
        rows = (criteria.tables.recommended[group].split() for group in (lower, higher))
        if any(rank[low] > rank[high] for low, high in zip(*rows, strict=True)):
            remedy = "List the groups by importance, least first, or correct the row."
            place = f"tables.recommended.{higher}"
            yield CriteriaProblem(place, f"It asks for less than the row of group {lower!r}.", remedy)
