"""How much of the person a picture keeps."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]
SURE: Final = 250
"Of 255 in the mask: person for certain."
EDGE_PX: Final = 16
"The person's outline is blurred with reason; what lies this far inside is not."
SSIM_SIGMA_PX: Final = 1.5
SSIM_C1: Final = (0.01 * 255) ** 2
SSIM_C2: Final = (0.03 * 255) ** 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A frame's luma as the camera gave it and as it was shown; where the person is."""

    raw: Plane
    shown: Plane
    person: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quality:
    """Likeness in the person's region."""

    psnr_db: float
    "Of the mean squared error of all pictures together."
    ssim: float


def pair_of(found: dict[str, Any]) -> Pair:
    """Decode what the page sent."""
    raw, shown, mask = (_plane(found[name], found) for name in ("raw", "shown", "mask"))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * EDGE_PX + 1, 2 * EDGE_PX + 1))
    sure = (mask >= SURE).astype(np.uint8)
    # Beyond the frame there is as much person as at its edge.
    return Pair(raw, shown, cv2.erode(sure, kernel, borderValue=1).astype(bool))


def quality(pairs: Iterable[Pair]) -> Quality:
    """Raises ValueError when no pair has a person in it."""
    with_person = [pair for pair in pairs if pair.person.any()]
    if not with_person:
        raise ValueError("nobody is in any of the pictures")
    errors = [
        (pair.raw[pair.person].astype(np.float64) - pair.shown[pair.person]) ** 2
        for pair in with_person
    ]
    mean = float(np.concatenate(errors).mean())
    psnr_db = float("inf") if mean == 0 else 10 * np.log10(255**2 / mean)
    maps = [_ssim_map(pair.raw, pair.shown)[pair.person] for pair in with_person]
    return Quality(float(psnr_db), float(np.concatenate(maps).mean()))


def _ssim_map(one: Plane, other: Plane) -> npt.NDArray[np.float64]:
    """Structural similarity at each pixel (Wang et al. 2004, equation 13)."""
    x, y = one.astype(np.float64), other.astype(np.float64)
    mean_x, mean_y = _smooth(x), _smooth(y)
    variance_x = _smooth(x * x) - mean_x**2
    variance_y = _smooth(y * y) - mean_y**2
    covariance = _smooth(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + SSIM_C1) * (2 * covariance + SSIM_C2)
    return likeness / ((mean_x**2 + mean_y**2 + SSIM_C1) * (variance_x + variance_y + SSIM_C2))


def _smooth(plane: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(plane, (11, 11), SSIM_SIGMA_PX), np.float64)


def _plane(text: str, found: dict[str, Any]) -> Plane:
    values = np.frombuffer(base64.b64decode(text), np.uint8)
    return values.reshape(found["height"], found["width"])
