"""Where everything is in the fake camera's picture: the one description both languages measure by.

`camera.json` next to a clip is a `Geometry` as JSON. All lengths are pixels of the camera's own
size; whoever measures a picture of another size scales them.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

CODE_BITS = 7
MAX_FRAME_COUNT = 2**CODE_BITS

# One cell each for white and black, and every bit a second time inverted: a single cell that is
# read wrongly contradicts its partner, and the strip is equally bright in every frame.
CODE_CELLS = 2 * CODE_BITS + 2

# A sixteenth of the width and a twelfth of the height is 40 x 40 px at 640x480. The effect's blur
# has a sigma of h / 45 there, so the middle of a cell keeps nine tenths of its own colour.
CODE_ROWS = 12

FRAMES_PER_LAP = 60
"The person moves 5 to 12 px a frame at 640x480, so a mask that is one frame late is visibly late."

# Of the cut-out, in pixels of its crop: eyes and nose, mouth, collar and tie.
DETAIL_PX = ((172, 137, 160, 105), (205, 244, 108, 46), (197, 306, 118, 100))
CUT_OUT_WIDTH_PX = 501

Rectangle = tuple[int, int, int, int]
"x, y, width, height"


@dataclass(frozen=True, slots=True)
class Geometry:
    """Sizes and places in the fake camera's picture, in pixels of its own size."""

    width: int
    height: int
    frame_count: int
    "Frames in the loop; their numbers are 0 to frame_count - 1."
    fps: int
    cell_width: int
    "The code strip runs along the top: white, the bits from the highest, they inverted, black."
    cell_height: int
    code_bits: int
    pattern_px: int
    "Side of one square of the background's pattern."
    detail_px: int
    "Distance over which the person's fine detail is measured."
    background: tuple[Rectangle, ...]
    "Patches of the pattern that neither the person nor the code ever touches."
    person: tuple[Rectangle, ...]
    "Patches with detail inside the person, relative to the person's corner."
    path: tuple[tuple[int, int], ...]
    "The person's top left corner in each frame."

    def write(self, path: Path) -> None:
        """Write the description as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")


def read_geometry(path: Path) -> Geometry:
    """Read what `Geometry.write` wrote."""
    fields = json.loads(path.read_text())
    for name in ("background", "person", "path"):
        fields[name] = tuple(tuple(item) for item in fields[name])
    return Geometry(**fields)


def person_scale(height: int) -> float:
    """Return how much larger than the portrait the person is in a picture `height` px high."""
    return 0.73 * height / 480


def plan(width: int, height: int, frame_count: int, fps: int = 30) -> Geometry:
    """Lay out a camera picture.

    Raises:
        ValueError: the size is odd, narrower than 4:3 or too small, or the numbers do not fit.
    """
    if width % 2 or height % 2 or width * 3 < height * 4 or height < 120:
        raise ValueError(f"{width}x{height} is not an even size from 160x120, 4:3 or wider")
    if not 0 < frame_count <= MAX_FRAME_COUNT:
        raise ValueError(f"frame_count is 1 to {MAX_FRAME_COUNT}, got {frame_count}")
    scale = person_scale(height)
    return Geometry(
        width=width,
        height=height,
        frame_count=frame_count,
        fps=fps,
        cell_width=width // CODE_CELLS,
        cell_height=height // CODE_ROWS,
        code_bits=CODE_BITS,
        pattern_px=max(1, round(height / 160)),
        detail_px=max(1, round(height / 240)),
        background=_background_patches(width, height),
        person=tuple(_scaled(patch, scale) for patch in DETAIL_PX),
        path=tuple(_corner(n, width, height, frame_count) for n in range(frame_count)),
    )


def code_cells(number: int) -> list[bool]:
    """Return the strip's cells from left to right for a frame number, True = white."""
    bits = [bool(number >> bit & 1) for bit in reversed(range(CODE_BITS))]
    return [True, *bits, *(not bit for bit in bits), False]


def _corner(n: int, width: int, height: int, frame_count: int) -> tuple[int, int]:
    """Return the person's corner: on an ellipse, so that she moves in every frame.

    Even positions keep her chroma samples the same in every frame.
    """
    turn = 2 * math.pi * max(1, round(frame_count / FRAMES_PER_LAP)) * n / frame_count
    person_width = CUT_OUT_WIDTH_PX * person_scale(height)
    left = (width - person_width) / 2 + 0.17 * width * math.cos(turn)
    top = 0.23 * height + 0.105 * height * math.sin(turn)
    return 2 * round(left / 2), 2 * round(top / 2)


def _background_patches(width: int, height: int) -> tuple[Rectangle, ...]:
    """Return two patches on each side, above the shoulders."""
    patch_width, patch_height = int(0.15 * width), int(0.16 * height)
    return tuple(
        (x, y, patch_width, patch_height)
        for x in (int(0.015 * width), int(0.985 * width) - patch_width)
        for y in (int(0.13 * height), int(0.31 * height))
    )


def _scaled(patch: Rectangle, scale: float) -> Rectangle:
    x, y, width, height = patch
    return round(x * scale), round(y * scale), round(width * scale), round(height * scale)
