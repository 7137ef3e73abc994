"""From the probability that a pixel is person to how much of it is shown."""

import cv2
import numpy as np

from camveil.values import Alpha, Plane


class Coverage:
    """Below and above two probabilities a model means background and person.

    Without the cut, a faint veil of sharp background would show where it is nearly sure.
    """

    def __init__(self, background_below: float, person_above: float) -> None:
        """Smoothstep between the two, as a table over the 256 values of an alpha."""
        probability = np.arange(256) / 255
        t = np.clip((probability - background_below) / (person_above - background_below), 0, 1)
        self._table: Plane = np.rint(255 * t * t * (3 - 2 * t)).astype(np.uint8)

    def of(self, alpha: Alpha) -> Alpha:
        """How much of each pixel to show."""
        return Alpha(np.asarray(cv2.LUT(alpha.values, self._table), np.uint8))
