"""What the stages of the effect cost, of many frames; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from statistics import median
from typing import Final

import numpy as np

PERCENTILE: Final = 95


@dataclass(frozen=True, slots=True)
class FrameCost:
    """Of one frame, each in milliseconds."""

    decode: float
    segment: float
    "The model, or moving the last mask."
    composite: float
    encode: float
    whole: float
    "By the clock: the stages, and what lies between them."


@dataclass(frozen=True, slots=True)
class StageCost:
    """Of one stage over all frames."""

    median_ms: float
    p95_ms: float


STAGES: Final = tuple(field.name for field in fields(FrameCost))


def costs_of(frames: Iterable[FrameCost]) -> Mapping[str, StageCost]:
    """By the names of the stages. There must be frames."""
    frames = list(frames)
    return {name: _cost([getattr(frame, name) for frame in frames]) for name in STAGES}


def _cost(durations_ms: list[float]) -> StageCost:
    return StageCost(median(durations_ms), float(np.percentile(durations_ms, PERCENTILE)))
