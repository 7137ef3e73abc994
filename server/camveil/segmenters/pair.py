"""The two selfie models together: each sees what the other does not."""

from pathlib import Path

import cv2
import numpy as np

from camveil.segmenters.providers import CPU, Choice
from camveil.segmenters.registry import GENERAL, LANDSCAPE, PAIR
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.segmenters.tensors import shrink, shrink_again
from camveil.values import Alpha, Picture, Size


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
    def choice(self) -> Choice:
        return self._general.choice

    @property
    def cheaper(self) -> SelfieSegmenter:
        return self._landscape

    def segment(self, picture: Picture) -> Alpha:
        shrunk = shrink(picture, self.input_size)
        general = self._general.alpha(shrunk).values
        landscape = self._landscape.alpha(shrink_again(shrunk, LANDSCAPE.input_size)).values
        enlarged = cv2.resize(landscape, self.input_size, interpolation=cv2.INTER_LINEAR)
        return Alpha(np.asarray(cv2.addWeighted(general, 0.5, enlarged, 0.5, 0), np.uint8))

    def wait_ready(self) -> None:
        """It is since it was made."""

    def close(self) -> None:
        """It holds memory alone."""
