"""`python -m tests.bench.slices SLICE SHARE PID…`: limit processes to a share of every time slice, in turn.

A separate process: a timer in the load's process would be late exactly under high load.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence


def hold_back(length: float, share: float, processes: Sequence[int]) -> None:
    """Run until this process is ended. `length` is in seconds."""
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
