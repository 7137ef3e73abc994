"""A person without a background, cut out of a public-domain portrait.

The portrait is Rear Admiral Grace Hopper's official United States Navy photograph of 1984, a work
of the federal government; matplotlib carries it as sample data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import numpy.typing as npt

Uint8Array = npt.NDArray[np.uint8]

# The seeds below are in pixels of exactly this picture.
PORTRAIT_SHAPE = (600, 512, 3)

# Nothing outside this outline is person. It is tight on the left, where the flag is as dark as
# the uniform, and loose on the right, where the wall is plain and the cut finds the edge.
OUTER_OUTLINE_PX = (
    (262, 16), (236, 25), (221, 34), (218, 39), (205, 45), (190, 56), (178, 70), (173, 84),
    (163, 91), (154, 106), (149, 125), (147, 150), (149, 168), (154, 178), (151, 190), (152, 204),
    (156, 218), (160, 238), (165, 256), (161, 266), (169, 286), (184, 294), (197, 302), (200, 314),
    (188, 324), (170, 340), (150, 348), (130, 353), (100, 361), (80, 368), (68, 374), (58, 379),
    (48, 384), (41, 396), (35, 415), (28, 438), (25, 470), (20, 500), (8, 599), (511, 599),
    (511, 440), (490, 385), (420, 355), (345, 325), (350, 305), (375, 265), (384, 200), (377, 160),
    (378, 92), (352, 58), (300, 22),
)  # fmt: skip

# The white of the cap looks like the stars behind it, so it is person by decree.
CAP_PX = ((182, 77), (192, 61), (207, 50), (218, 44), (216, 62), (196, 72))

CERTAIN_MARGIN_PX = 12
GRABCUT_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class CutOut:
    """A person on a transparent ground, cropped to the person's bounding box."""

    bgr: Uint8Array
    "Colour, uint8, (height, width, 3)."
    alpha: Uint8Array
    "How much of each pixel is person, uint8, (height, width), 255 = person."

    def scaled(self, factor: float) -> CutOut:
        """Return the same person `factor` times as large, 0 < factor."""
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        return CutOut(
            _uint8(cv2.resize(self.bgr, None, fx=factor, fy=factor, interpolation=how)),
            _uint8(cv2.resize(self.alpha, None, fx=factor, fy=factor, interpolation=how)),
        )


@cache
def cut_out() -> CutOut:
    """Cut the person out of the portrait: the same pixels on every call and machine.

    Raises:
        ValueError: this matplotlib carries another picture than the seeds were made for.
    """
    path = Path(matplotlib.get_data_path(), "sample_data", "grace_hopper.jpg")
    portrait = cv2.imread(str(path))
    if portrait is None or portrait.shape != PORTRAIT_SHAPE:
        raise ValueError(f"{path} is not the {PORTRAIT_SHAPE[1]}x{PORTRAIT_SHAPE[0]} portrait")
    person = _largest_piece(_segment(_uint8(portrait)))
    alpha = _soft_edge(_uint8(cv2.medianBlur(person, 7)))
    x, y, width, height = cv2.boundingRect(alpha)
    window = np.s_[y : y + height, x : x + width]
    return CutOut(_uint8(portrait[window]), _uint8(alpha[window]))


def _segment(portrait: Uint8Array) -> Uint8Array:
    """Return 1 where GrabCut sees the person, started from the outline."""
    inside = np.zeros(portrait.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.array(OUTER_OUTLINE_PX, np.int32)], 1)
    size = 2 * CERTAIN_MARGIN_PX + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    # The arms leave the picture at its border: the border is no edge of the person.
    certain = cv2.erode(inside, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    cv2.fillPoly(certain, [np.array(CAP_PX, np.int32)], 1)

    labels = np.where(inside, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    labels[certain == 1] = cv2.GC_FGD
    cv2.setRNGSeed(1)  # GrabCut starts its colour clusters at random
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    no_rectangle = (0, 0, 0, 0)  # the labels say where to start
    cv2.grabCut(
        portrait,
        labels,
        no_rectangle,
        background,
        foreground,
        GRABCUT_ROUNDS,
        cv2.GC_INIT_WITH_MASK,
    )
    return _uint8(np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)))


def _largest_piece(person: Uint8Array) -> Uint8Array:
    """Drop every island but the largest."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(person)
    return _uint8(pieces == 1 + np.argmax(stats[1:, cv2.CC_STAT_AREA]))


def _soft_edge(person: Uint8Array) -> Uint8Array:
    """Give a 0/1 mask a soft edge that lies inside it, so that no old wall shines through."""
    blurred = cv2.GaussianBlur(person.astype(np.float32), (0, 0), 1.0)
    return _uint8(np.clip((blurred - 0.38) / 0.62, 0, 1) * 255)


def _uint8(values: npt.ArrayLike) -> Uint8Array:
    return np.asarray(values).astype(np.uint8)
