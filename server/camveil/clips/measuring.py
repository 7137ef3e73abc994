"""What each stage costs on this machine: a clip through all that the server does to a camera."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from camveil.clips.reader import Clip, ClipFrame
from camveil.clips.stages import FrameCost, StageCost, costs_of
from camveil.clock import Clock
from camveil.errors import ClipUnusable
from camveil.pipeline.encode import H264Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from camveil.segmenters.counting import CountingSegmenter, Maker
from camveil.values import EffectSettings

WARM_UP_FRAMES = 10
"They cost more than all that follow, and are not counted."
BLUR: Final = EffectSettings(revision=0, epoch=0, blur=True, mask=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of a clip."""

    frames: int
    "That were counted."
    stages: Mapping[str, StageCost]
    "Those of `stages.STAGES`."
    masks_computed: float
    "Of those frames, 0 to 1; onto the others an earlier mask was moved."
    masks_by_cheaper_model: float
    "Of those frames, likewise; they are among the computed ones."


def measure(
    clip: Clip,
    segmenter: Segmenter,
    make: Callable[[Segmenter], Pipeline],
    clock: Clock,
    limit: int,
    told: Callable[[int], None],
) -> Measured:
    """The clip's first frames, at most `limit` beside those that warm up, with the blur.

    The clip should decode on one thread, as the server does. `make` makes the pipeline that is
    measured, `told` hears how many frames are done. Raises ClipUnusable, for a clip that is too
    short, too, ModelFailed and EffectFailed.
    """
    counted = CountingSegmenter(segmenter)
    pipeline, encoder = make(counted), H264Encoder()
    costs: list[FrameCost] = []
    makers: list[Maker] = []
    begun_s = clock.now_s()
    for item in clip.items():
        if not isinstance(item, ClipFrame):
            continue
        decoded_s = clock.now_s()
        processed = pipeline.process(item.picture, BLUR, item.place)
        encode_from_s = clock.now_s()
        assert processed.composed is not None, "blur is on"
        encoder.encode(processed.composed, key_frame=not costs)
        ended_s = clock.now_s()
        costs.append(
            FrameCost(
                decode=(decoded_s - begun_s) * 1000,
                segment=processed.segment_us / 1000,
                composite=processed.composite_us / 1000,
                encode=(ended_s - encode_from_s) * 1000,
                whole=(ended_s - begun_s) * 1000,
            )
        )
        makers.append(counted.maker())
        told(len(costs))
        if len(costs) == WARM_UP_FRAMES + limit:
            break
        begun_s = clock.now_s()
    encoder.close()
    if len(costs) <= WARM_UP_FRAMES:
        raise ClipUnusable(
            clip.path, f"it has {len(costs)} pictures, and the first {WARM_UP_FRAMES} only warm up"
        )
    return Measured(
        frames=len(costs) - WARM_UP_FRAMES,
        stages=costs_of(costs[WARM_UP_FRAMES:]),
        masks_computed=1 - _share(Maker.NOBODY, makers[WARM_UP_FRAMES:]),
        masks_by_cheaper_model=_share(Maker.CHEAPER_MODEL, makers[WARM_UP_FRAMES:]),
    )


def _share(maker: Maker, makers: Sequence[Maker]) -> float:
    return makers.count(maker) / len(makers)
