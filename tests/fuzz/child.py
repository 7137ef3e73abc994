"""Fuzz one target in this process, until a find, the end of the time, or the last run.

`python -m tests.fuzz.child TARGET STATS_FILE [libFuzzer's options and folders]`
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import atheris

from tests.fuzz.target import Target

WATCHED: Final = ["camveil", "models", "aiortc.sdp", "aiortc.rtcpeerconnection", "tflite"]
"Packages whose branches guide the search."
TRIES: Final = 3
"The fastest counts: a machine that is busy elsewhere makes no find."
STATS_EVERY_S: Final = 0.5
"Between writes: libFuzzer ends the process without a word to Python."


@dataclass
class Stats:
    """What the runner tells of a target."""

    runs: int = 0
    slowest_s: float = 0.0
    slowest_bytes: int = 0


class TooSlow(Exception):
    """An input takes longer than a session should wait."""


class Measured:
    """A target's `run` with a clock beside it."""

    def __init__(self, target: Target, stats_file: Path) -> None:
        self._target = target
        self._stats_file = stats_file
        self._stats = Stats()
        self._written_s = 0.0

    def __call__(self, data: bytes) -> None:
        took_s = self._took_s(data)
        limit_s = self._target.limit_s
        if limit_s is not None and took_s > limit_s:
            took_s = min(took_s, *(self._took_s(data) for _ in range(TRIES - 1)))
        stats = self._stats
        stats.runs += 1
        if took_s > stats.slowest_s:
            stats.slowest_s, stats.slowest_bytes = took_s, len(data)
        now_s = time.monotonic()
        too_slow = limit_s is not None and took_s > limit_s
        if too_slow or now_s - self._written_s > STATS_EVERY_S:
            self._written_s = now_s
            self._stats_file.write_text(json.dumps(asdict(stats)))
        if too_slow:
            raise TooSlow(f"{len(data)} bytes took {took_s:.3f} s of processor time")

    def _took_s(self, data: bytes) -> float:
        begun_s = time.thread_time()
        self._target.run(data)
        return time.thread_time() - begun_s


def main() -> None:
    _, name, stats_file, *options = sys.argv
    with atheris.instrument_imports(include=WATCHED, enable_loader_override=False):
        target: Target = importlib.import_module(f"tests.fuzz.targets.{name}").TARGET
    atheris.Setup([name, *options], Measured(target, Path(stats_file)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
