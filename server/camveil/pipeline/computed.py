"""How an alpha is computed: by a model that looks at the people, along the picture's edges."""

from typing import Final

import cv2
import numpy as np

from camveil.pipeline.crop import Box, cropped, whole
from camveil.pipeline.finder import next_box
from camveil.pipeline.guided_filter import follow_edges
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.only_me import OnlyMe
from camveil.pipeline.refine import Coverage
from camveil.pipeline.steadiness import Steadiness
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, Picture, Plane, Size

LOOK_EVERY: Final = 8
"Pictures: who comes into view beside the box is seen a quarter of a second later."


class AlphaComputer:
    """Of one track; for one thread at a time. It remembers the alpha before."""

    def __init__(self, segmenter: Segmenter, options: MaskOptions) -> None:
        self._segmenter = segmenter
        self._edges = options.edges
        self._coverage = Coverage(options.background_below, options.person_above)
        self._steadiness = Steadiness(options.smoothing)
        self._only_me = OnlyMe()
        self._size: Size | None = None
        self._box = Box(0, 0, 1, 1)
        self._since_look = 0

    def forget(self) -> None:
        """Look at the whole of the next picture, and compare it with none."""
        self.forget_masks()
        self._only_me.forget()

    def forget_masks(self) -> None:
        """The same, but who is the only one to be shown stays who it was."""
        self._size = None
        self._steadiness.forget()

    def compute(
        self,
        picture: Picture,
        luma: Plane,
        smooth: Plane,
        *,
        has_time: bool,
        cheaply: bool,
        only_me: bool,
    ) -> Alpha:
        """The picture's alpha, of its luma's size (`luma_at`, `alpha_size`, `smooth_luma`).

        `only_me` hides all but one person. `cheaply` asks the cheaper model, if there is one. With
        time that one looks beside the box now and then; without, such a picture's own alpha is
        less fine instead. Raises what the models raise.
        """
        size = Size(luma.shape[1], luma.shape[0])
        if size != self._size:
            self._size, self._box = size, whole(size)
        model = (self._segmenter.cheaper if cheaply else None) or self._segmenter
        looker = None if only_me else self._looker(model, has_time)
        box = whole(size) if looker is model else self._box
        part = luma[box.top : box.bottom, box.left : box.right]
        seen = _seen(model, cropped(picture, box, size), box.size)
        values = np.zeros(luma.shape, np.float32)
        values[box.top : box.bottom, box.left : box.right] = follow_edges(seen, part, self._edges)
        alpha = np.asarray(
            cv2.convertScaleAbs(self._steadiness.steady(values, smooth, box)), np.uint8
        )
        if only_me:
            alpha = self._only_me.alone(alpha)
        people = alpha
        if looker is not None and box != whole(size):
            people = np.asarray(cv2.max(alpha, _seen(looker, picture, size)), np.uint8)
        self._box = next_box(people, self._box)
        return self._coverage.of(Alpha(alpha))

    def _looker(self, model: Segmenter, has_time: bool) -> Segmenter | None:
        """What looks at the whole of this picture, if it is time to."""
        self._since_look += 1
        if self._since_look < LOOK_EVERY:
            return None
        self._since_look = 0
        return (model.cheaper if has_time else None) or model


def _seen(segmenter: Segmenter, picture: Picture, size: Size) -> Plane:
    """What the model says of the picture, at this size."""
    values = segmenter.segment(picture).values
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.uint8)
