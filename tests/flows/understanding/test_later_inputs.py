"""Facts, asides and names written after the word lists, from the questions' text alone: none is stored wrongly.

No word was taken from them. Two rows were looked at, because names in them were stored wrongly; of the others only
totals were.
"""

import json
from collections import Counter
from pathlib import Path

from flows.engine import Engine
from flows.model.question_ids import CHARACTERISTICS, LEVEL_PREFIX
from tests.flows.understanding import aside_rows, test_typed_facts

INPUTS = json.loads((Path(__file__).parents[2] / "data/officers/later_inputs.json").read_text("utf-8"))


def is_fact(row: dict[str, str]) -> bool:
    return row["kind"] == "fact" and (row["state"] == CHARACTERISTICS or row["state"].startswith(LEVEL_PREFIX))


def test_no_fact_is_silently_wrong(dialogue: Engine) -> None:
    questions = test_typed_facts.Questions(dialogue)
    rows = [test_typed_facts.Row(row["state"], row["text"], row["meant"]) for row in INPUTS if is_fact(row)]
    outcomes = Counter(questions.outcome(row) for row in rows)
    print(dict(outcomes))
    assert outcomes[test_typed_facts.SILENT] == 0
    assert outcomes[test_typed_facts.RIGHT] >= 0.9 * outcomes.total()


def test_nothing_else_is_silently_wrong(dialogue: Engine) -> None:
    rows = [aside_rows.Row(row["state"], row["text"], row["meant"]) for row in INPUTS if not is_fact(row)]
    outcomes = Counter(aside_rows.judge(dialogue, row) for row in rows)
    print(dict(outcomes))
    assert outcomes[aside_rows.Verdict.WRONG] == 0
    assert outcomes[aside_rows.Verdict.RIGHT] >= 0.75 * outcomes.total()
