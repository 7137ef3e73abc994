"""The two selfie models together: each sees what the other does not."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from camveil.segmenters.providers import CPU, Choices
from camveil.segmenters.registry import GENERAL, LANDSCAPE, PAIR
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.segmenters.tensors import shrink, shrink_again
from camveil.values import Alpha, Picture, Size

OF_LANDSCAPE: Final = 0.6
"What measures best: the general model's edges are better, and its mistakes are larger."


class PairSegmenter:
    """The mean of both models' alphas, at the larger one's size.

    The landscape model loses people at the picture's edge, the general one takes more of the
    room for a person; where they differ, their mean is nearer to the truth than either.
    """

    name = PAIR

    def __init__(self, models_dir: Path, provider: str = CPU) -> None:
        """Raises ModelUnavailable."""
        self._general = SelfieSegmenter(GENERAL, models_dir, provider)
        self._landscape = SelfieSegmenter(LANDSCAPE, models_dir, provider)

    @property
    def input_size(self) -> Size:
        return self._general.input_size

    @property
    def choices(self) -> Choices:
        return {**self._general.choices, **self._landscape.choices}

    @property
    def cheaper(self) -> SelfieSegmenter:
        return self._landscape

    def segment(self, picture: Picture) -> Alpha:
        shrunk = shrink(picture, self.input_size)
        general = self._general.alpha(shrunk).values
        landscape = self._landscape.alpha(shrink_again(shrunk, LANDSCAPE.input_size)).values
        enlarged = cv2.resize(landscape, self.input_size, interpolation=cv2.INTER_LINEAR)
        mean = cv2.addWeighted(general, 1 - OF_LANDSCAPE, enlarged, OF_LANDSCAPE, 0)
        return Alpha(np.asarray(mean, np.uint8))

    def wait_ready(self) -> None:
        """It is since it was made."""

    def close(self) -> None:
        """It holds memory alone."""
