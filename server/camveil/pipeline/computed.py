"""How an alpha is computed: by a model that looks at the people, along the picture's edges."""

from typing import Final

import cv2
import numpy as np

from camveil.pipeline.crop import Box, cropped, whole
from camveil.pipeline.finder import next_box
from camveil.pipeline.guided_filter import follow_edges
from camveil.pipeline.refine import refine
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, Picture, Plane, Size

EDGES: Final = 0.7
"How much of the picture's edges is in the alpha's."
LOOK_EVERY: Final = 8
"Pictures: who comes into view beside the box is seen a quarter of a second later."


class AlphaComputer:
    """Of one track; for one thread at a time. What it remembers is where people were."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._size: Size | None = None
        self._box = Box(0, 0, 1, 1)
        self._since_look = 0

    def forget(self) -> None:
        """Look at the whole of the next picture."""
        self._size = None

    def compute(self, picture: Picture, luma: Plane, *, has_time: bool) -> Alpha:
        """The picture's alpha, of its luma's size (`luma_at`, `alpha_size`).

        With time the cheaper model looks beside the box now and then; without, such a picture's
        own alpha is less fine instead. Raises what the models raise.
        """
        size = Size(luma.shape[1], luma.shape[0])
        if size != self._size:
            self._size, self._box = size, whole(size)
        looker = self._looker(has_time)
        box = whole(size) if looker is self._segmenter else self._box
        part = luma[box.top : box.bottom, box.left : box.right]
        seen = _seen(self._segmenter, cropped(picture, box, size), box.size)
        values = np.zeros(luma.shape, np.float32)
        values[box.top : box.bottom, box.left : box.right] = follow_edges(seen, part, EDGES)
        alpha = np.asarray(cv2.convertScaleAbs(values), np.uint8)
        people = alpha
        if looker is not None and box != whole(size):
            people = np.asarray(cv2.max(alpha, _seen(looker, picture, size)), np.uint8)
        self._box = next_box(people, self._box)
        return refine(Alpha(alpha))

    def _looker(self, has_time: bool) -> Segmenter | None:
        """What looks at the whole of this picture, if it is time to."""
        self._since_look += 1
        if self._since_look < LOOK_EVERY:
            return None
        self._since_look = 0
        return (self._segmenter.cheaper if has_time else None) or self._segmenter


def _seen(segmenter: Segmenter, picture: Picture, size: Size) -> Plane:
    """What the model says of the picture, at this size."""
    values = segmenter.segment(picture).values
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.uint8)
