"""What a picture of the fake camera shows: its number, its sharpness, and so its fate.

`tests/browser/pages/measure.js` has the same functions with the same results. A picture may have
another size than the camera's: the geometry is scaled to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tests.camera.geometry import Geometry, Rectangle
from tests.camera.portrait import Uint8Array

# The codec leaves a few levels around 16 (limited range black) after a cut.
BLACK_LUMA_MAX = 40

# Of 219 levels between black and white. Below it, the strip is no strip.
CODE_RANGE_MIN = 60
# A bit and its inverted partner must differ by this share of the range; blurred they keep .8.
CODE_BIT_MARGIN = 0.4

# Shares of the raw frame's sharpness. Through H.264 at 1 to 6 Mbps a raw frame keeps .83 and more
# of both, a composed one .016 of the background, a concealed one .07 of the person.
BACKGROUND_SHOWN_MIN = 0.3
BACKGROUND_HIDDEN_MAX = 0.1
PERSON_KEPT_MIN = 0.6
PERSON_HIDDEN_MAX = 0.2

# A raw frame's sharpness before any codec is 88 to 90 and 17 to 28: far less is no raw frame.
REFERENCE_BACKGROUND_MIN = 40
REFERENCE_PERSON_MIN = 8


class Verdict(Enum):
    """What happened to a picture on its way from the camera."""

    RAW = "raw"
    "The background is there to be seen, on one patch at least."
    COMPOSED = "composed"
    "The background is hidden and the person's detail is kept."
    CONCEALED = "concealed"
    "Neither background nor person can be made out."
    BLACK = "black"
    UNKNOWN = "unknown"
    "Something between: never what a test expects."


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured in one picture."""

    number: int | None
    "The frame's number, None where the code cannot be read for certain."
    background: float
    "Sharpness of the background's sharpest patch."
    person: float
    "Sharpness of the person's detail."
    black: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """The sharpness of a raw frame: what the others are compared with."""

    background: float
    person: float


def measure(luma: Uint8Array, geometry: Geometry) -> Measures:
    """Measure one picture; luma is uint8, (height, width), limited range."""
    if is_black(luma):
        return Measures(number=None, background=0, person=0, black=True)
    number = read_frame_number(luma, geometry)
    return Measures(
        number=number,
        background=background_sharpness(luma, geometry),
        person=person_sharpness(luma, geometry, number),
        black=False,
    )


def calibrate(measures: Measures) -> Reference:
    """Take a raw frame as the reference.

    Raises:
        ValueError: the frame is not the fake camera's, so nothing could be judged by it.
    """
    if (
        measures.number is None
        or measures.background < REFERENCE_BACKGROUND_MIN
        or measures.person < REFERENCE_PERSON_MIN
    ):
        raise ValueError(f"not a raw frame of the fake camera: {measures}")
    return Reference(measures.background, measures.person)


def classify(measures: Measures, reference: Reference) -> Verdict:
    """Say what happened to a picture."""
    background = measures.background / reference.background
    person = measures.person / reference.person
    if measures.black:
        return Verdict.BLACK
    if background >= BACKGROUND_SHOWN_MIN:
        return Verdict.RAW
    if background <= BACKGROUND_HIDDEN_MAX and person >= PERSON_KEPT_MIN:
        return Verdict.COMPOSED
    if background <= BACKGROUND_HIDDEN_MAX and person <= PERSON_HIDDEN_MAX:
        return Verdict.CONCEALED
    return Verdict.UNKNOWN


def read_frame_number(luma: Uint8Array, geometry: Geometry) -> int | None:
    """Read the number in the code strip; None unless every bit contradicts its inverted partner."""
    width, height, bits = geometry.cell_width, geometry.cell_height, geometry.code_bits
    cells = [
        _mean(luma, geometry, (place * width + width // 4, height // 4, width // 2, height // 2))
        for place in range(2 * bits + 2)
    ]
    code_range = cells[0] - cells[-1]
    if code_range < CODE_RANGE_MIN:
        return None
    number = 0
    for plain, inverted in zip(cells[1 : bits + 1], cells[bits + 1 : -1], strict=True):
        if abs(plain - inverted) < CODE_BIT_MARGIN * code_range:
            return None
        number = 2 * number + (plain > inverted)
    return number if number < geometry.frame_count else None


def background_sharpness(luma: Uint8Array, geometry: Geometry) -> float:
    """Return the sharpness of the sharpest patch: a leak on one side is a leak."""
    step = _scaled(geometry.pattern_px, luma.shape[1] / geometry.width, 1)
    return max(_sharpness(luma, geometry, [patch], step) for patch in geometry.background)


def person_sharpness(luma: Uint8Array, geometry: Geometry, n: int | None) -> float:
    """Return the sharpness of the person's detail where she is in frame `n`.

    Without a number it is the largest over all her places, so that nothing counts as hidden only
    because its number could not be read.
    """
    if n is None:
        return max(person_sharpness(luma, geometry, place) for place in range(len(geometry.path)))
    step = _scaled(geometry.detail_px, luma.shape[1] / geometry.width, 1)
    left, top = geometry.path[n]
    patches = [(left + x, top + y, width, height) for x, y, width, height in geometry.person]
    return _sharpness(luma, geometry, patches, step)


def is_black(luma: Uint8Array) -> bool:
    """Say whether no pixel is brighter than a codec's black."""
    return int(luma.max()) <= BLACK_LUMA_MAX


def overlap(ours: Uint8Array, truth: Uint8Array) -> float:
    """Return intersection over union of two masks of one size: uint8, person from 128 on."""
    of_ours, of_truth = ours > 127, truth > 127
    both, either = int(np.sum(of_ours & of_truth)), int(np.sum(of_ours | of_truth))
    return both / max(1, either)


def _sharpness(luma: Uint8Array, geometry: Geometry, patches: list[Rectangle], step: int) -> float:
    """Return the mean of |2a - b - c| over neighbours `step` px apart, along rows and columns.

    A second difference sees no slope, however steep: what a strong blur leaves counts as nothing.
    """
    total = count = 0
    for patch in patches:
        x0, y0, x1, y1 = _edges(luma, geometry, patch)
        values = luma[y0:y1, x0:x1].astype(np.int32)
        for lines in (values, values.T):
            bend = np.abs(2 * lines[step:-step] - lines[: -2 * step] - lines[2 * step :])
            total += int(bend.sum())
            count += bend.size
    return total / count


def _mean(luma: Uint8Array, geometry: Geometry, rectangle: Rectangle) -> float:
    x0, y0, x1, y1 = _edges(luma, geometry, rectangle)
    values = luma[y0:y1, x0:x1]
    return int(values.sum(dtype=np.int64)) / values.size


def _edges(luma: Uint8Array, geometry: Geometry, rectangle: Rectangle) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a rectangle in this picture."""
    x, y, width, height = rectangle
    across, down = luma.shape[1] / geometry.width, luma.shape[0] / geometry.height
    return (
        _scaled(x, across, 0),
        _scaled(y, down, 0),
        _scaled(x + width, across, 0),
        _scaled(y + height, down, 0),
    )


def _scaled(length: int, scale: float, least: int) -> int:
    """Round halves up, as JavaScript does."""
    return max(least, math.floor(length * scale + 0.5))
