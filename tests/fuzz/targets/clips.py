"""Clips for `camveil apply` and `camveil bench`."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

from camveil.clips.reader import Clip
from camveil.errors import ClipUnusable
from tests.fuzz.target import Target

ITEMS = 8
FILE = os.memfd_create("clip")
"In memory: a process that libFuzzer ends leaves nothing behind."
PATH = Path(f"/proc/self/fd/{FILE}")


def run(data: bytes) -> None:
    os.ftruncate(FILE, 0)
    os.pwrite(FILE, data, 0)
    with contextlib.suppress(ClipUnusable), Clip(PATH, threads=1) as clip:
        assert min(clip.size) > 0
        assert clip.rate > 0
        assert clip.duration_s is None or isinstance(clip.duration_s, float)
        assert clip.look.matrix >= 0
        for _ in itertools.islice(clip.items(), ITEMS):
            pass


TARGET = Target(
    run=run,
    corpus="clips",
    words=("ftyp", "moov", "trak", "mdat", "stsd", "stco", "tkhd", "RIFF", "AVI ", "matroska"),
    max_bytes=6144,
    limit_s=None,  # FFmpeg's
)
