"""Counts of what people did that can be published: none from one to four is shown, and none of them can be computed.

The field's name is statistical disclosure control. Every shown number is rounded to a multiple of five, so that two
numbers, or two reports, differ by no exact number. Where a part of a total is hidden, the smallest others are hidden as
well, all alike: a reader who knows the total cannot tell which of them is which.
"""

from collections.abc import Mapping

BASE = 5


def publish(count: int) -> int | None:
    """Return a count rounded to the nearest multiple of five; None from one to four."""
    return None if 0 < count < BASE else (count + BASE // 2) // BASE * BASE


def publish_parts(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Return what is shown of parts that add up to a total which is shown elsewhere; None for a hidden one."""
    shown = {name: publish(count) for name, count in parts.items()}
    if None not in shown.values():
        return shown
    # All of the smallest: which one of several is hidden would tell something of it. Zeros as well: beside four hidden
    # parts of a total below five, they would tell that each of the four is one.
    smallest = min(filter(None, shown.values()), default=0)
    return {name: number if number and number > smallest else None for name, number in shown.items()}
