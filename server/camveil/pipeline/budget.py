"""How often a mask is computed and how often one is moved, by what the model costs; pure."""

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final


@dataclass(frozen=True, slots=True)
class Level:
    """What is saved."""

    max_age_frames: int
    "The oldest mask that is moved onto a frame, in frames of the camera."


LEVELS: Final = (
    Level(max_age_frames=0),  # every frame has a mask computed for it
    Level(max_age_frames=1),  # every second one, if the machine keeps up with the camera
    Level(max_age_frames=2),  # every third; an older mask is never used: the rate falls instead
)

MAX_SHARE: Final = 0.5
"Of the time between two frames. The rest is for the codec, and for the browser."
CALM_SHARE: Final = 0.4
"What the level below must need for it to be calm. Less than above, or it would flap."
CALM_S: Final = 10.0
SAMPLES: Final = 9
"The middle one of so many counts: a single slow frame changes nothing."


def share(max_age_frames: int, segment_s: float, move_s: float, interval_s: float) -> float:
    """Of all time that goes into masks when one is computed and moved this many times in turn."""
    return (segment_s + max_age_frames * move_s) / ((max_age_frames + 1) * interval_s)


class SegmentationBudget:
    """Goes one level up when masks cost too much, and one down after ten seconds of calm."""

    def __init__(self) -> None:
        self._index = 0
        self._segment_s: deque[float] = deque(maxlen=SAMPLES)
        self._move_s: deque[float] = deque(maxlen=SAMPLES)
        self._calm_since_s: float | None = None

    @property
    def level(self) -> Level:
        return LEVELS[self._index]

    def record_move(self, duration_s: float) -> None:
        """A mask was moved onto a frame."""
        self._move_s.append(duration_s)

    def record_segmentation(self, duration_s: float, interval_s: float, now_s: float) -> None:
        """A mask was computed, for a frame of a camera with this interval."""
        self._segment_s.append(duration_s)
        if len(self._segment_s) < SAMPLES:
            return
        if self._share(self._index, interval_s) > MAX_SHARE:
            self._calm_since_s = None
            self._index = min(self._index + 1, len(LEVELS) - 1)
        elif self._index == 0 or self._share(self._index - 1, interval_s) > CALM_SHARE:
            self._calm_since_s = None
        elif self._calm_since_s is None:
            self._calm_since_s = now_s
        elif now_s - self._calm_since_s >= CALM_S:
            self._calm_since_s = now_s
            self._index -= 1

    def _share(self, index: int, interval_s: float) -> float:
        move_s = median(self._move_s) if self._move_s else 0.0
        return share(LEVELS[index].max_age_frames, median(self._segment_s), move_s, interval_s)
