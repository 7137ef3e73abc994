"""Where a track's alphas come from: computed for the frame, or moved onto it."""

from dataclasses import dataclass
from typing import Final

import cv2

from camveil.clock import Clock
from camveil.pipeline.budget import LEVELS, LEVELS_OF_ONE_MODEL, SegmentationBudget
from camveil.pipeline.computed import AlphaComputer
from camveil.pipeline.crop import alpha_size
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.motion import AlphaMover, luma_at
from camveil.pipeline.steadiness import smooth_luma
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, FramePlace, Picture, Plane, Size

STILL_LUMA: Final = 3
"Levels by which no part of a picture differs from one that shows the same, but for noise."
OLDEST_FRAMES: Final = 2
"No mask of before is ever used for a later frame."
FORGET_AFTER_FRAMES: Final = 15
"After a pause people are looked for everywhere, and nothing stays as it was."


@dataclass(frozen=True, slots=True, eq=False)
class _Reference:
    """The last alpha that was computed, and what it may be moved onto."""

    alpha: Alpha
    luma: Plane
    "Of the alpha's picture, at the alpha's size."
    smooth: Plane
    "The same, to see by whether another picture is as it."
    picture_size: Size
    epoch: int
    only_me: bool
    number: int


class AlphaSource:
    """Of one track; for one thread at a time."""

    def __init__(self, segmenter: Segmenter, clock: Clock, options: MaskOptions) -> None:
        self._clock = clock
        self._computer = AlphaComputer(segmenter, options)
        self._segmenter = segmenter
        self._share = options.share
        self._model = _model_of(segmenter)
        self._budget = _budget_of(segmenter, self._share)
        self._mover = AlphaMover()
        self._reference: _Reference | None = None

    def forget(self) -> None:
        """Compute the next alpha, whatever it costs."""
        self._reference = None
        self._computer.forget()

    def alpha_of(
        self, picture: Picture, epoch: int, place: FramePlace, *, only_me: bool = False
    ) -> tuple[Alpha, float]:
        """The picture's alpha, and how long it took in seconds; `only_me` hides other people.

        Raises what the model raises; then the next one is computed.
        """
        begun_s = self._clock.now_s()
        luma = luma_at(picture, alpha_size(picture.size))
        smooth = smooth_luma(luma)
        # Before the model: after a pause nothing stays, whichever it is now.
        reference = self._reference_for(picture.size, epoch, only_me, place)
        if (model := _model_of(self._segmenter)) != self._model:
            # What is known of the time and of the masks is of the one before.
            self._model, self._budget = model, _budget_of(self._segmenter, self._share)
            reference = self._reference = None
            self._computer.forget_masks()
        if reference is not None and _is_still(smooth, reference, place):
            return reference.alpha, self._clock.now_s() - begun_s
        moved = self._moved(reference, luma, place)
        if moved is not None:
            duration_s = self._clock.now_s() - begun_s
            self._budget.record_move(duration_s)
            return moved, duration_s
        alpha = self._computed(picture, luma, smooth, only_me)
        self._reference = _Reference(
            alpha, luma, smooth, picture.size, epoch, only_me, place.number
        )
        now_s = self._clock.now_s()
        self._budget.record_segmentation(now_s - begun_s, place.interval_s, now_s)
        return alpha, now_s - begun_s

    def _reference_for(
        self, picture_size: Size, epoch: int, only_me: bool, place: FramePlace
    ) -> _Reference | None:
        """What is known of the pictures before, if they are of the same kind and run."""
        reference = self._reference
        if reference is None:
            return None
        kind = (reference.epoch, reference.picture_size, reference.only_me)
        is_other = kind != (epoch, picture_size, only_me)
        if is_other or not 0 < place.number - reference.number <= FORGET_AFTER_FRAMES:
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

    def _computed(self, picture: Picture, luma: Plane, smooth: Plane, only_me: bool) -> Alpha:
        try:
            level = self._budget.level
            return self._computer.compute(
                picture,
                luma,
                smooth,
                has_time=level is LEVELS[0],
                cheaply=level.cheaply,
                only_me=only_me,
            )
        except Exception:  # a model may raise anything
            self.forget()
            raise


def _model_of(segmenter: Segmenter) -> tuple[str, bool]:
    """What differs when another model has taken over, or a cheaper one is ready."""
    return segmenter.name, segmenter.cheaper is not None


def _budget_of(segmenter: Segmenter, max_share: float) -> SegmentationBudget:
    levels = LEVELS if segmenter.cheaper is not None else LEVELS_OF_ONE_MODEL
    return SegmentationBudget(max_share, levels)


def _is_still(smooth: Plane, reference: _Reference, place: FramePlace) -> bool:
    """Whether the picture shows what the reference's did, a moment ago."""
    if not 0 < place.number - reference.number <= OLDEST_FRAMES:
        return False
    return bool(cv2.minMaxLoc(cv2.absdiff(smooth, reference.smooth))[1] <= STILL_LUMA)
