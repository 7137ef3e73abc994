"""What each stage costs on this machine: a clip through all that the server does to a camera."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from camveil.clips.reader import Clip, ClipFrame
from camveil.clips.stages import FrameCost, StageCost, costs_of
from camveil.clock import Clock
from camveil.errors import ClipUnusable
from camveil.pipeline.encode import H264Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from camveil.segmenters.counting import CountingSegmenter
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
    "Of all frames, 0 to 1; onto the others the last mask was moved."


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
        masks_computed=counted.count / len(costs),
    )
