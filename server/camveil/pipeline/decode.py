"""From a decoder's frame to a Picture, without copying where possible."""

from typing import Final

import numpy as np
from av import VideoFrame
from av.video.reformatter import ColorRange

from camveil.values import Picture

LIMITED: Final = "yuv420p"
FULL: Final = "yuvj420p"


def to_picture(frame: VideoFrame, pts_90khz: int) -> Picture:
    """The frame's planes as they lie in memory; the picture keeps the frame alive.

    Formats other than I420 are converted, which copies.
    """
    if frame.format.name not in (LIMITED, FULL):
        frame = frame.reformat(format=LIMITED, dst_color_range=ColorRange.MPEG)
    # Read-only views that know about padded rows and hold on to the frame.
    y, u, v = (np.asarray(np.from_dlpack(plane), np.uint8) for plane in frame.planes)
    return Picture(
        y,
        u,
        v,
        pts_90khz,
        full_range=frame.format.name == FULL or frame.color_range == ColorRange.JPEG,
    )
