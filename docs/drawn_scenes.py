"""What the pictures of effects.md show beside portraits: two people in one, and a video."""

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av
import cv2
import numpy as np
import numpy.typing as npt
from av import VideoFrame, VideoStream

from camveil.segmenters.portraits import NAMES, Portrait, portraits
from docs.generated import ROOT

Bgr = npt.NDArray[np.uint8]
"(height, width, 3)."

TOGETHER_HEIGHT_PX: Final = 420
CUTS: Final = {"collins": (slice(0, 230), slice(30, None)), "hopper": (slice(0, 420), slice(None))}
"From left to right: rows and columns. Their shoulders must not touch, or they are one person."

LIGHTS: Final = ROOT / "extension/src/backgrounds/lights.webp"
VIDEO_SIZE_PX: Final = (640, 360)
VIDEO_RATE_HZ: Final = 12
VIDEO_FRAMES: Final = 18
DRIFT: Final = 0.5
"Of the image's width, in the whole video."


def together() -> Portrait:
    """Both, beside each other."""
    of = dict(zip(NAMES, portraits(), strict=True))
    parts = [_scaled(of[name].bgr[cut]) for name, cut in CUTS.items()]
    bgr = np.hstack(parts)
    return Portrait(bgr, np.zeros(bgr.shape[:2], np.uint8))


def drifting_lights() -> bytes:
    """A video of lights that move from right to left, as a file."""
    file = io.BytesIO()
    with av.open(file, "w", "mp4") as container:
        video = container.add_stream("libx264", rate=VIDEO_RATE_HZ, options={"crf": "18"})
        assert isinstance(video, VideoStream)
        video.width, video.height = VIDEO_SIZE_PX
        video.pix_fmt = "yuv420p"
        for number, bgr in enumerate(_drifting()):
            frame = VideoFrame.from_ndarray(bgr, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, VIDEO_RATE_HZ)
            container.mux(video.encode(frame))
        container.mux(video.encode())
    return file.getvalue()


def _drifting() -> Iterator[Bgr]:
    image = np.asarray(cv2.imread(str(LIGHTS)), np.uint8)
    width = image.shape[1]
    endless = np.hstack([image, image])
    for number in range(VIDEO_FRAMES):
        left = round(number / VIDEO_FRAMES * DRIFT * width)
        part = endless[:, left : left + width]
        yield np.asarray(cv2.resize(part, VIDEO_SIZE_PX, interpolation=cv2.INTER_AREA), np.uint8)


def _scaled(bgr: Bgr) -> Bgr:
    height, width = bgr.shape[:2]
    # Even, as a camera's pictures are.
    size = (round(width * TOGETHER_HEIGHT_PX / height / 2) * 2, TOGETHER_HEIGHT_PX)
    part = np.ascontiguousarray(bgr)
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
