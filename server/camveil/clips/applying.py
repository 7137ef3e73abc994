"""An effect over a clip, by the pipeline that the server has for a camera."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from camveil.clips.reader import Clip, ClipFrame
from camveil.clips.writer import ClipWriter
from camveil.errors import ClipNotWritten, EffectFailed, ModelFailed
from camveil.pipeline.pipeline import Pipeline, Processed
from camveil.values import Alpha, EffectSettings, Picture

BLACK: Final = 16
WHITE: Final = 235
"Of limited range."
GREY: Final = 128


class ClipClock:
    """The clip's own time, in which nothing takes any.

    So the pipeline's budget has no reason to save, and slow machines make the masks of fast ones.
    """

    def __init__(self) -> None:
        self.at_s = 0.0

    def now_s(self) -> float:
        return self.at_s


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come."""

    frames: int
    at_s: float
    "In the clip."


def apply_effect(
    clip: Clip,
    writer: ClipWriter,
    pipeline: Pipeline,
    clock: ClipClock,
    settings: EffectSettings,
    told: Callable[[Progress], None],
) -> int:
    """Write every picture with the effect and all sound, and finish the file; how many pictures.

    The pipeline has this clock. `told` is called after each picture. Raises ClipUnusable or
    ClipNotWritten; then, or when `told` raises, the writer is not finished.
    """
    frames = 0
    for item in clip.items():
        if not isinstance(item, ClipFrame):
            writer.copy(item)
            continue
        clock.at_s = clip.time_s(item)
        try:
            processed = pipeline.process(item.picture, settings, item.place)
        except (EffectFailed, ModelFailed) as exc:
            reason = f"the picture at {clock.at_s:.1f} s could not be processed ({exc.reason})"
            raise ClipNotWritten(writer.target, reason) from exc
        if processed.broken is not None:
            reason = f"the background is of no use at {clock.at_s:.1f} s"
            raise ClipNotWritten(writer.target, f"{reason} ({processed.broken.reason})")
        writer.write(_shown(processed, item.picture), item.pts, item.duration)
        frames += 1
        told(Progress(frames, clock.at_s))
    writer.finish()
    return frames


def mask_picture(alpha: Alpha, like: Picture) -> Picture:
    """The alpha as a grey picture of the other's size, time and range: white is person."""
    large = cv2.resize(alpha.values, like.size, interpolation=cv2.INTER_LINEAR)
    y = np.asarray(large, np.uint8)
    if not like.full_range:
        levels = np.rint(np.linspace(BLACK, WHITE, 256)).astype(np.uint8)
        y = np.asarray(cv2.LUT(y, levels), np.uint8)
    grey = np.full_like(like.u, GREY)
    return Picture(y, grey, grey, like.pts_90khz, like.full_range)


def _shown(processed: Processed, picture: Picture) -> Picture:
    if processed.composed is not None:
        return processed.composed
    assert processed.alpha is not None, "one of the two is wanted"
    return mask_picture(processed.alpha, picture)
