"""Planes made small, in a tenth of the time that an exact mean over each pixel's area takes."""

import cv2
import numpy as np

from camveil.values import Plane, Size


def shrink_plane(plane: Plane, size: Size) -> Plane:
    """The plane at this size, larger or smaller, without patterns that were not there.

    Halving is what OpenCV is fastest at. What is left is read between pixels, after a mean over
    those that would be left out. The same planes if it has the size already.
    """
    height, width = plane.shape
    while width >= 2 * size.width and height >= 2 * size.height:
        width, height = width // 2, height // 2
        # The last one of an odd number would make the mean uneven.
        even = plane[: 2 * height, : 2 * width]
        plane = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA))
    if (width, height) == size:
        return plane
    # Of odd length, for an even one would move the picture by half a pixel.
    reach = Size(_odd(width / size.width), _odd(height / size.height))
    if max(reach) > 1:
        plane = np.asarray(cv2.blur(plane, reach))
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _odd(factor: float) -> int:
    return int(factor) // 2 * 2 + 1
