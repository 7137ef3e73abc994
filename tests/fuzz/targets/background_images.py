"""Images that are to be backgrounds."""

from __future__ import annotations

import contextlib

from camveil.backgrounds.reading import image_of
from camveil.errors import BackgroundRefused
from camveil.pipeline.backdrops import backdrop_of_image
from camveil.values import Size
from tests.fuzz.target import Target

PICTURE = Size(64, 36)


def run(data: bytes) -> None:
    with contextlib.suppress(BackgroundRefused):
        image = image_of(data)
        shown = backdrop_of_image(image, PICTURE, full_range=False)
        assert shown.sharp.y.shape == (PICTURE.height, PICTURE.width)


TARGET = Target(
    run=run,
    corpus="background_images",
    words=("RIFF", "WEBP", "VP8L", "VP8X", "Exif", "IHDR", "IDAT", "IEND"),
    max_bytes=2048,
    limit_s=None,  # FFmpeg's
)
