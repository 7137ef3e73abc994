"""How the blur looks: whether the person shines into it, and whether it is one at every size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.clock import SystemClock
from camveil.pipeline.pipeline import Pipeline
from camveil.values import Alpha, Blur, EffectSettings, FramePlace, Picture, Plane, Size
from tests.bench.effect.table import Row

SIZE: Final = Size(1280, 720)
HEIGHTS: Final = (360, 720, 1080)
ALPHA_SIZE: Final = Size(256, 144)
PERSON: Final = 235
WALL: Final = (25, 55)
"Levels of its structure. What lies behind the person nobody knows, so some difference is due."
STRENGTHS: Final = (7.0, 15.0, 30.0)
NEAR_PX: Final = 20
"In a picture of 720 lines."


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A bright person on a dark wall with some structure, and each of the two alone."""

    picture: Picture
    wall: Plane
    alpha: Plane
    "Of the picture's size: what is person in truth."

    @property
    def size(self) -> Size:
        return self.picture.size


def scene(size: Size) -> Scene:
    """The same at each size."""
    wall, alpha = (_scaled(plane, size) for plane in _full_size())
    share = alpha / np.float32(255)
    luma = np.rint(share * PERSON + (1 - share) * wall).astype(np.uint8)
    grey = np.full((size.chroma.height, size.chroma.width), 128, np.uint8)
    return Scene(Picture(luma, grey, grey, 0, full_range=False), wall, alpha)


def halo_of(strength: float) -> Row:
    """Mean difference from a blur of the wall alone, right beside the person, in levels."""
    shown = scene(SIZE)
    sigma_px = strength * SIZE.height / 540
    wall = cv2.GaussianBlur(shown.wall, (0, 0), sigma_px).astype(np.float32)
    plain = cv2.GaussianBlur(shown.picture.y, (0, 0), sigma_px).astype(np.float32)
    share = shown.alpha / np.float32(255)
    naive = share * shown.picture.y + (1 - share) * plain
    reach = np.ones((2 * NEAR_PX + 1, 2 * NEAR_PX + 1), np.uint8)
    beside = (cv2.dilate(shown.alpha, reach) > 0) & (shown.alpha == 0)
    return {
        "strength": strength,
        "halo, levels": _difference(composed(shown, strength), wall, beside),
        "naive blur, levels": _difference(naive, wall, beside),
    }


def sameness_of(strength: float) -> Row:
    """The largest mean difference of two heights' backgrounds, at one size, in levels."""
    backgrounds = []
    for height in HEIGHTS:
        shown = scene(Size(height * 16 // 9, height))
        backgrounds.append(_scaled(composed(shown, strength), SIZE).astype(np.float32))
    background = scene(SIZE).alpha == 0
    differences = [_difference(a, b, background) for a, b in combinations(backgrounds, 2)]
    return {"strength": strength, "between 360, 720 and 1080 lines, levels": max(differences)}


def composed(shown: Scene, strength: float) -> Plane:
    """Luma as the server returns it, with a model that sees what is there."""
    pipeline = Pipeline(_Seeing(shown.alpha), SystemClock())
    settings = EffectSettings(revision=0, epoch=0, blur=True, mask=False, behind=Blur(strength))
    result = pipeline.process(shown.picture, settings, FramePlace(0, 1 / 30)).composed
    assert result is not None, "blur is on"
    return result.y


class _Seeing:
    """A model without mistakes, at a model's size."""

    name = "truth"
    input_size = ALPHA_SIZE
    cheaper = None

    def __init__(self, alpha: Plane) -> None:
        self._alpha = Alpha(_scaled(alpha, ALPHA_SIZE))

    def segment(self, picture: Picture) -> Alpha:
        return self._alpha


def _full_size() -> tuple[Plane, Plane]:
    """Wall and alpha at 1080 lines."""
    rng = np.random.default_rng(1)
    coarse = rng.integers(*WALL, (27, 48)).astype(np.uint8)
    size = Size(1920, 1080)
    wall = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    alpha = np.zeros((size.height, size.width), np.uint8)
    cv2.circle(alpha, (960, 420), 210, 255, -1, cv2.LINE_AA)
    cv2.ellipse(alpha, (960, 1080), (520, 420), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return np.asarray(wall, np.uint8), alpha


def _scaled(plane: Plane, size: Size) -> Plane:
    shrinks = size.width < plane.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=how), np.uint8)


def _difference(
    one: npt.NDArray[np.generic], other: npt.NDArray[np.generic], where: npt.NDArray[np.bool_]
) -> float:
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32))[where].mean())
