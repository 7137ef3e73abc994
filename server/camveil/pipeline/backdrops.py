"""From an image of any shape to what is put behind a person."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.colors import converted
from camveil.pipeline.blur import Shrinking
from camveil.pipeline.scenes import Backdrop
from camveil.values import Matrix, Plane, Planes, Size

SOFT_SIGMA_PER_HEIGHT: Final = 6 / 720

Bgr = npt.NDArray[np.uint8]
"""(height, width, 3)."""


def covering(size: Size, target: Size) -> tuple[slice, slice]:
    """Rows and columns of the largest middle part that has the target's shape."""
    width = min(size.width, max(1, round(size.height * target.width / target.height)))
    height = min(size.height, max(1, round(size.width * target.height / target.width)))
    top, left = (size.height - height) // 2, (size.width - width) // 2
    return slice(top, top + height), slice(left, left + width)


def fitted(plane: Plane, target: Size, *, fast: bool = False) -> Plane:
    """The middle of a plane, or of a picture's channels, at the target's size.

    `fast` is a quarter of the work, for what moves.
    """
    height, width = plane.shape[:2]
    part = plane[covering(Size(width, height), target)]
    shrinks = target.height < part.shape[0] or target.width < part.shape[1]
    interpolation = cv2.INTER_AREA if shrinks and not fast else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, target, interpolation=interpolation), np.uint8)


def backdrop_of_image(
    image: Bgr, size: Size, *, full_range: bool, matrix: Matrix = Matrix.BT601
) -> Backdrop:
    """Covering the size; what does not fit is cut off evenly on both sides."""
    even = Size(2 * size.chroma.width, 2 * size.chroma.height)
    yuv = np.asarray(cv2.cvtColor(fitted(image, even), cv2.COLOR_BGR2YUV_I420), np.uint8)
    chroma = size.chroma
    u, v = yuv[even.height :].reshape(2, chroma.height, chroma.width)
    y = np.ascontiguousarray(yuv[: size.height, : size.width])
    planes = converted(Planes(y, u, v), Matrix.BT601, matrix)
    if full_range:
        planes = Planes(
            np.asarray(FULL_LUMA[planes.y]),
            np.asarray(FULL_CHROMA[planes.u]),
            np.asarray(FULL_CHROMA[planes.v]),
        )
    return backdrop_of(planes)


def backdrop_of(sharp: Planes) -> Backdrop:
    """From planes that cover the picture."""
    sigma_px = max(SOFT_SIGMA_PER_HEIGHT * sharp.y.shape[0], 1.0)
    small = Planes(
        _small(sharp.y, sigma_px), _small(sharp.u, sigma_px / 2), _small(sharp.v, sigma_px / 2)
    )
    soft = Planes(
        _enlarged(small.y, sharp.y), _enlarged(small.u, sharp.u), _enlarged(small.v, sharp.v)
    )
    return Backdrop(sharp, soft, small)


def _small(plane: Plane, sigma_px: float) -> Plane:
    """Out of focus, at the size that is left of it."""
    shrinking = Shrinking.to(sigma_px)
    small, small_sigma_px = shrinking.shrunk(plane), shrinking.sigma_px(sigma_px)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), small_sigma_px), np.uint8)


def _enlarged(plane: Plane, to: Plane) -> Plane:
    height, width = to.shape
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _table(scale: float, middle: int, full_middle: int) -> Plane:
    levels = (np.arange(256) - middle) * scale + full_middle
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


FULL_LUMA: Final = _table(255 / 219, 16, 0)
FULL_CHROMA: Final = _table(255 / 224, 128, 128)
