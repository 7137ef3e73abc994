"""Blur that grows with the distance from the person, as a lens with a large opening draws it."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.pipeline.blur import blur_background
from camveil.values import Alpha, Picture, Plane, Planes, Size

NEAR_SHARE: Final = 0.4
"Of the strength, right beside the person."
NEAR_STRENGTH: Final = 7.0
"But never less than this, or than the strength itself: there, too, it is to hide."
FAR_HEIGHTS: Final = 0.5
"The strength is reached at this distance from the person, in heights of the picture."
PERSON: Final = 128

Share = npt.NDArray[np.float32]
"""How much of the second of two planes to show: float32 (height, width), 0 to 1."""


def portrait_background(picture: Picture, alpha: Alpha, strength: float) -> Planes:
    """As `blur_background`, with `strength` far from the person and less near it.

    Where nobody is, everything is far.
    """
    near_strength = min(strength, max(NEAR_SHARE * strength, NEAR_STRENGTH))
    # So little apart, the two mixed look like one blur between them.
    near = blur_background(picture, alpha, near_strength)
    far = blur_background(picture, alpha, strength)
    height, width = near.y.shape
    return _mixed(near, far, _distance(alpha, Size(width, height)))


def _distance(alpha: Alpha, size: Size) -> Share:
    """From the person, up to 1, where the blur is strongest."""
    coarse = size.chroma
    small = cv2.resize(alpha.values, coarse, interpolation=cv2.INTER_AREA)
    elsewhere = np.asarray(small < PERSON, np.uint8)
    distance_px = cv2.distanceTransform(elsewhere, cv2.DIST_L2, cv2.DIST_MASK_3)
    far_px = np.float32(FAR_HEIGHTS * coarse.height)
    distance = np.minimum(distance_px, far_px) / far_px
    return np.asarray(cv2.resize(distance, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _mixed(one: Planes, other: Planes, share: Share) -> Planes:
    first = 1 - share

    def mixed(plane: Plane, by: Plane) -> Plane:
        height, width = plane.shape
        enlarged = cv2.resize(by, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.blendLinear(plane, enlarged, first, share), np.uint8)

    return Planes(mixed(one.y, other.y), mixed(one.u, other.u), mixed(one.v, other.v))
