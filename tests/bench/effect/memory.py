"""What a pipeline adds to a process's memory, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import psutil

from tests.bench.common import ROOT
from tests.bench.effect.table import Row

SIZE: Final = (1280, 720)
WARM_UP_FRAMES: Final = 60
MIB: Final = 2**20


def memory_of(model: str, frames: int) -> Row:
    """After a second of video, and after this many frames."""
    command = [sys.executable, "-m", __name__, model, str(frames)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    early, late = map(float, said.split())
    return {"model": model, "MiB": early, f"MiB after {frames} frames": late}


def measure(model: str, frames: int) -> tuple[float, float]:
    """MiB above those of the process whose packages are imported and whose pictures are made."""
    from camveil.clock import SystemClock
    from camveil.pipeline.pipeline import Pipeline
    from camveil.segmenters import load_segmenter, models_dir
    from camveil.values import FramePlace, Size
    from tests.bench.effect.times import SETTINGS, moving

    pictures = moving(Size(*SIZE))
    before = psutil.Process().memory_info().rss
    pipeline = Pipeline(load_segmenter(model, models_dir()), SystemClock())
    used = []
    for count in (WARM_UP_FRAMES, frames):
        for number in range(count):
            picture = pictures[number % len(pictures)]
            pipeline.process(picture, SETTINGS, FramePlace(number, 1 / 30))
        used.append((psutil.Process().memory_info().rss - before) / MIB)
    return used[0], used[1]


if __name__ == "__main__":
    sys.stdout.write("{} {}".format(*measure(sys.argv[1], int(sys.argv[2]))))
