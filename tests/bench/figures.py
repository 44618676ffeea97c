"""What was measured, and what stands for several measurements of the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Cost

MIB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """One run of one program; `confirm` is the cost of the last turns, which Radap answers with the result.

    `stored_bytes` is what Redis keeps of a conversation whose last turn is still to come.
    """

    cost: Cost
    confirm: Cost
    memory: int
    seconds_to_ready: float
    stored_bytes: float

    @property
    def cpu(self) -> float:
        """Milliseconds of CPU a turn."""
        return self.cost.cpu / self.cost.turns * 1000

    @property
    def confirm_cpu(self) -> float:
        """Milliseconds of CPU a last turn."""
        return self.confirm.cpu / self.confirm.turns * 1000

    @property
    def rate(self) -> float:
        """Turns a second."""
        return self.cost.rate

    @property
    def p50(self) -> float:
        """Milliseconds within which half of the turns were answered."""
        return self.cost.milliseconds(50)

    @property
    def p95(self) -> float:
        """Milliseconds within which all but a twentieth of the turns were answered."""
        return self.cost.milliseconds(95)

    @property
    def p99(self) -> float:
        """Milliseconds within which all but a hundredth of the turns were answered."""
        return self.cost.milliseconds(99)

    @property
    def commands(self) -> float:
        """Redis commands a turn."""
        return self.cost.commands / self.cost.turns

    @property
    def round_trips(self) -> float:
        """Requests to Redis a turn."""
        return self.cost.round_trips / self.cost.turns

    @property
    def calls(self) -> float:
        """Calls to the platform a turn."""
        return self.cost.calls / self.cost.turns

    @property
    def mebibytes(self) -> float:
        """The most memory that the process had before the last turns."""
        return self.memory / MIB


def middle(runs: Sequence[Run], figure: str) -> float:
    """The median of a figure over runs."""
    return float(median(getattr(run, figure) for run in runs))


def spread(runs: Sequence[Run], figure: str) -> str:
    """The median of a figure, and in brackets the least and the most."""
    values = sorted(getattr(run, figure) for run in runs)
    return f"{median(values):.2f} ({values[0]:.2f}–{values[-1]:.2f})"
