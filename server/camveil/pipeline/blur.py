"""Background blur that never samples the person."""

from dataclasses import dataclass
from math import ceil, log2, sqrt
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Alpha, Picture, Plane, Planes, Size

STRENGTH_LINES: Final = 540
"The height at which a strength is a deviation in pixels, as the Amazon Chime SDK has it."
MIN_SIGMA_PX: Final = 1.0
"In the picture: the tiniest one is blurred too."
LEAST_SMALL_SIGMA_PX: Final = 1.5
"A blur this wide at the small size looks the same as at the picture's, for a fraction of the time."
RESIZING_VARIANCE_PX2: Final = 1 / 12 + 1 / 6
"At the small size: shrinking and enlarging blur, too, by a square and by a triangle."
NEUTRAL: Final = 128.0
"Grey, for a picture without any background."
NEARLY_NOTHING: Final = 1e-3
"Weight of the mean beside that of the neighbours: it decides only where there are none."

# A pixel with an eighth of person in it counts for nothing, one that has none counts in full.
WEIGHT: Final = np.clip(1 - 8 * np.arange(256) / 255, 0, 1).astype(np.float32)
NEIGHBOURS: Final = np.ones((3, 3), np.uint8)

Values = npt.NDArray[np.float32]
"""float32 (height, width)."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """Planes of one size, each pixel times its weight, and the weights."""

    y: Values
    u: Values
    v: Values
    weights: Values
    "Above 0 everywhere."


def blur_background(picture: Picture, alpha: Alpha, strength: float) -> Planes:
    """Each pixel becomes the mean of the background round it, also where the person stands.

    Weighting by the background keeps the person's colours out of it. A plain blur would paint a
    bright or dark halo round the head. `strength` is the deviation in pixels in a picture of 540
    lines, more than 0; a picture of any other height looks the same. The planes are small, and all
    three of one size.
    """
    sigma_px = sigma_of(strength, picture.size.height)
    shrinking = Shrinking.to(sigma_px)
    return averaged(blurred(weigh(picture, alpha, shrinking), shrinking.sigma_px(sigma_px)))


def sigma_of(strength: float, height_px: int) -> float:
    """The deviation of a blur of this strength in a picture of this height, in pixels."""
    return max(strength * height_px / STRENGTH_LINES, MIN_SIGMA_PX)


@dataclass(frozen=True, slots=True)
class Shrinking:
    """Halving a picture again and again takes a sixth of the time of shrinking it at once."""

    halvings: int

    @classmethod
    def to(cls, sigma_px: float) -> "Shrinking":
        """As far as a blur of this deviation allows."""
        return cls(max(0, int(log2(sigma_px / LEAST_SMALL_SIGMA_PX))) if sigma_px > 0 else 0)

    def size(self, size: Size) -> Size:
        for _ in range(self.halvings):
            size = size.chroma
        return size

    def sigma_px(self, sigma_px: float) -> float:
        """What is left to do at the small size for a deviation at the picture's."""
        small = sigma_px / 2**self.halvings
        resizing = RESIZING_VARIANCE_PX2 if self.halvings else 0
        return sqrt(max(small * small - resizing, 0.25))

    def shrunk(self, plane: Plane) -> Plane:
        height, width = plane.shape
        size = Size(width, height)
        for _ in range(self.halvings):
            size = size.chroma
            plane = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
        return plane


def weigh(picture: Picture, alpha: Alpha, shrinking: Shrinking) -> Weighted:
    """The picture at the small size, the person in it without any weight.

    Where there is no background near, its mean has nearly none, but enough to be all there is.
    """
    size = shrinking.size(picture.size)
    weights = _background_weights(alpha, size)
    finer = Shrinking(max(shrinking.halvings - 1, 0))  # chroma comes halved
    planes = [shrinking.shrunk(picture.y)]
    for plane in (picture.u, picture.v):
        small = finer.shrunk(plane)
        if shrinking.halvings == 0:
            small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        planes.append(small)
    total = cv2.sumElems(weights)[0]
    y, u, v = (_weighted(plane, weights, total) for plane in planes)
    weights += NEARLY_NOTHING
    return Weighted(y, u, v, weights)


def _weighted(plane: Plane, weights: Values, total: float) -> Values:
    weighted = np.asarray(cv2.multiply(plane, weights, dtype=cv2.CV_32F), np.float32)
    mean = cv2.sumElems(weighted)[0] / total if total > 0 else NEUTRAL
    weighted += NEARLY_NOTHING * mean
    return weighted


def blurred(weighted: Weighted, sigma_px: float) -> Weighted:
    """Each sum as that of its neighbours."""
    length = 2 * ceil(3 * sigma_px) + 1
    sums = (
        cv2.GaussianBlur(one, (length, length), sigma_px, borderType=cv2.BORDER_REPLICATE)
        for one in (weighted.y, weighted.u, weighted.v, weighted.weights)
    )
    return Weighted(*(np.asarray(one, np.float32) for one in sums))


def averaged(weighted: Weighted) -> Planes:
    """What the sums come to, weights taken out again."""
    planes = (
        cv2.divide(one, weighted.weights, dtype=cv2.CV_8U)
        for one in (weighted.y, weighted.u, weighted.v)
    )
    return Planes(*(np.asarray(plane, np.uint8) for plane in planes))


def _background_weights(alpha: Alpha, size: Size) -> Values:
    shrinks = size.width < alpha.size.width
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(alpha.values, size, interpolation=interpolation)
    # One small pixel further out: those at the edge hold some of the person.
    grown = cv2.dilate(small, NEIGHBOURS)
    return np.asarray(cv2.LUT(grown, WEIGHT), np.float32)
