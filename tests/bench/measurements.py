"""Measurements, and the statistics over several runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Cost

MIB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """One run of one program: at full speed, and at half of that rate.

    `confirm` is the cost of the last turns, which Radap answers with the result; `stored_bytes` is the size in Redis
    of a conversation before its last turn.
    """

    cost: Cost
    half: Cost
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
        """Median latency in milliseconds."""
        return self.cost.milliseconds(50)

    @property
    def p95(self) -> float:
        """95th percentile of the latency in milliseconds."""
        return self.cost.milliseconds(95)

    @property
    def p99(self) -> float:
        """99th percentile of the latency in milliseconds."""
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
        """Peak memory of the process before the last turns."""
        return self.memory / MIB


def middle(runs: Sequence[Run], figure: str) -> float:
    """The median of a metric over runs."""
    return float(median(getattr(run, figure) for run in runs))


def middle_half(runs: Sequence[Run], percent: int) -> float:
    """The median over runs of a latency percentile at half load, in milliseconds."""
    return float(median(run.half.milliseconds(percent) for run in runs))


def spread(values: Iterable[float], unit: str = "") -> str:
    """The median of values, with the minimum and the maximum in brackets."""
    ordered = sorted(values)
    return f"{median(ordered):.2f}{unit} ({ordered[0]:.2f}–{ordered[-1]:.2f})"
