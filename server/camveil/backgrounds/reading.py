"""Opens a stranger's file with limits, and takes pictures from it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import av
import cv2
import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream

from camveil.backgrounds.kinds import NAMES, Kind, is_animated_webp, kind_of
from camveil.errors import BackgroundRefused
from camveil.pipeline.backdrops import Bgr
from camveil.values import Size

MAX_IMAGE_PIXELS: Final = 50_000_000
"What cameras make; decoded, it is 150 MB for a moment."
MAX_VIDEO_PIXELS: Final = 1920 * 1088
"Decoded all the time, next to the camera."
MAX_FRAME_RATE: Final = 61
PROBED_BYTES: Final = 2**20
KEPT: Final = Size(3840, 2160)
"An image is kept no larger than it takes to cover this."


@contextmanager
def opened(data: bytes) -> "Iterator[tuple[Kind, InputContainer, VideoStream]]":
    """The file's first video. Raises BackgroundRefused, also for what FFmpeg raises inside."""
    kind = kind_of(data)
    if kind is None:
        raise BackgroundRefused("other-format", ", ".join(NAMES))
    if kind.name == "WebP" and is_animated_webp(data):  # FFmpeg would find no picture in it
        raise BackgroundRefused("animated")
    most = MAX_VIDEO_PIXELS if kind.moves else MAX_IMAGE_PIXELS
    # Whoever makes the sizes known decodes, too: the limit must be there before.
    options = {"max_pixels": str(most), "threads": "1"}
    try:
        with av.open(
            io.BytesIO(data),
            format=kind.demuxer,
            container_options={"protocol_whitelist": "none", "probesize": str(PROBED_BYTES)},
            stream_options=[options],  # type: ignore[list-item]  # PyAV wants dictionaries
        ) as container:
            stream = next(iter(container.streams.video), None)
            if stream is None:
                raise BackgroundRefused("no-picture")
            context = stream.codec_context
            if context is None:  # FFmpeg does not know what is inside
                raise BackgroundRefused("damaged")
            check_codec(kind, context.name)
            check_size(Size(context.width, context.height), most)
            context.options = options
            context.thread_count = 1
            assert isinstance(container, InputContainer)
            yield kind, container, stream
    except (av.FFmpegError, ValueError, OverflowError) as exc:
        raise _too_large_or_damaged(most) from exc


def check_codec(kind: Kind, codec: str) -> None:
    if codec.removeprefix("lib") not in kind.codecs and codec != "libdav1d":
        raise BackgroundRefused("other-codec", kind.name, codec)


def check_size(size: Size, most_pixels: int) -> None:
    # FFmpeg, too, knows the limit: then it tells no size.
    if not 0 < size.width * size.height <= most_pixels:
        raise _too_large_or_damaged(most_pixels)


def _too_large_or_damaged(most_pixels: int) -> BackgroundRefused:
    return BackgroundRefused("damaged-or-too-many-pixels", most_pixels // 10**6)


def image_of(data: bytes) -> Bgr:
    """An image, upright, no larger than needed. Raises BackgroundRefused."""
    with opened(data) as (_, container, stream):
        for frame in container.decode(stream):
            return bgr_of(frame)
    raise BackgroundRefused("no-picture")


def bgr_of(frame: VideoFrame) -> Bgr:
    check_size(Size(frame.width, frame.height), MAX_IMAGE_PIXELS)
    pixels = _kept(_opaque(frame))
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, turns))


def _opaque(frame: VideoFrame) -> Bgr:
    """What is transparent is white, as paper is."""
    if not any(component.is_alpha for component in frame.format.components):
        return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    bgra = np.asarray(frame.to_ndarray(format="bgra"), np.uint8)
    alpha = cv2.merge([bgra[..., 3]] * 3)
    over = cv2.multiply(bgra[..., :3], alpha, scale=1 / 255)
    return np.asarray(cv2.add(over, cv2.bitwise_not(alpha)), np.uint8)


def _kept(pixels: Bgr) -> Bgr:
    height, width = pixels.shape[:2]
    # For either way up.
    scale = max(max(KEPT) / max(width, height), min(KEPT) / min(width, height))
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
