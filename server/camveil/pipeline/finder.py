"""Which part of the next picture a model should look at: where people are, and some room; pure.

A model sees as little as 256x144 pixels. Spent on the person alone, they are finer by half.
"""

from typing import Final

import cv2
import numpy as np

from camveil.pipeline.crop import Box, whole
from camveil.values import Plane, Size

SEEN: Final = 127
"Of an alpha: more is person."
SPECK: Final = np.ones((3, 3), np.uint8)
"What is smaller is nobody."
ROOM: Final = 0.12
"Of the people's width and height, on each side: they move, and hair is faint."
TOLERANCE: Final = 0.06
"Of the box's longer side. A box that followed each breath would make edges swim."
LEAST_SHARE: Final = 0.25
"Of the picture's sides: a model needs to see some of the room to know it."
NEARLY: Final = 0.9
"Of both sides: from there on the whole picture costs no detail."


def next_box(alpha: Plane, box: Box) -> Box:
    """The box for the picture after that of this alpha, which was made with `box`.

    The whole picture if nobody is in view.
    """
    size = Size(alpha.shape[1], alpha.shape[0])
    _, seen = cv2.threshold(alpha, SEEN, 255, cv2.THRESH_BINARY)
    left, top, width, height = cv2.boundingRect(cv2.morphologyEx(seen, cv2.MORPH_OPEN, SPECK))
    if width == 0:
        return whole(size)
    wanted = _with_room(Box(left, top, left + width, top + height), size)
    if wanted.size.width >= NEARLY * size.width and wanted.size.height >= NEARLY * size.height:
        wanted = whole(size)
    tolerance_px = TOLERANCE * max(wanted.size)
    near = all(abs(one - other) <= tolerance_px for one, other in zip(wanted, box, strict=True))
    return box if near else wanted


def _with_room(people: Box, size: Size) -> Box:
    left, right = _widened(people.left, people.right, size.width)
    top, bottom = _widened(people.top, people.bottom, size.height)
    return Box(left, top, right, bottom)


def _widened(first: int, last: int, side: int) -> tuple[int, int]:
    """With room at both ends, at even pixels (see `cropped`) and inside the picture."""
    room = max(ROOM * (last - first), (LEAST_SHARE * side - (last - first)) / 2)
    even_first = max(0, int(first - room) // 2 * 2)
    return even_first, min(side, -(int(-last - room) // 2) * 2)
