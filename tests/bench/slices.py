"""`python -m tests.bench.slices SLICE SHARE PID…`: let processes run for a share of every slice only, in turn.

A process of its own: a timer beside the load would be late just when there is most to do.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence


def hold_back(length: float, share: float, processes: Sequence[int]) -> None:
    """Go on until this process is ended. `length` is in seconds."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    while True:
        end = time.monotonic() + length
        for process in processes:
            os.kill(process, signal.SIGCONT)
            time.sleep(length * share)
            os.kill(process, signal.SIGSTOP)
        time.sleep(max(0.0, end - time.monotonic()))


if __name__ == "__main__":
    hold_back(float(sys.argv[1]), float(sys.argv[2]), [int(process) for process in sys.argv[3:]])
