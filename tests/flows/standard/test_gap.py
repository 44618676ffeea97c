"""The gap rules against the tables of the standard, over all groups and levels."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.data_files import load_criteria
from flows.standard.gap import Count, Gap, Verdict, compute_gap
from tests import worked_example

GROUPS = ("1", "2", "3.1", "3.2", "4")
PROCESSES = (
    "search identity request review approval payment issuance delivery tracking display security support".split()
)
MANDATORY = {
    "1": "MOOOOOOOOOMO",
    "2": "MOMOOOOOOOMO",
    "3.1": "MMMMMOOOMOMM",
    "3.2": "MMMMMOOOMOMM",
    "4": "MMMMMOOOMOMM",
}
RECOMMENDED = {
    "1": "IIIIIIIIIIII",
    "2": "SIIIIIIIIIII",
    "3.1": "SSSIIIIIIISI",
    "3.2": "SSSSSSSSSSSS",
    "4": "SASSSSASASAA",
}
ORDER = "-ISA"
IDS = dict(zip(ORDER, ("none", "initial", "standard", "advanced"), strict=True))
CRITERIA = load_criteria(None)

codes = st.text(alphabet=ORDER, min_size=12, max_size=12)
groups = st.sampled_from(GROUPS)


def gap_of(group: str, levels: str) -> Gap:
    return compute_gap(CRITERIA, group, {process: IDS[code] for process, code in zip(PROCESSES, levels, strict=True)})


def test_the_worked_example_gives_the_source_s_result() -> None:
    gap = gap_of(worked_example.GROUP, worked_example.LEVELS)
    assert gap.missing == worked_example.MISSING
    assert tuple((item.process, item.own, item.recommended) for item in gap.raises) == worked_example.RAISES
    assert (gap.processes, gap.levels) == (Verdict.PARTIAL, Verdict.PARTIAL)


@given(groups, codes)
def test_the_lists_follow_the_tables_cell_by_cell(group: str, levels: str) -> None:
    gap = gap_of(group, levels)
    cells = [*zip(PROCESSES, levels, MANDATORY[group], RECOMMENDED[group], strict=True)]
    missing = [process for process, own, need, _ in cells if own == "-" and need == "M"]
    raises = [
        (process, IDS[own], IDS[wanted])
        for process, own, _, wanted in cells
        if own != "-" and ORDER.index(own) < ORDER.index(wanted)
    ]
    assert list(gap.missing) == missing
    assert [(item.process, item.own, item.recommended) for item in gap.raises] == raises


@given(groups, codes)
def test_the_verdicts_follow_their_definitions(group: str, levels: str) -> None:
    gap = gap_of(group, levels)
    cells = [*zip(levels, MANDATORY[group], RECOMMENDED[group], strict=True)]
    present = [own != "-" for own, need, _ in cells if need == "M"]
    reached = [ORDER.index(own) >= ORDER.index(wanted) for own, need, wanted in cells if own != "-" or need == "M"]
    assert gap.processes == verdict(present)
    assert gap.levels == verdict(reached)


def verdict(conforming: list[bool]) -> str:
    return "conform" if all(conforming) else "partial" if any(conforming) else "none"


@given(codes)
def test_raising_the_group_never_shortens_either_list(levels: str) -> None:
    gaps = [gap_of(group, levels) for group in GROUPS]
    for lower, higher in pairwise(gaps):
        assert set(lower.missing) <= set(higher.missing)
        assert {item.process for item in lower.raises} <= {item.process for item in higher.raises}


@given(groups, codes, st.integers(0, 11))
def test_raising_one_level_never_makes_the_gap_larger(group: str, levels: str, place: int) -> None:
    raised = levels[:place] + ORDER[min(ORDER.index(levels[place]) + 1, 3)] + levels[place + 1 :]
    before, after = gap_of(group, levels), gap_of(group, raised)
    assert set(after.missing) <= set(before.missing)
    assert len(after.missing) + len(after.raises) <= len(before.missing) + len(before.raises) + (
        levels[place] == "-" and MANDATORY[group][place] == "O"
    )


@given(codes)
def test_in_group_1_nothing_present_is_below_the_recommendation(levels: str) -> None:
    assert gap_of("1", levels).raises == ()


def test_the_criteria_hold_both_tables_of_the_standard() -> None:
    assert [process.id for process in CRITERIA.processes] == PROCESSES
    for group in GROUPS:
        assert CRITERIA.tables.mandatory[group] == " ".join(MANDATORY[group])
        assert CRITERIA.tables.recommended[group] == " ".join(RECOMMENDED[group])


@pytest.mark.parametrize(
    ("levels", "processes", "conformity"), [("-" * 12, "none", "none"), ("A" * 12, "conform", "conform")]
)
def test_the_extremes(levels: str, processes: str, conformity: str) -> None:
    for group in GROUPS:
        gap = gap_of(group, levels)
        assert (gap.processes, gap.levels) == (processes, conformity)


@given(groups, codes)
def test_the_counts_say_how_many_of_how_many(group: str, levels: str) -> None:
    gap = gap_of(group, levels)
    cells = [*zip(levels, MANDATORY[group], RECOMMENDED[group], strict=True)]
    looked_at = [(own, wanted) for own, need, wanted in cells if own != "-" or need == "M"]
    reached = sum(ORDER.index(own) >= ORDER.index(wanted) for own, wanted in looked_at)
    assert gap.processes_count == Count(
        sum(own != "-" and need == "M" for own, need, _ in cells), MANDATORY[group].count("M")
    )
    assert gap.levels_count == Count(reached, len(looked_at))
    assert gap.levels_count.total - gap.levels_count.conforming == len(gap.missing) + len(gap.raises)
    assert gap.processes_count.total - gap.processes_count.conforming == len(gap.missing)


def test_the_counts_of_the_worked_example() -> None:
    gap = gap_of(worked_example.GROUP, worked_example.LEVELS)
    assert (gap.processes_count, gap.levels_count) == (Count(7, 8), Count(9, 12))
