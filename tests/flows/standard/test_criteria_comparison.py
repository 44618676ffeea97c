"""The differences between two editions, each by its place."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.config.data_files import criteria_file
from flows.standard.criteria import Criteria
from flows.standard.criteria_comparison import ChangeKind, CriteriaChange, Part, compare_criteria
from flows.standard.criteria_parser import parse_criteria
from flows.standard.outcome_comparison import OutcomeChange, compare_outcomes
from tests import worked_example
from tests.fakes.second_edition import (
    EDITION,
    GROUP_NAME,
    GROUP_SHORT,
    IDENTITY_FULL,
    IDENTITY_SHORT,
    renamed_process_edition,
    second_edition,
    set_cell,
)

Plain = dict[str, Any]


def changed(change: Callable[[Plain], None]) -> Criteria:
    """The criteria that come with Radap after a change of their file."""
    plain: Plain = json.loads(criteria_file().read_text("utf-8"))
    change(plain)
    return parse_criteria(json.dumps(plain))


def texts(part: Part, item: str, field: str, old: Any, new: Any) -> list[CriteriaChange]:
    """A change of a text in both languages."""
    return [
        CriteriaChange(part, item, ChangeKind.CHANGED, f"{field}.{language}", old[language], new[language])
        for language in ("th", "en")
    ]


def levels(criteria: Criteria, codes: str = worked_example.LEVELS) -> dict[str, str]:
    by_code = criteria.level_by_code
    return {process.id: by_code[code].id for process, code in zip(criteria.processes, codes, strict=True)}


def test_an_edition_does_not_differ_from_itself(criteria: Criteria) -> None:
    assert compare_criteria(criteria, criteria) == ()


def test_every_change_of_the_second_edition_is_listed_once(criteria: Criteria) -> None:
    changes = compare_criteria(criteria, second_edition())
    assert len(changes) == len(set(changes))
    assert {change.part for change in changes} == {Part.EDITION, Part.GROUPS, Part.TABLE_1, Part.TABLE_2, Part.TABLE_3}
    group, identity = criteria.group_by_id[worked_example.GROUP], criteria.process_by_id["identity"].levels["standard"]
    assert [change for change in changes if change.item == group.id] == [
        *texts(Part.GROUPS, group.id, "name", group.name.model_dump(), GROUP_NAME),
        *texts(Part.GROUPS, group.id, "short", group.short.model_dump(), GROUP_SHORT),
    ]
    assert [change for change in changes if change.part is Part.TABLE_1] == [
        *texts(Part.TABLE_1, "identity standard", "short", identity.short.model_dump(), IDENTITY_SHORT),
        *texts(Part.TABLE_1, "identity standard", "full", identity.full.model_dump(), IDENTITY_FULL),
    ]
    assert [change for change in changes if change.part in {Part.TABLE_2, Part.TABLE_3}] == [
        CriteriaChange(Part.TABLE_2, "3.1 tracking", ChangeKind.CHANGED, "", "M", "O"),
        CriteriaChange(Part.TABLE_3, "3.1 security", ChangeKind.CHANGED, "", "S", "I"),
    ]
    edition = {change.field: (change.old, change.new) for change in changes if change.part is Part.EDITION}
    assert edition["id"] == (criteria.edition.id, EDITION)
    assert edition["published"] == (criteria.edition.published.isoformat(), "2024-06-30")


def test_a_comparison_the_other_way_round_swaps_old_and_new(criteria: Criteria) -> None:
    there, back = compare_criteria(criteria, second_edition()), compare_criteria(second_edition(), criteria)
    assert {(item.part, item.item, item.field, item.old, item.new) for item in there} == {
        (item.part, item.item, item.field, item.new, item.old) for item in back
    }


def test_a_process_that_came_or_went_is_listed_with_its_cells(criteria: Criteria) -> None:
    changes = compare_criteria(criteria, renamed_process_edition())
    name = criteria.process_by_id["search"].name.th
    of_processes = [change for change in changes if change.part is Part.PROCESSES]
    assert of_processes == [
        CriteriaChange(Part.PROCESSES, "search", ChangeKind.REMOVED, "", name, ""),
        CriteriaChange(Part.PROCESSES, "discovery", ChangeKind.ADDED, "", "", name),
    ]
    for part in (Part.TABLE_2, Part.TABLE_3):
        moved = {(change.item, change.kind) for change in changes if change.part is part and change.field == ""}
        for group in criteria.groups:
            assert (f"{group.id} search", ChangeKind.REMOVED) in moved
            assert (f"{group.id} discovery", ChangeKind.ADDED) in moved


def swap_processes(plain: Plain) -> None:
    """Two processes change their places, with their columns in the tables."""
    plain["processes"][5], plain["processes"][6] = plain["processes"][6], plain["processes"][5]
    for table in plain["tables"].values():
        for group, row in table.items():
            cells = row.split()
            cells[5], cells[6] = cells[6], cells[5]
            table[group] = " ".join(cells)
    codes = plain["example"]["levels"].split()
    codes[5], codes[6] = codes[6], codes[5]
    plain["example"]["levels"] = " ".join(codes)


def test_a_change_of_order_alone_is_told_and_changes_no_cell(criteria: Criteria) -> None:
    order = [process.id for process in criteria.processes]
    swapped = [*order[:5], order[6], order[5], *order[7:]]
    changes = [change for change in compare_criteria(criteria, changed(swap_processes)) if change.part != Part.EXAMPLE]
    assert changes == [
        CriteriaChange(Part.PROCESSES, "order", ChangeKind.CHANGED, "", " ".join(order), " ".join(swapped))
    ]


def test_a_characteristic_that_leads_elsewhere_is_told(criteria: Criteria) -> None:
    place = next(at for at, item in enumerate(criteria.characteristics) if item.group == "4")

    def move(plain: Plain) -> None:
        plain["characteristics"][place]["group"] = "3.2"

    (change,) = compare_criteria(criteria, changed(move))
    moved = criteria.characteristics[place].id
    assert change == CriteriaChange(Part.CHARACTERISTICS, moved, ChangeKind.CHANGED, "group", "4", "3.2")


def test_a_reading_that_is_reworded_is_told_by_its_id(criteria: Criteria) -> None:
    reading = criteria.readings[0]

    def reword(plain: Plain) -> None:
        plain["readings"][0]["effect"]["th"] = "ผลอย่างอื่น"

    (change,) = compare_criteria(criteria, changed(reword))
    assert (change.part, change.item, change.field) == (Part.READINGS, reading.id, "effect.th")
    assert (change.old, change.new) == (reading.effect.th, "ผลอย่างอื่น")


def test_an_outcome_is_unchanged_under_the_same_edition(criteria: Criteria) -> None:
    outcome = compare_outcomes(
        criteria, criteria, worked_example.GROUP, {worked_example.CHARACTERISTIC}, levels(criteria)
    )
    assert outcome == frozenset()


def test_each_part_of_the_outcome_that_changes_is_told(criteria: Criteria) -> None:
    worked = (worked_example.GROUP, {worked_example.CHARACTERISTIC}, levels(criteria))
    assert compare_outcomes(criteria, second_edition(), *worked) == frozenset(
        {OutcomeChange.MISSING, OutcomeChange.RAISES, OutcomeChange.PROCESSES_VERDICT}
    )
    best = (worked_example.GROUP, (), levels(criteria, "A" * 12))
    assert compare_outcomes(criteria, second_edition(), *best) == frozenset()


def test_another_recommended_level_changes_the_list_although_the_same_processes_are_on_it(criteria: Criteria) -> None:
    def raise_identity(plain: Plain) -> None:
        for group in ("3.1", "3.2", "4"):
            set_cell(plain, "recommended", "identity", "A", group)

    outcome = compare_outcomes(criteria, changed(raise_identity), "3.1", (), levels(criteria))
    assert outcome == frozenset({OutcomeChange.RAISES})


def test_the_group_follows_the_most_important_characteristic_that_holds(criteria: Criteria) -> None:
    def move(plain: Plain) -> None:
        for item in plain["characteristics"]:
            if item["id"] == worked_example.CHARACTERISTIC:
                item["group"] = "3.2"
            elif item["group"] == "3.2":
                item["group"] = "3.1"

    moved = changed(move)
    by_characteristic = compare_outcomes(
        criteria, moved, worked_example.GROUP, {worked_example.CHARACTERISTIC}, levels(criteria)
    )
    assert by_characteristic is not None
    assert OutcomeChange.GROUP in by_characteristic
    assert compare_outcomes(criteria, moved, worked_example.GROUP, (), levels(criteria)) == frozenset()


def test_of_several_ticks_the_gravest_under_the_new_edition_decides(criteria: Criteria) -> None:
    lesser = next(item.id for item in criteria.characteristics if item.group == "2")

    def promote(plain: Plain) -> None:
        for item in plain["characteristics"]:
            if item["group"] == "4":
                item["group"] = "2" if item["id"] == critical else "4"
            elif item["id"] == lesser:
                item["group"] = "4"

    critical = next(item.id for item in criteria.characteristics if item.group == "4")
    promoted, worked = changed(promote), worked_example.CHARACTERISTIC
    both = compare_outcomes(criteria, promoted, worked_example.GROUP, {worked, lesser}, levels(criteria))
    assert both is not None
    assert OutcomeChange.GROUP in both
    alone = compare_outcomes(criteria, promoted, worked_example.GROUP, {worked}, levels(criteria))
    assert alone == frozenset()


def test_what_the_new_edition_cannot_judge_is_not_compared(criteria: Criteria) -> None:
    assert compare_outcomes(criteria, renamed_process_edition(), "3.1", (), levels(criteria)) is None


@pytest.mark.parametrize(("group", "given"), [("9", None), ("3.1", {"search": "standard"})])
def test_what_the_old_edition_cannot_judge_is_an_error(
    criteria: Criteria, group: str, given: dict[str, str] | None
) -> None:
    with pytest.raises(KeyError):
        compare_outcomes(criteria, second_edition(), group, (), given or levels(criteria))
