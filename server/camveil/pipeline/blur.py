"""Background blur that never samples the person."""

from dataclasses import dataclass
from math import ceil
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Alpha, Picture, Plane, Size

SHRINK: Final = 4
"A blur this wide looks the same made at a quarter of the size, for a twentieth of the time."
SIGMA_PER_HEIGHT: Final = 16 / 720
"The medium strength of common video calls."
MIN_SIGMA_PX: Final = 1.0
"At the small size: the tiniest picture is blurred too."
NEUTRAL: Final = 128.0
"Grey, for a picture without any background."
NEARLY_NOTHING: Final = 1e-3
"Weight of the mean beside that of the neighbours: it decides only where there are none."

# A pixel that is half person or more counts for nothing, one that is none counts in full.
WEIGHT: Final = np.clip(1 - 2 * np.arange(256) / 255, 0, 1).astype(np.float32)
NEIGHBOURS: Final = np.ones((3, 3), np.uint8)

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Blurred planes at a quarter of the picture's size, person and all: nothing is left out."""

    y: Plane
    u: Plane
    v: Plane


def blur_background(picture: Picture, alpha: Alpha) -> Background:
    """Each pixel becomes the mean of the background round it, also where the person stands.

    Weighting by the background keeps the person's colours out of it. A plain blur would paint a
    bright or dark halo round the head.
    """
    luma_weights = _background_weights(alpha, _shrunk(picture.size))
    chroma_weights = _background_weights(alpha, _shrunk(picture.size.chroma))
    sigma_px = picture.size.height * SIGMA_PER_HEIGHT / SHRINK
    return Background(
        _blur(picture.y, luma_weights, sigma_px),
        _blur(picture.u, chroma_weights, sigma_px / 2),
        _blur(picture.v, chroma_weights, sigma_px / 2),
    )


def _shrunk(size: Size) -> Size:
    return Size(ceil(size.width / SHRINK), ceil(size.height / SHRINK))


def _background_weights(alpha: Alpha, size: Size) -> Weights:
    small = cv2.resize(alpha.values, size, interpolation=cv2.INTER_LINEAR)
    # One small pixel further out: those at the edge hold some of the person.
    grown = cv2.dilate(small, NEIGHBOURS)
    return np.asarray(cv2.LUT(grown, WEIGHT), np.float32)


def _blur(plane: Plane, weights: Weights, sigma_px: float) -> Plane:
    height, width = weights.shape
    small = cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
    weighted = np.asarray(cv2.multiply(small, weights, dtype=cv2.CV_32F), np.float32)
    total = cv2.sumElems(weights)[0]
    mean = cv2.sumElems(weighted)[0] / total if total > 0 else NEUTRAL
    values = _gaussian(weighted, sigma_px)
    spread = _gaussian(weights, sigma_px)
    blurred = (values + NEARLY_NOTHING * mean) / (spread + NEARLY_NOTHING)
    return np.asarray(cv2.convertScaleAbs(blurred), np.uint8)


def _gaussian(values: Weights, sigma_px: float) -> Weights:
    sigma_px = max(sigma_px, MIN_SIGMA_PX)
    length = 2 * ceil(3 * sigma_px) + 1
    blurred = cv2.GaussianBlur(values, (length, length), sigma_px, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)
