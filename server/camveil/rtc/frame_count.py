"""Numbers the frames that arrive by the camera's own rate; pure."""

from collections import deque
from statistics import median
from typing import Final

from camveil.values import FramePlace

CLOCK_RATE_HZ: Final = 90_000
USUAL_INTERVAL_TICKS: Final = CLOCK_RATE_HZ / 30
"A camera's, until two frames have said otherwise."
INTERVALS: Final = 9
"Some are wrong: a frame is lost, the camera pauses. The middle one of these is right."


class FrameCount:
    """Counts each frame that arrives at least once, and what is missing by its time.

    So a frame that was lost on the way makes the next one no younger, and neither does a pause. A
    camera that becomes faster is counted frame by frame, one that becomes slower counts double
    until the middle interval is the new one.
    """

    def __init__(self) -> None:
        self._number = 0
        self._last_pts_90khz: int | None = None
        self._intervals_ticks: deque[int] = deque(maxlen=INTERVALS)

    def place(self, pts_90khz: int) -> FramePlace:
        """The place of the next frame. Call it for every frame, in the order of arrival."""
        interval_ticks = self._interval_ticks()
        if self._last_pts_90khz is not None:
            # A source that begins anew may go back in time: that is a gap, too.
            gap_ticks = abs(pts_90khz - self._last_pts_90khz)
            self._number += max(1, round(gap_ticks / interval_ticks))
            if gap_ticks > 0:
                self._intervals_ticks.append(gap_ticks)
        self._last_pts_90khz = pts_90khz
        return FramePlace(self._number, self._interval_ticks() / CLOCK_RATE_HZ)

    def _interval_ticks(self) -> float:
        return median(self._intervals_ticks) if self._intervals_ticks else USUAL_INTERVAL_TICKS
