"""Keeps an alpha where the picture is as it was: edges that do not flicker, without lag."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.pipeline.crop import Box
from camveil.values import Plane

Values = npt.NDArray[np.float32]

WINDOW: Final = (5, 5)
"A sensor's noise is gone from a mean over so many pixels."
AROUND: Final = np.ones((5, 5), np.uint8)
"How far what moves reaches: the edge of an arm is where the arm was, too."
SAME_LUMA: Final = 1
MOVED_LUMA: Final = 3
"Levels of difference between two means: up to the first nothing moved, from the other on all did."


def smooth_luma(luma: Plane) -> Plane:
    """What two pictures are compared by."""
    return np.asarray(cv2.blur(luma, WINDOW), np.uint8)


def share_of_last(smoothing: float) -> Values:
    """How much of the last alpha stays, over the 256 differences."""
    may_stay = (MOVED_LUMA - np.arange(256)) / (MOVED_LUMA - SAME_LUMA)
    return (smoothing * np.clip(may_stay, 0, 1)).astype(np.float32)


class Steadiness:
    """Of one track; for one thread at a time."""

    def __init__(self, smoothing: float) -> None:
        """`smoothing` is how much of the last alpha stays where nothing moves: 0 to less than 1."""
        self._share_of_last = share_of_last(smoothing)
        self._last: _Last | None = None

    def forget(self) -> None:
        """Leave the next alpha as it is."""
        self._last = None

    def steady(self, values: Values, smooth: Plane, box: Box) -> Values:
        """This alpha, with some of the last one where `smooth` is as it was then.

        `values` are 0 to 255, `smooth` is `smooth_luma` of the same picture, both of one size;
        `box` is what a model looked at. The result is new.
        """
        values = values.copy()
        last = self._last
        if last is not None and last.values.shape == values.shape:
            moved = cv2.dilate(cv2.absdiff(smooth, last.smooth), AROUND)
            # Beside either box nobody knows, and who is found there comes at once.
            both = _both(box, last.box)
            if moved[both].size > 0:  # OpenCV refuses what is empty
                stays = cv2.LUT(moved[both], self._share_of_last)
                gap = cv2.subtract(last.values[both], values[both])
                values[both] += cv2.multiply(gap, stays, dst=gap)
        self._last = _Last(values, smooth, box)
        return values


@dataclass(frozen=True, slots=True, eq=False)
class _Last:
    values: Values
    smooth: Plane
    box: Box


def _both(one: Box, other: Box) -> tuple[slice, slice]:
    """Rows and columns that are in both."""
    rows = slice(max(one.top, other.top), min(one.bottom, other.bottom))
    columns = slice(max(one.left, other.left), min(one.right, other.right))
    return rows, columns
