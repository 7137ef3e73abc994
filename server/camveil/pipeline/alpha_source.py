"""Where a track's alphas come from: computed for the frame, or moved onto it."""

from dataclasses import dataclass

from camveil.clock import Clock
from camveil.pipeline.budget import LEVELS, SegmentationBudget
from camveil.pipeline.computed import AlphaComputer
from camveil.pipeline.crop import alpha_size
from camveil.pipeline.motion import AlphaMover, luma_at
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
        self._clock = clock
        self._computer = AlphaComputer(segmenter)
        self._budget = SegmentationBudget()
        self._mover = AlphaMover()
        self._reference: _Reference | None = None

    def forget(self) -> None:
        """Compute the next alpha, whatever it costs."""
        self._reference = None
        self._computer.forget()

    def alpha_of(self, picture: Picture, epoch: int, place: FramePlace) -> tuple[Alpha, float]:
        """The picture's alpha, and how long it took in seconds.

        Raises what the model raises; then the next one is computed.
        """
        begun_s = self._clock.now_s()
        luma = luma_at(picture, alpha_size(picture.size))
        reference = self._reference_for(picture.size, epoch)
        moved = self._moved(reference, luma, place)
        if moved is not None:
            duration_s = self._clock.now_s() - begun_s
            self._budget.record_move(duration_s)
            return moved, duration_s
        alpha = self._computed(picture, luma)
        self._reference = _Reference(alpha, luma, picture.size, epoch, place.number)
        now_s = self._clock.now_s()
        self._budget.record_segmentation(now_s - begun_s, place.interval_s, now_s)
        return alpha, now_s - begun_s

    def _reference_for(self, picture_size: Size, epoch: int) -> _Reference | None:
        """What is known of the pictures before, if they are of the same run and size."""
        reference = self._reference
        if reference is None:
            return None
        if (reference.epoch, reference.picture_size) != (epoch, picture_size):
            self.forget()
            return None
        return reference

    def _moved(self, reference: _Reference | None, luma: Plane, place: FramePlace) -> Alpha | None:
        """None if there is nothing that may be moved onto this picture, or if it does not fit."""
        if (
            reference is None
            or not 0 < place.number - reference.number <= self._budget.level.max_age_frames
        ):
            return None
        # Always the computed one, not what it was last moved to: errors do not add up.
        return self._mover.move(reference.alpha, reference.luma, luma)

    def _computed(self, picture: Picture, luma: Plane) -> Alpha:
        try:
            has_time = self._budget.level is LEVELS[0]
            return self._computer.compute(picture, luma, has_time=has_time)
        except Exception:  # a model may raise anything
            self.forget()
            raise
