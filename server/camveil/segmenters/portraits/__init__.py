"""The built-in portraits: pictures of which it is known who is a person and what is not."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Picture, Plane

FOLDER: Final = Path(__file__).parent
NAMES: Final = ("hopper", "collins")
EDGE_OF_HEIGHT: Final = 0.03
"No model's edge is nearer to the truth than that for sure."


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A person before a background."""

    bgr: npt.NDArray[np.uint8]
    "(height, width, 3)."
    matte: Plane
    "How much of each pixel is person, 255 = person."

    @property
    def picture(self) -> Picture:
        """As a camera would deliver it."""
        height, width = self.matte.shape
        flat = cv2.cvtColor(self.bgr, cv2.COLOR_BGR2YUV_I420).reshape(-1).astype(np.uint8)
        y, u, v = np.split(flat, (height * width, height * width * 5 // 4))
        chroma = (height // 2, width // 2)
        return Picture(
            y.reshape(height, width), u.reshape(chroma), v.reshape(chroma), 0, full_range=False
        )

    @property
    def person(self) -> npt.NDArray[np.bool_]:
        """What surely is person."""
        return self._away_from_edges(self.matte == 255)

    @property
    def background(self) -> npt.NDArray[np.bool_]:
        """What surely is not."""
        return self._away_from_edges(self.matte == 0)

    def _away_from_edges(self, region: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        side = 2 * round(EDGE_OF_HEIGHT * region.shape[0]) + 1
        kernel = np.ones((side, side), np.uint8)
        # The picture's border is no edge of the person.
        inside = cv2.erode(region.astype(np.uint8), kernel, borderValue=1)
        return np.asarray(inside, np.bool_)


@cache
def portraits() -> tuple[Portrait, ...]:
    """All of them. Whoever gets one must not write to it."""
    return tuple(
        Portrait(
            np.asarray(cv2.imread(str(FOLDER / f"{name}.jpg")), np.uint8),
            np.asarray(cv2.imread(str(FOLDER / f"{name}.png"), cv2.IMREAD_GRAYSCALE), np.uint8),
        )
        for name in NAMES
    )
