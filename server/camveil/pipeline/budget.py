"""How often a mask is computed, how often one is moved, and by which model; pure."""

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final


@dataclass(frozen=True, slots=True)
class Level:
    """What is saved."""

    max_age_frames: int
    "The oldest mask that is moved onto a frame, in frames of the camera."
    cheaply: bool = False
    "Whether the cheaper model computes."


LEVELS_OF_ONE_MODEL: Final = (
    Level(max_age_frames=0),  # every frame has a mask computed for it
    Level(max_age_frames=1),  # every second one, if the machine keeps up with the camera
    Level(max_age_frames=2),  # every third; an older mask is never used: the rate falls instead
)
LEVELS: Final = (*LEVELS_OF_ONE_MODEL, Level(max_age_frames=2, cheaply=True))

MAX_SHARE: Final = 0.5
"Of the time between two frames. The rest is for the codec, and for the browser."
CALM: Final = 0.8
"Of that share, what the level below must need for it to be calm. With all of it, it would flap."
CALM_S: Final = 10.0
SAMPLES: Final = 9
"The middle one of so many counts: a single slow frame changes nothing."


def share(max_age_frames: int, segment_s: float, move_s: float, interval_s: float) -> float:
    """Of all time that goes into masks when one is computed and moved this many times in turn."""
    return (segment_s + max_age_frames * move_s) / ((max_age_frames + 1) * interval_s)


class SegmentationBudget:
    """Goes one level up when masks cost too much, and one down after ten seconds of calm."""

    def __init__(
        self, max_share: float = MAX_SHARE, levels: tuple[Level, ...] = LEVELS_OF_ONE_MODEL
    ) -> None:
        self._max_share = max_share
        self._levels = levels
        self._index = 0
        self._segment_s: deque[float] = deque(maxlen=SAMPLES)
        "Of the level's model."
        self._move_s: deque[float] = deque(maxlen=SAMPLES)
        self._calm_since_s: float | None = None
        self._left_s = 0.0
        "What the model took that is not used any more."
        self._times_cheaper = 1.0
        "How many times the cheaper model's time the other one takes."

    @property
    def level(self) -> Level:
        return self._levels[self._index]

    def record_move(self, duration_s: float) -> None:
        """A mask was moved onto a frame."""
        self._move_s.append(duration_s)

    def record_segmentation(self, duration_s: float, interval_s: float, now_s: float) -> None:
        """A mask was computed by the level's model, for a frame of a camera with this interval."""
        self._segment_s.append(duration_s)
        if len(self._segment_s) < SAMPLES:
            return
        if self._left_s:
            # The load is nearly as it was before the change, so the two can be compared.
            self._times_cheaper = max(1.0, self._left_s / max(median(self._segment_s), 1e-9))
            self._left_s = 0.0
        if self._share(self._index, interval_s) > self._max_share:
            self._calm_since_s = None
            self._go_to(min(self._index + 1, len(self._levels) - 1))
        elif self._index == 0 or self._share(self._index - 1, interval_s) > CALM * self._max_share:
            self._calm_since_s = None
        elif self._calm_since_s is None:
            self._calm_since_s = now_s
        elif now_s - self._calm_since_s >= CALM_S:
            self._calm_since_s = now_s
            self._go_to(self._index - 1)

    def _go_to(self, index: int) -> None:
        was, self._index = self.level, index
        if self.level.cheaply is not was.cheaply:
            self._left_s = median(self._segment_s) if self.level.cheaply else 0.0
            self._segment_s.clear()

    def _share(self, index: int, interval_s: float) -> float:
        move_s = median(self._move_s) if self._move_s else 0.0
        segment_s = median(self._segment_s)
        if self.level.cheaply and not self._levels[index].cheaply:
            segment_s *= self._times_cheaper
        return share(self._levels[index].max_age_frames, segment_s, move_s, interval_s)
