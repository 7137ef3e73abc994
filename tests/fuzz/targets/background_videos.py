"""Videos that are to be backgrounds."""

from __future__ import annotations

import contextlib

from camveil.backgrounds.video import Video, check_video
from camveil.errors import BackgroundRefused
from camveil.values import Size
from tests.fuzz.target import Target

PICTURE = Size(64, 36)
INTERVAL_S = 1 / 30


def run(data: bytes) -> None:
    with contextlib.suppress(BackgroundRefused):
        check_video(data)
        video = Video(data)
        try:
            for number in range(8):  # more than there are: it begins again
                shown = video.backdrop(PICTURE, full_range=False, now_s=number * INTERVAL_S)
                assert shown.sharp.y.shape == (PICTURE.height, PICTURE.width)
        finally:
            video.close()


TARGET = Target(
    run=run,
    corpus="background_videos",
    words=("ftyp", "moov", "trak", "mdat", "stsd", "stco", "stsz", "elst", "avc1", "matroska"),
    max_bytes=4096,
    limit_s=None,  # FFmpeg's
)
