"""How old frames are when they arrive; pure."""

from collections import deque
from typing import Final

from camveil.rtc.frame_count import CLOCK_RATE_HZ

REMEMBERED: Final = 90
"Frames, not seconds: after a standstill what arrives first is old, and nothing has come since."


class FrameAge:
    """Tells age by comparison: of the last frames, the one that came soonest was new.

    The page's clock and ours differ by a constant that nobody knows.
    """

    def __init__(self) -> None:
        self._last_pts_90khz: int | None = None
        self._delays_s: deque[float] = deque(maxlen=REMEMBERED)

    def age_s(self, pts_90khz: int, now_s: float) -> float:
        """Of a frame that arrives now. Call it for every frame, in the order of arrival."""
        if self._last_pts_90khz is not None and pts_90khz < self._last_pts_90khz:
            self._delays_s.clear()  # a source that begins anew has another clock
        self._last_pts_90khz = pts_90khz
        delay_s = now_s - pts_90khz / CLOCK_RATE_HZ
        self._delays_s.append(delay_s)
        return delay_s - min(self._delays_s)
