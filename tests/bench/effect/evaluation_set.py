"""A folder of clips whose alphas are known, and the module in it that scores masks."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Picture

Shares = npt.NDArray[np.float32]
"How much of each pixel is person: 0 to 1, (height, width)."
TICKS: Final = 3000


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Some seconds of a person before a camera."""

    name: str
    kind: str
    pictures: list[Picture]
    still: list[Picture]
    "The first picture again and again, with a sensor's noise."
    truth: list[Shares]
    ignore: Sequence[tuple[int, int, int, int]]
    "Where the truth is not known: x0, y0, x1, y1."


class EvaluationSet:
    """Its `evaluate.py` has clips(), noisy_still(frame), score(alphas, truth, ignore, stills)."""

    def __init__(self, folder: Path) -> None:
        """Raises SystemExit if there is none."""
        path = folder / "evaluate.py"
        spec = importlib.util.spec_from_file_location("evaluate", path)
        if not path.is_file() or spec is None or spec.loader is None:
            raise SystemExit(f"{folder} is no evaluation set: it has no evaluate.py")
        self._module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._module)

    def clips(self) -> Iterator[Clip]:
        for name, kind, frames, truth, ignore in self._module.clips():
            still = self._module.noisy_still(frames[0])
            yield Clip(name, kind, _pictures(frames), _pictures(still), truth, ignore)

    def score(self, clip: Clip, alphas: list[Shares], stills: list[Shares]) -> dict[str, float]:
        return dict(self._module.score(alphas, clip.truth, clip.ignore, stills))


def _pictures(frames: Iterable[Any]) -> list[Picture]:
    return [_picture(frame, number * TICKS) for number, frame in enumerate(frames)]


def _picture(bgr: Any, pts_90khz: int) -> Picture:
    height, width = bgr.shape[:2]
    planes = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420), np.uint8)
    u, v = planes[height:].reshape(2, height // 2, width // 2)
    return Picture(planes[:height], u, v, pts_90khz, full_range=False)
