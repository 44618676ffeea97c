"""What officers type beside the questions, and names: rows written before any word list, in two halves by a hash.

Words were taken from the first half only. Of the second, only the totals are shown.
"""

from collections import Counter

from flows.engine import Engine
from tests.flows.understanding.aside_rows import Verdict, judge, read_rows

#: The share of rows that are done or asked back; at the others the question is repeated, and nothing is stored.
LEAST_UNDERSTOOD = 0.9
FEWEST = 100


def test_the_first_half_is_understood(dialogue: Engine) -> None:
    rows = [row for row in read_rows() if row.is_first_half]
    assert [row for row in rows if judge(dialogue, row) is not Verdict.RIGHT] == []


def test_of_the_second_half_nothing_is_silently_wrong(dialogue: Engine) -> None:
    totals = Counter(judge(dialogue, row) for row in read_rows() if not row.is_first_half)
    print(dict(totals))
    assert totals.total() >= FEWEST
    assert totals[Verdict.WRONG] == 0
    assert totals[Verdict.RIGHT] + totals[Verdict.ASKED_BACK] >= LEAST_UNDERSTOOD * totals.total()
