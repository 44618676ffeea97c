"""Inputs that failed once, with the right outcome (tests/data/cases)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data/cases"


def reported_case(name: str) -> dict[str, Any]:
    """Return a case by the name of its file."""
    plain: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return plain
