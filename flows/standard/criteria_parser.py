"""Reads a criteria file strictly, and reports every fault with its location and its remedy."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from pydantic import ValidationError

from flows.errors import CriteriaError, CriteriaProblem
from flows.operator_text import Translatable
from flows.standard.criteria import MANDATORY, OPTIONAL, Criteria, Process
from flows.standard.fields import Aliases, FactRules
from flows.standard.strict_json import form_problems, repeated, repeated_keys, without_bom

MISSING = Translatable("It is missing.")


def parse_criteria(text: str | bytes) -> Criteria:
    """Parse a file's content (JSON in UTF-8).

    Raises CriteriaError with every fault that was found.
    """
    content = without_bom(text)
    try:
        criteria = Criteria.model_validate_json(content)
        keys = repeated_keys(content)
    except ValidationError as error:
        raise CriteriaError([*form_problems(error, "criteria-schema")]) from None
    problems = [*keys, *_consistency_problems(criteria)]
    if problems:
        raise CriteriaError(problems)
    return criteria


def _consistency_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    for part in ("levels", "groups", "characteristics", "processes", "readings", "step_readings", "about"):
        yield from repeated(f"{part}.id", (item.id for item in getattr(criteria, part)))
    yield from repeated("levels.code", (level.code for level in criteria.levels))
    yield from repeated("levels.aliases", _words(_level_words(criteria)))
    yield from repeated("groups.aliases", _words((group.id, group.aliases) for group in criteria.groups))
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
            problem = Translatable("There is no group {group}.", group=repr(item.group))
            yield CriteriaProblem(place, problem, Translatable("Use one of: {known}.", known=known))
    for group in sorted(groups - {item.group for item in criteria.characteristics}):
        problem = Translatable("No characteristic leads to group {group}.", group=repr(group))
        yield CriteriaProblem("characteristics", problem, Translatable("Add a characteristic that leads to it."))


def _process_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    wanted = [level.id for level in criteria.levels[1:]]
    for process in criteria.processes:
        yield from repeated(f"processes.{process.id}.levels.aliases", _words(_process_words(process)))
        if sorted(process.levels) != sorted(wanted):
            place = f"processes.{process.id}.levels"
            known = ", ".join(wanted)
            remedy = Translatable("Give exactly these, each with its texts and an example: {levels}.", levels=known)
            found = ", ".join(process.levels) or Translatable("none")
            yield CriteriaProblem(place, Translatable("It has {levels}.", levels=found), remedy)
    if not criteria.levels[0].offline and any(process.channel == "electronic" for process in criteria.processes):
        remedy = Translatable("Tell there what else counts as this level where a process must be electronic.")
        yield CriteriaProblem(f"levels.{criteria.levels[0].id}.offline", MISSING, remedy)


def _together_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Processes asked together are known, in one entry, and mandatory in none of its groups."""
    yield from repeated("asked_together", (name for item in criteria.asked_together for name in item.processes))
    order = list(criteria.process_by_id)
    for number, item in enumerate(criteria.asked_together):
        place = f"asked_together.{number}"
        unknown = [name for name in item.processes if name not in order]
        unknown += [name for name in item.groups if name not in criteria.group_by_id]
        for name in unknown:
            problem = Translatable("There is no {name}.", name=repr(name))
            yield CriteriaProblem(place, problem, Translatable("Correct the id, or remove it."))
        for group in item.groups:
            codes = dict(zip(order, criteria.tables.mandatory.get(group, "").split(), strict=False))
            for name in (name for name in item.processes if codes.get(name) == MANDATORY):
                problem = Translatable("{name} is mandatory in group {group}.", name=repr(name), group=repr(group))
                remedy = Translatable(
                    "Remove the process or the group: a process that is mandatory is asked by itself."
                )
                yield CriteriaProblem(place, problem, remedy)


