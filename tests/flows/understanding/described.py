"""The labelled descriptions, and how well what Radap proposes from them agrees with their labels.

The half whose text's SHA-256 begins with 0 to 7 was looked at while the rules were made; the other half never was.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.understanding.description import Description

DESCRIPTIONS = Path(__file__).parents[2] / "data" / "officers" / "descriptions.json"
FIRST_HALF = "01234567"

Row = dict[str, Any]


def read_rows(*, first: bool) -> list[Row]:
    rows: list[Row] = json.loads(DESCRIPTIONS.read_text("utf-8"))
    return [row for row in rows if (hashlib.sha256(row["text"].encode()).hexdigest()[0] in FIRST_HALF) == first]


def says_nothing(row: Row) -> bool:
    return not (row["says"] or row["characteristics"] or row["contradicts"])


@dataclass
class Agreement:
    """Counts of proposals, of those that are right, and of what the labels have."""

    right: int = 0
    wrong: int = 0
    labelled: int = 0
    contradictions: int = 0
    asked: int = 0
    from_nothing: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def coverage(self) -> float:
        return self.right / self.labelled

    def add(self, row: Row, told: Description) -> None:
        if says_nothing(row) and (told.levels or told.characteristic):
            self.from_nothing.append(row["id"])
        self.labelled += len(row["says"]) + bool(row["characteristics"])
        self.contradictions += len(row["contradicts"])
        for process, found in told.levels.items():
            if len(found) > 1:
                self.asked += process in row["contradicts"]
            else:
                self._count(is_right=found[0].answer == row["says"].get(process))
        if told.characteristic:
            self._count(is_right=told.characteristic.answer in row["characteristics"])

    def _count(self, *, is_right: bool) -> None:
        self.right += is_right
        self.wrong += not is_right

    def row_of_the_page(self, name: str) -> str:
        """The row of docs/tell-it-once.md."""
        return (
            f"| {name} | {self.right + self.wrong} | {self.precision:.3f} | {self.coverage:.0%} "
            f"| {self.asked} of {self.contradictions} |"
        )
