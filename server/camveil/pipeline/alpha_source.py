"""Where a track's alphas come from: computed for the frame, or moved onto it."""

from dataclasses import dataclass

from camveil.clock import Clock
from camveil.pipeline.budget import SegmentationBudget
from camveil.pipeline.motion import AlphaMover, luma_at
from camveil.pipeline.refine import refine
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, FramePlace, Picture, Plane, Size


@dataclass(frozen=True, slots=True, eq=False)
class _Reference:
    """The last alpha that was computed, and what it may be moved onto."""

    alpha: Alpha
    luma: Plane
    "Of the alpha's picture, at the alpha's size."
    picture_size: Size
    epoch: int
    number: int


class AlphaSource:
    """Of one track; for one thread at a time."""

    def __init__(self, segmenter: Segmenter, clock: Clock) -> None:
        self._segmenter = segmenter
        self._clock = clock
        self._budget = SegmentationBudget()
        self._mover = AlphaMover()
        self._reference: _Reference | None = None

    def forget(self) -> None:
        """Compute the next alpha, whatever it costs."""
        self._reference = None

    def alpha_of(self, picture: Picture, epoch: int, place: FramePlace) -> tuple[Alpha, float]:
        """The picture's alpha, and how long it took in seconds.

        Raises what the model raises; then the next one is computed.
        """
        begun_s = self._clock.now_s()
        moved = self._moved(picture, epoch, place)
        if moved is not None:
            duration_s = self._clock.now_s() - begun_s
            self._budget.record_move(duration_s)
            return moved, duration_s
        alpha = self._computed(picture, epoch, place)
        now_s = self._clock.now_s()
        self._budget.record_segmentation(now_s - begun_s, place.interval_s, now_s)
        return alpha, now_s - begun_s

    def _moved(self, picture: Picture, epoch: int, place: FramePlace) -> Alpha | None:
        """None if there is nothing that may be moved onto this picture, or if it does not fit."""
        reference = self._reference
        if (
            reference is None
            or reference.epoch != epoch
            or reference.picture_size != picture.size
            or not 0 < place.number - reference.number <= self._budget.level.max_age_frames
        ):
            return None
        # Always the computed one, not what it was last moved to: errors do not add up.
        luma = luma_at(picture, reference.alpha.size)
        return self._mover.move(reference.alpha, reference.luma, luma)

    def _computed(self, picture: Picture, epoch: int, place: FramePlace) -> Alpha:
        self.forget()  # after a failure, too
        alpha = refine(self._segmenter.segment(picture))
        if self._budget.level.max_age_frames > 0:
            luma = luma_at(picture, alpha.size)
            self._reference = _Reference(alpha, luma, picture.size, epoch, place.number)
        return alpha
