"""Who makes the masks: what a measurement wants to know beside the time."""

from enum import Enum, auto

from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, Picture


class Maker(Enum):
    """Of a picture's mask."""

    MODEL = auto()
    CHEAPER_MODEL = auto()
    NOBODY = auto()
    "An earlier one was moved."


class CountingSegmenter:
    """Another segmenter, and its cheaper one, which may look at a picture beside it."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.name = segmenter.name
        self.input_size = segmenter.input_size
        self.cheaper = None if segmenter.cheaper is None else CountingSegmenter(segmenter.cheaper)
        self._segmenter = segmenter
        self._asked = False

    def segment(self, picture: Picture) -> Alpha:
        self._asked = True
        return self._segmenter.segment(picture)

    def maker(self) -> Maker:
        """Of the mask that was made since this was called before."""
        of_cheaper = Maker.NOBODY if self.cheaper is None else self.cheaper.maker()
        asked, self._asked = self._asked, False
        if asked:
            return Maker.MODEL
        return Maker.NOBODY if of_cheaper is Maker.NOBODY else Maker.CHEAPER_MODEL
