"""No count from one to four can be computed from what is published: all that it could be is tried."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from bot.shared.disclosure_control import publish, publish_parts

FEW = range(1, 5)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1234, 1235)],
)
def test_a_count_is_rounded_or_hidden(count: int, shown: int | None) -> None:
    assert publish(count) == shown


def test_parts_are_shown_where_none_is_hidden() -> None:
    assert publish_parts({"a": 0, "b": 7, "c": 23}) == {"a": 0, "b": 5, "c": 25}


def test_the_smallest_parts_are_hidden_beside_a_hidden_one() -> None:
    assert publish_parts({"a": 3, "b": 0, "c": 11, "d": 9, "e": 23}) == {
        "a": None,
        "b": None,
        "c": None,
        "d": None,
        "e": 25,
    }


def divisions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide a total into parts."""
    return (each for each in product(range(total + 1), repeat=parts) if sum(each) == total)


@pytest.mark.parametrize(
    ("sizes", "largest"), [((1,), 60), ((2,), 60), ((3,), 40), ((4,), 20), ((1, 3), 20), ((2, 2), 25), ((2, 3), 17)]
)
def test_who_knows_the_rule_and_all_numbers_cannot_compute_a_hidden_count(sizes: tuple[int, ...], largest: int) -> None:
    """Of all counts that give the same report, a count from one to four has more than one value at each place.

    A report tells the total, and one or two tables of its parts. Reports of the largest totals are left out: some of
    their counts lie beyond what is tried.
    """
    possible: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(largest + 1):
        for tables in product(*(divisions(total, size) for size in sizes)):
            report = [publish(total), *(publish_parts(dict(enumerate_names(table))) for table in tables)]
            possible[repr(report)].append((total, *(count for table in tables for count in table)))
    complete = [counts for counts in possible.values() if max(total for total, *_ in counts) <= largest - 5]
    assert len(complete) > 5
    assert [counts for counts in complete for place in zip(*counts, strict=True) if is_told(set(place))] == []


def enumerate_names(table: tuple[int, ...]) -> Iterator[tuple[str, int]]:
    return ((f"part {number}", count) for number, count in enumerate(table))


def is_told(values: set[int]) -> bool:
    return len(values) == 1 and values <= set(FEW)
