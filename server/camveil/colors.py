"""Colours as a picture has them: by its matrix, in its range; pure."""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Color, Matrix, Planes

LIMITED_SCALE: Final = (219 / 255, 224 / 255, 224 / 255)
"Of Y, U and V, to those of full range."
OF_FFMPEG: Final = {1: Matrix.BT709, 9: Matrix.BT2020}


def matrix_of(number: int) -> Matrix:
    """FFmpeg's number of one; BT.601, as webcams and JPEG have, for all that is not known."""
    return OF_FFMPEG.get(number, Matrix.BT601)


def yuv_of(
    rgb: npt.ArrayLike, *, full_range: bool, matrix: Matrix = Matrix.BT601
) -> npt.NDArray[np.uint8]:
    """Y, U and V of sRGB colours: arrays (..., 3), 0 to 255."""
    yuv = np.asarray(rgb, np.float64) @ _to_yuv(matrix).T
    scale, black = ([1.0, 1.0, 1.0], 0) if full_range else (LIMITED_SCALE, 16)
    return np.asarray(np.rint(np.clip(yuv * scale + [black, 128, 128], 0, 255)), np.uint8)


def flat_planes(color: Color, *, full_range: bool, matrix: Matrix = Matrix.BT601) -> Planes:
    """A single pixel, to be enlarged."""
    rgb = color.red, color.green, color.blue
    y, u, v = yuv_of(rgb, full_range=full_range, matrix=matrix)
    return Planes(*(np.full((1, 1), value, np.uint8) for value in (y, u, v)))


def converted(planes: Planes, of: Matrix, to: Matrix, *, full_range: bool = False) -> Planes:
    """The same colours by another matrix, in the same range."""
    if of is to:
        return planes
    # Grey is grey by each: chroma takes nothing of luma, and luma all of itself.
    more, u, v = (
        cv2.addWeighted(planes.u, of_u, planes.v, of_v, 128 * (1 - of_u - of_v))
        for of_u, of_v in _between(of, to, full_range)
    )
    height, width = planes.y.shape
    more = cv2.resize(more, (width, height), interpolation=cv2.INTER_LINEAR)
    y = cv2.addWeighted(planes.y, 1, more, 1, -128)
    return Planes(*(np.asarray(plane, np.uint8) for plane in (y, u, v)))


@cache
def _to_yuv(matrix: Matrix) -> npt.NDArray[np.float64]:
    """From R, G and B to Y of the same span, and to U and V around 0."""
    red, blue = matrix.value
    y = np.array([red, 1 - red - blue, blue])
    return np.stack([y, ([0, 0, 1] - y) / (2 * (1 - blue)), ([1, 0, 0] - y) / (2 * (1 - red))])


@cache
def _between(of: Matrix, to: Matrix, full_range: bool) -> list[tuple[float, float]]:
    """How much of U and of V to add to Y, and how much of them is in U and in V."""
    scale = np.array([1.0, 1.0, 1.0] if full_range else LIMITED_SCALE)
    whole = _to_yuv(to) @ np.linalg.inv(_to_yuv(of)) * scale[:, np.newaxis] / scale
    return [(float(of_u), float(of_v)) for _, of_u, of_v in whole]
