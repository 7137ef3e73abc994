"""Numbers the frames that arrive by the camera's own rate; pure."""

from collections import deque
from typing import Final

from camveil.values import FramePlace

CLOCK_RATE_HZ: Final = 90_000
USUAL_INTERVAL_TICKS: Final = CLOCK_RATE_HZ / 30
"A camera's, until two frames have said otherwise."
INTERVALS: Final = 9
"Many may be wrong: frames are lost, the page holds some back. One of the short ones is right."


class FrameCount:
    """Counts each frame that arrives at least once, and what is missing by its time.

    So a frame that was lost on the way makes the next one no younger, and neither does a pause. A
    camera that becomes faster is counted frame by frame, one that becomes slower counts double
    until its interval is the usual one.
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
        if not self._intervals_ticks:
            return USUAL_INTERVAL_TICKS
        # The lower quartile: taken too short, an interval makes masks older than they are.
        return sorted(self._intervals_ticks)[len(self._intervals_ticks) // 4]
