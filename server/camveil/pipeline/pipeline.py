"""All stages for one picture: the single place where a composed picture comes from."""

from dataclasses import dataclass

from camveil.clock import Clock
from camveil.errors import EffectFailed, ModelFailed
from camveil.pipeline.alpha_source import AlphaSource
from camveil.pipeline.behind import PutBehind
from camveil.pipeline.edges import EdgeOptions, LightWrap
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.scenes import Broken, NoScenes, Scenes
from camveil.segmenters.base import Segmenter
from camveil.values import Alpha, Background, Behind, EffectSettings, FramePlace, Picture


@dataclass(frozen=True, slots=True, eq=False)
class Processed:
    """What became of one picture. All of it is the caller's to keep, not to write to."""

    composed: Picture | None
    "The picture with its background hidden; None without blur."
    alpha: Alpha | None
    "The very alpha that it was composed with; None if neither blur nor mask is on."
    segment_us: int
    "For the alpha: the model, or moving the last one."
    composite_us: int
    broken: Broken | None = None
    "The background that was wanted, if another effect stands in for it for good."


class Pipeline:
    """The effect on one track; for one thread at a time. Pipelines may share a segmenter."""

    def __init__(
        self,
        segmenter: Segmenter,
        clock: Clock,
        *,
        masks: MaskOptions | None = None,
        scenes: Scenes | None = None,
        edges: EdgeOptions | None = None,
        wrap: LightWrap | None = None,
    ) -> None:
        """Without `scenes` a background is a blur; all else is by itself as it usually is."""
        self._masks = masks or MaskOptions()
        self._alphas = AlphaSource(segmenter, clock, self._masks)
        self._clock = clock
        self._behind = PutBehind(
            scenes or NoScenes(), edges or EdgeOptions(), wrap or LightWrap(), clock
        )

    def process(self, picture: Picture, settings: EffectSettings, place: FramePlace) -> Processed:
        """Do what the settings ask; nobody in view makes everything background.

        Raises EffectFailed or ModelFailed, and then there is no picture: the one that came in is
        never passed on.
        """
        if not (settings.blur or settings.mask):
            return Processed(None, None, 0, 0)
        alpha, segment_s = self._alpha(picture, settings, place)
        if not settings.blur:
            return Processed(None, alpha, _us(segment_s), 0)
        begun_s = self._clock.now_s()
        composed, used = self._compose(picture, alpha, settings.behind)
        composite_us = _us(self._clock.now_s() - begun_s)
        broken = self._broken(settings.behind)
        return Processed(composed, used, _us(segment_s), composite_us, broken)

    def forget(self) -> None:
        """Something failed: use nothing of the frames before."""
        self._alphas.forget()

    def close(self) -> None:
        """Release what it has opened."""
        self._behind.close()

    def _broken(self, behind: Behind) -> Broken | None:
        broken = self._behind.broken
        wanted = isinstance(behind, Background) and behind.id
        return broken if broken is not None and broken.background_id == wanted else None

    def _alpha(
        self, picture: Picture, settings: EffectSettings, place: FramePlace
    ) -> tuple[Alpha, float]:
        only_me = settings.only_me or self._masks.only_me
        try:
            return self._alphas.alpha_of(picture, settings.epoch, place, only_me=only_me)
        except ModelFailed:
            raise
        except Exception as exc:  # a model may raise anything
            raise EffectFailed("segmentation", repr(exc)) from exc

    def _compose(self, picture: Picture, alpha: Alpha, behind: Behind) -> tuple[Picture, Alpha]:
        try:
            return self._behind.put(picture, alpha, behind)
        except Exception as exc:  # cv2.error, or MemoryError at a huge size
            self.forget()
            raise EffectFailed("blur", repr(exc)) from exc


def _us(duration_s: float) -> int:
    return round(duration_s * 1_000_000)
