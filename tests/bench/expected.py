"""The expected result of an assessment, computed from the two tables without Radap's code or the peers'."""

import json
from pathlib import Path

from tests.bench.officers import LEVELS, Script

CRITERIA = json.loads((Path(__file__).parents[2] / "criteria.json").read_text(encoding="utf-8"))
CODES = {"I": 1, "S": 2, "A": 3}


def expected_gap(script: Script) -> tuple[list[str], list[str]]:
    """Return the ids of the missing processes, and of those to raise with the level to reach (`id>level`)."""
    group = next(item["group"] for item in CRITERIA["characteristics"] if item["id"] == script.characteristic)
    needs, wishes = (CRITERIA["tables"][table][group].split() for table in ("mandatory", "recommended"))
    missing, raises = [], []
    for process, level, need, wish in zip(CRITERIA["processes"], script.levels, needs, wishes, strict=True):
        rank = LEVELS.index(level)
        if rank == 0 and need == "M":
            missing.append(process["id"])
        if 0 < rank < CODES[wish]:
            raises.append(f"{process['id']}>{LEVELS[CODES[wish]]}")
    return missing, raises
