"""The only caller of `time`: whatever needs "now" receives a Clock."""

import time
from typing import Protocol


class Clock(Protocol):
    """Where durations are measured from."""

    def now_s(self) -> float:
        """Seconds since an arbitrary moment; never goes back."""


class SystemClock:
    """This machine's monotonic clock."""

    def now_s(self) -> float:
        # Monotonic like time.monotonic(), and finer than its 16 ms on Windows.
        return time.perf_counter()
