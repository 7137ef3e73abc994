"""How often a model is asked: what a measurement wants to know beside the time."""

from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, Picture


class CountingSegmenter:
    """Another segmenter; what its cheaper one is asked for does not count."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.name = segmenter.name
        self.input_size = segmenter.input_size
        self.cheaper = segmenter.cheaper
        self.count = 0
        self._segmenter = segmenter

    def segment(self, picture: Picture) -> Alpha:
        self.count += 1
        return self._segmenter.segment(picture)
