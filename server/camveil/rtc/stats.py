"""How fast frames are processed: means over the last second, for all sessions together."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from camveil.clock import Clock
from camveil.rtc.meter import Drop, Meter, NoMeter, Outcome
from camveil.values import StageTimings

WINDOW_S: Final = 1.0
MAX_FRAMES: Final = 4096
"64 sessions at 60 frames a second; the means of more would hardly differ."


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Of the frames of the last second; all 0 without any."""

    wait_ms: float = 0.0
    segment_ms: float = 0.0
    composite_ms: float = 0.0
    encode_ms: float = 0.0
    frame_rate: float = 0.0
    "Frames a second."


class FrameStats:
    """Rolling window over processed frames; a meter hears of all. For the event loop only."""

    def __init__(self, clock: Clock, meter: Meter | None = None) -> None:
        self._clock = clock
        self._meter = meter or NoMeter()
        self._frames: deque[tuple[float, StageTimings]] = deque(maxlen=MAX_FRAMES)

    def record(self, timings: StageTimings, outcome: Outcome = Outcome.COMPOSED) -> None:
        self._meter.frame(timings, outcome)
        now_s = self._clock.now_s()
        self._forget(now_s)
        self._frames.append((now_s, timings))

    def drop(self, drop: Drop, count: int = 1) -> None:
        if count:
            self._meter.dropped(drop, count)

    def conceal(self) -> None:
        """A page begins to hide whole frames."""
        self._meter.concealed()

    def means(self) -> Means:
        self._forget(self._clock.now_s())
        count = len(self._frames)
        if count == 0:
            return Means()
        timings = [entry for _, entry in self._frames]
        return Means(
            wait_ms=_mean_ms([entry.wait_us for entry in timings]),
            segment_ms=_mean_ms([entry.segment_us for entry in timings]),
            composite_ms=_mean_ms([entry.composite_us for entry in timings]),
            encode_ms=_mean_ms([entry.encode_us for entry in timings]),
            frame_rate=count / WINDOW_S,
        )

    def _forget(self, now_s: float) -> None:
        while self._frames and now_s - self._frames[0][0] > WINDOW_S:
            self._frames.popleft()


def _mean_ms(durations_us: list[int]) -> float:
    return sum(durations_us) / len(durations_us) / 1000
