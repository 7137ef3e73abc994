"""How long the whole effect takes on one thread."""

from __future__ import annotations

from statistics import median
from typing import Final

import numpy as np

from camveil.clock import SystemClock
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from camveil.values import EffectSettings, FramePlace, Picture, Plane, Size
from tests.bench.effect.table import Row
from tests.camera.geometry import FRAMES_PER_LAP, plan
from tests.camera.recipe import Camera

SIZES: Final = (
    Size(160, 120),
    Size(640, 480),
    Size(1280, 720),
    Size(1920, 1080),
    Size(3840, 2160),
)
SETTINGS: Final = EffectSettings(revision=0, epoch=0, blur=True, mask=True)
PICTURES: Final = 20
"Each third of a lap."
ROUNDS: Final = 5
NOISE: Final = 2.0
"A sensor's, in levels: nothing is ever exactly as before."


def times_of(segmenter: Segmenter, size: Size) -> Row:
    """Medians of a person in motion and of one who sits still, and p95 of the first."""
    pictures = moving(size)
    total_ms, segment_ms, composite_ms = _durations_ms(segmenter, pictures * ROUNDS)
    still_ms, _, _ = _durations_ms(segmenter, [*still(pictures[0])] * ROUNDS)
    return {
        "model": segmenter.name,
        "size": f"{size.width}x{size.height}",
        "whole ms": median(total_ms),
        "p95 ms": float(np.percentile(total_ms, 95)),
        "mean ms": float(np.mean(total_ms)),
        "mask ms": median(segment_ms),
        "blur and blend ms": median(composite_ms),
        "still, mean ms": float(np.mean(still_ms)),
    }


def moving(size: Size) -> list[Picture]:
    """A person who walks to and fro, so that the last picture leads to the first."""
    camera = Camera(plan(size.width, size.height, FRAMES_PER_LAP))
    step = FRAMES_PER_LAP // PICTURES
    return [picture_of(camera.i420(number * step), number) for number in range(PICTURES)]


def still(picture: Picture) -> list[Picture]:
    """The same again and again, with a sensor's noise."""
    rng = np.random.default_rng(1)
    pictures = []
    for number in range(PICTURES):
        y, u, v = (_noisy(plane, rng) for plane in (picture.y, picture.u, picture.v))
        pictures.append(Picture(y, u, v, number * 3000, picture.full_range))
    return pictures


def picture_of(planes: Plane, number: int) -> Picture:
    height = planes.shape[0] * 2 // 3
    u, v = planes[height:].reshape(2, height // 2, -1)
    return Picture(planes[:height], u, v, number * 3000, full_range=False)


def _durations_ms(
    segmenter: Segmenter, pictures: list[Picture]
) -> tuple[list[float], list[float], list[float]]:
    """Of each picture after the first lap: as a whole, for its mask, for blur and blend."""
    clock = SystemClock()
    pipeline = Pipeline(segmenter, clock)
    total, segment, composite = [], [], []
    for number, picture in enumerate(pictures):
        begun_s = clock.now_s()
        processed = pipeline.process(picture, SETTINGS, FramePlace(number, 1 / 30))
        if number >= PICTURES:
            total.append((clock.now_s() - begun_s) * 1000)
            segment.append(processed.segment_us / 1000)
            composite.append(processed.composite_us / 1000)
    return total, segment, composite


def _noisy(plane: Plane, rng: np.random.Generator) -> Plane:
    noise = rng.normal(0, NOISE, plane.shape)
    return np.clip(plane + noise, 0, 255).astype(np.uint8)
