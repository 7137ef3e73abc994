"""Colours as a camera's pictures have them: BT.601, as webcams and JPEG do."""

from typing import Final

import numpy as np
import numpy.typing as npt

from camveil.values import Color, Planes

_TO_YUV: Final = np.array(
    [
        [0.299, 0.587, 0.114],
        [-0.168736, -0.331264, 0.5],
        [0.5, -0.418688, -0.081312],
    ]
)


def yuv_of(rgb: npt.ArrayLike, *, full_range: bool) -> npt.NDArray[np.uint8]:
    """Y, U and V of sRGB colours: arrays (..., 3), 0 to 255."""
    yuv = np.asarray(rgb, np.float64) @ _TO_YUV.T
    scale, black = ([1.0, 1.0, 1.0], 0) if full_range else ([219 / 255, 224 / 255, 224 / 255], 16)
    return np.asarray(np.rint(np.clip(yuv * scale + [black, 128, 128], 0, 255)), np.uint8)


def flat_planes(color: Color, *, full_range: bool) -> Planes:
    """A single pixel, to be enlarged."""
    y, u, v = yuv_of((color.red, color.green, color.blue), full_range=full_range)
    return Planes(*(np.full((1, 1), value, np.uint8) for value in (y, u, v)))
