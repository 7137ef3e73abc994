"""Moves an alpha onto a later picture by the motion measured between the two; in doubt it hides."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.segmenters.shrinking import shrink_plane
from camveil.values import Alpha, Picture, Plane, Size

Places = npt.NDArray[np.float32]
"""x and y for each pixel: float32 (height, width, 2)."""

# Levels of luma by which moved content may differ from what is there now. Below the first it is
# the same thing, from the second on it is something else, whatever the mask said of it.
SAME_LUMA: Final = 15
OTHER_LUMA: Final = 30

# Inside the person small things change: eyes blink, mouths open. Holes narrower than this, in
# pixels of the mask, are filled again if they are half as far from its edge.
HOLE: Final = np.ones((9, 9), np.uint8)

MIN_RECOGNISED: Final = 0.8
"Share of the person that must look as before: less means another scene or other light."

MIN_SIDE_PX: Final = 32
"Below it there are too few of the estimator's 8 px patches."


def _trust_table() -> Plane:
    """How much of a pixel may still be shown, over the 256 differences of luma."""
    difference = np.arange(256)
    trust = np.clip((OTHER_LUMA - difference) / (OTHER_LUMA - SAME_LUMA), 0, 1)
    return np.rint(255 * trust).astype(np.uint8)


TRUST: Final = _trust_table()


def luma_at(picture: Picture, size: Size) -> Plane:
    """The picture's luma, squeezed into `size` as the model's input is; rows without padding."""
    return np.ascontiguousarray(shrink_plane(picture.y, size))


class AlphaMover:
    """Dense optical flow on small pictures; for one thread at a time."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._places = _places(Size(1, 1))

    def move(self, alpha: Alpha, seen: Plane, luma: Plane) -> Alpha | None:
        """The alpha where its person is now; None if the person is not recognised.

        `seen` is the luma that the alpha was computed for, `luma` that of now; both uint8 of the
        alpha's size. Where moved content does not look like what is there, it is background.
        """
        if min(alpha.size) < MIN_SIDE_PX:
            return None
        if self._places.shape[:2] != luma.shape:
            self._places = _places(alpha.size)
        # From now to then: it says of each pixel where it was, so that every pixel gets a value.
        flow = self._flow.calc(luma, seen, None)  # type: ignore[call-overload]  # None is allowed
        came_from = np.asarray(cv2.add(flow, self._places), np.float32)
        moved = _taken(alpha.values, came_from)
        trust = cv2.LUT(cv2.absdiff(_taken(seen, came_from), luma), TRUST)
        recognised = cv2.min(moved, trust)
        if cv2.sumElems(recognised)[0] < MIN_RECOGNISED * cv2.sumElems(moved)[0]:
            return None
        filled = cv2.morphologyEx(recognised, cv2.MORPH_CLOSE, HOLE)
        inside = cv2.min(filled, cv2.erode(moved, HOLE))
        return Alpha(np.asarray(cv2.max(recognised, inside), np.uint8))


def _places(size: Size) -> Places:
    """Where every pixel is."""
    x, y = np.meshgrid(np.arange(size.width), np.arange(size.height))
    return np.dstack([x, y]).astype(np.float32)


def _taken(plane: Plane, places: Places) -> Plane:
    """The plane's pixels from these places."""
    taken = cv2.remap(  # type: ignore[call-overload]  # None is allowed
        plane, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(taken, np.uint8)
