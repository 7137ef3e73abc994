"""How good masks are: those that the pipeline composes with and would send."""

from __future__ import annotations

from statistics import fmean

import cv2
import numpy as np

from camveil.clock import SystemClock
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from camveil.segmenters.counting import CountingSegmenter, Maker
from camveil.values import Alpha, EffectSettings, FramePlace, Picture, Size
from tests.bench.effect.evaluation_set import EvaluationSet, Shares
from tests.bench.effect.table import Row

SETTINGS = EffectSettings(revision=0, epoch=0, blur=True, mask=True)
INTERVAL_S = 1 / 30


def quality_of(
    segmenter: Segmenter, evalset: EvaluationSet, masks: MaskOptions | None = None
) -> list[Row]:
    """A row for each clip, and one for each kind with the means of its clips."""
    rows: list[Row] = []
    of_kind: dict[str, list[dict[str, float]]] = {}
    for clip in evalset.clips():
        alphas, moved = _alphas(segmenter, clip.pictures, masks)
        figures = evalset.score(clip, alphas, _alphas(segmenter, clip.still, masks)[0])
        figures["moved %"] = 100 * moved / len(alphas)
        of_kind.setdefault(clip.kind, []).append(figures)
        rows.append({"model": segmenter.name, "clip": clip.name, **figures})
    for kind, some in of_kind.items():
        means = {name: fmean(one[name] for one in some) for name in some[0]}
        rows.append({"model": segmenter.name, "clip": f"= {kind}", **means})
    return rows


def _alphas(
    segmenter: Segmenter, pictures: list[Picture], masks: MaskOptions | None
) -> tuple[list[Shares], int]:
    """At the pictures' size, as they are composed; how many of them were only moved."""
    counting = CountingSegmenter(segmenter)
    pipeline = Pipeline(counting, SystemClock(), masks=masks)
    alphas, moved = [], 0
    for number, picture in enumerate(pictures):
        alpha = pipeline.process(picture, SETTINGS, FramePlace(number, INTERVAL_S)).alpha
        assert alpha is not None, "a mask is asked for"
        alphas.append(_enlarged(alpha, picture.size))
        moved += counting.maker() is Maker.NOBODY
    return alphas, moved


def _enlarged(alpha: Alpha, size: Size) -> Shares:
    enlarged = cv2.resize(alpha.values, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged / 255, np.float32)
