"""From what a model says to what is composed and sent as the mask."""

from typing import Final

import cv2
import numpy as np

from camveil.values import Alpha, Plane

# Below and above these probabilities a model means background and person. Without the cut, a
# faint veil of sharp background would show where it is nearly sure.
SURELY_BACKGROUND: Final = 0.15
SURELY_PERSON: Final = 0.85


def _coverage_table() -> Plane:
    """Smoothstep between the two probabilities, as a table over the 256 values of an alpha."""
    probability = np.arange(256) / 255
    t = np.clip((probability - SURELY_BACKGROUND) / (SURELY_PERSON - SURELY_BACKGROUND), 0, 1)
    return np.rint(255 * t * t * (3 - 2 * t)).astype(np.uint8)


COVERAGE: Final = _coverage_table()


def refine(alpha: Alpha) -> Alpha:
    """How much of each pixel to show, from the probability that it is person."""
    return Alpha(np.asarray(cv2.LUT(alpha.values, COVERAGE), np.uint8))