def _fact_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Every concept that a rule names has its words, and the rules of a process are those of its levels."""
    yield from _told_problems(criteria)
    places = [(f"characteristics.{item.id}", item.facts) for item in criteria.characteristics]
    places += [(f"levels.{level.id}.offline", level.offline.facts) for level in criteria.levels if level.offline]
    for process in criteria.processes:
        places += [(f"processes.{process.id}.facts.{level}", rules) for level, rules in process.facts.items()]
        for level in process.facts.keys() - criteria.level_by_id.keys():
            problem = Translatable("There is no level {level}.", level=repr(level))
            yield CriteriaProblem(f"processes.{process.id}.facts", problem, _use_only(criteria.level_by_id))
    for place, rules in places:
        yield from _concept_problems(place, rules, criteria.concepts.keys())


def _told_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """The same holds for the rules of a description, whose words are beside the concepts."""
    yield from repeated("told_words", (*criteria.concepts, *criteria.told_words))
    known = criteria.concepts.keys() | criteria.told_words.keys()
    for item in criteria.characteristics:
        yield from _concept_problems(f"characteristics.{item.id}.told", item.told, known)
    for process in criteria.processes:
        place, told = f"processes.{process.id}.told", process.told
        yield from _concept_problems(f"{place}.topics", told.topics, known)
        for level, rules in told.levels.items():
            yield from _concept_problems(f"{place}.levels.{level}", rules, known)
        for level in told.levels.keys() - criteria.level_by_id.keys():
            problem = Translatable("There is no level {level}.", level=repr(level))
            yield CriteriaProblem(f"{place}.levels", problem, _use_only(criteria.level_by_id))


def _concept_problems(place: str, rules: FactRules, known: AbstractSet[str]) -> Iterator[CriteriaProblem]:
    for concept in {part.lstrip("!-") for rule in rules for part in rule.split()} - known:
        problem = Translatable("There is no concept {concept}.", concept=repr(concept))
        remedy = Translatable("Add it to the concepts, with its words, or correct the rule.")
        yield CriteriaProblem(place, problem, remedy)


def _reading_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Every reading that an explanation names has its entry, and every entry is named by an explanation."""
    used = criteria.reading_uses
    for place, reading in used:
        if reading not in criteria.reading_by_id:
            problem = Translatable("There is no reading {reading}.", reading=repr(reading))
            remedy = Translatable("Add it to the readings, with the source's wordings, or correct the id.")
            yield CriteriaProblem(f"{place}.readings", problem, remedy)
    for reading in criteria.reading_by_id.keys() - {use.reading for use in used}:
        remedy = Translatable("Name it in `readings` of whatever rests on it, or remove it.")
        yield CriteriaProblem(f"readings.{reading}", Translatable("Nothing rests on it."), remedy)


def _example_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    example = criteria.example
    for item in example.characteristics:
        if item not in criteria.characteristic_by_id:
            problem = Translatable("There is no characteristic {name}.", name=repr(item))
            remedy = Translatable("Use some of: {known}.", known=", ".join(criteria.characteristic_by_id))
            yield CriteriaProblem("example.characteristics", problem, remedy)
    codes, width = example.levels.split(), len(criteria.processes)
    if len(codes) != width:
        problem = Translatable("It has {count} codes.", count=len(codes))
        yield CriteriaProblem("example.levels", problem, _give(width))
    if strange := sorted(set(codes) - criteria.level_by_code.keys()):
        yield CriteriaProblem("example.levels", _unknown(strange), _use_only(criteria.level_by_code))


def _table_problems(
    name: str, table: Mapping[str, str], criteria: Criteria, codes: set[str]
) -> Iterator[CriteriaProblem]:
    groups, width = [group.id for group in criteria.groups], len(criteria.processes)
    for group in groups:
        if group not in table:
            problem = Translatable("The row of group {group} is missing.", group=repr(group))
            yield CriteriaProblem(f"tables.{name}", problem, Translatable("Add the row."))
    for group, cells in table.items():
        place = f"tables.{name}.{group}"
        if group not in groups:
            remedy = Translatable("Remove the row, or correct its name.")
            yield CriteriaProblem(place, Translatable("There is no such group."), remedy)
        if len(cells.split()) != width:
            problem = Translatable("The row has {count} cells.", count=len(cells.split()))
            yield CriteriaProblem(place, problem, _give(width))
        if strange := sorted(set(cells.split()) - codes):
            yield CriteriaProblem(place, _unknown(strange), _use_only(sorted(codes)))


def _give(count: int) -> Translatable:
    return Translatable("Give {count}, one for each process in their order, parted by single spaces.", count=count)


def _unknown(values: Iterable[str]) -> Translatable:
    return Translatable("Unknown: {values}.", values=", ".join(values))


def _use_only(known: Iterable[str]) -> Translatable:
    return Translatable("Use only: {known}.", known=", ".join(known))


def _optional_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """A process that some group needs only as the case may be tells when that is (Table 2, legend of O)."""
    for place, process in enumerate(criteria.processes):
        rows = [cells.split() for cells in criteria.tables.mandatory.values()]
        is_optional = any(row[place : place + 1] == [OPTIONAL] for row in rows)
        if is_optional and process.needed_when is None:
            remedy = Translatable("Tell when a service may need the process.")
            yield CriteriaProblem(f"processes.{process.id}.needed_when", MISSING, remedy)


def _order_problems(criteria: Criteria) -> Iterator[CriteriaProblem]:
    """Check the order of the groups: a more important group never has a lower recommendation."""
    rank = {level.code: place for place, level in enumerate(criteria.levels)}
    for lower, higher in pairwise(group.id for group in criteria.groups):
        rows = (criteria.tables.recommended[group].split() for group in (lower, higher))
        if any(rank[low] > rank[high] for low, high in zip(*rows, strict=True)):
            problem = Translatable("It asks for less than the row of group {group}.", group=repr(lower))
            remedy = Translatable("List the groups by importance, least first, or correct the row.")
            yield CriteriaProblem(f"tables.recommended.{higher}", problem, remedy)
