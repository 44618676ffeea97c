"""The outcome of reading one cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flows.service_table.service_table import FaultKind, Value

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Understood(Generic[Read]):
    """What a cell holds. `guessed` is how it was read, in words, where the cell could mean something else."""

    value: Read
    guessed: Value = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell cannot be read, and what to do."""

    kind: FaultKind
    values: Mapping[str, Value] = field(default_factory=dict)
