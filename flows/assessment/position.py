"""The machine's model."""

from dataclasses import dataclass


@dataclass
class Position:
    """The state of an assessment, and its answers by question id."""

    state: str
    answers: dict[str, str]
