"""All stages for one picture: the single place where a composed picture comes from."""

from dataclasses import dataclass

from camveil.clock import Clock
from camveil.errors import EffectFailed, ModelFailed
from camveil.pipeline.blur import blur_background
from camveil.pipeline.composite import Compositor
from camveil.pipeline.refine import refine
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, EffectSettings, Picture


@dataclass(frozen=True, slots=True, eq=False)
class Processed:
    """What became of one picture. All of it is the caller's to keep."""

    composed: Picture | None
    "The picture with its background hidden; None without blur."
    alpha: Alpha | None
    "The very alpha that it was composed with; None if neither blur nor mask is on."
    segment_us: int
    composite_us: int


class Pipeline:
    """The effect on one track; for one thread at a time. Pipelines may share a segmenter."""

    def __init__(self, segmenter: Segmenter, clock: Clock) -> None:
        self._segmenter = segmenter
        self._clock = clock
        self._compositor: Compositor | None = None

    def process(self, picture: Picture, settings: EffectSettings) -> Processed:
        """Do what the settings ask; nobody in view makes everything background.

        Raises EffectFailed or ModelFailed, and then there is no picture: the one that came in is
        never passed on.
        """
        if not (settings.blur or settings.mask):
            return Processed(None, None, 0, 0)
        begun_s = self._clock.now_s()
        alpha = self._segment(picture)
        segmented_s = self._clock.now_s()
        if not settings.blur:
            return Processed(None, alpha, _us(segmented_s - begun_s), 0)
        composed = self._compose(picture, alpha)
        composed_s = self._clock.now_s()
        return Processed(composed, alpha, _us(segmented_s - begun_s), _us(composed_s - segmented_s))

    def _segment(self, picture: Picture) -> Alpha:
        try:
            return refine(self._segmenter.segment(picture))
        except ModelFailed:
            raise
        except Exception as exc:  # a model may raise anything
            raise EffectFailed("segmentation", repr(exc)) from exc

    def _compose(self, picture: Picture, alpha: Alpha) -> Picture:
        try:
            if self._compositor is None or self._compositor.size != picture.size:
                self._compositor = Compositor(picture.size)
            background = blur_background(picture, alpha)
            return self._compositor.compose(picture, alpha, background)
        except Exception as exc:  # cv2.error, or MemoryError at a huge size
            raise EffectFailed("blur", repr(exc)) from exc


def _us(duration_s: float) -> int:
    return round(duration_s * 1_000_000)
