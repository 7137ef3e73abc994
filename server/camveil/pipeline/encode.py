"""Encoders of our own for the way back to the page.

aiortc's encoders are limited to 3 Mbps, take twice the time, and number frames themselves. On
the loopback path bits cost little and the page's matching needs every timestamp exact.
"""

from fractions import Fraction
from typing import Final, Protocol

import cv2
import numpy as np
from av import CodecContext, FFmpegError, Packet, VideoCodecContext, VideoFrame
from av.video.frame import PictureType
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from camveil.errors import EffectFailed
from camveil.values import Picture, Plane, Size

VIDEO_TIME_BASE: Final = Fraction(1, 90_000)
FRAME_RATE: Final = 30
"Nominal. The encoder spreads its bits over frames numbered at this rate, whatever their pts."
BIT_RATE_720P: Final = 6_000_000
"For a whole frame in motion; a person before a blurred background takes half of it or less."
PIXELS_720P: Final = 1280 * 720
MIN_BIT_RATE: Final = 300_000
MAX_BIT_RATE: Final = 20_000_000
"What level 4 allows, and plenty for any camera."
HEADROOM: Final = 0.9
WORTH_A_KEY_FRAME: Final = 1.25
"Chromium's estimate is at most 1.5 times of what it gets."
FINEST_H264: Final = "18"
FINEST_VP8: Final = "12"
"""Finest quantisers, about 45 dB. Nobody sees more, but a quiet picture would fill its bit rate
all the same: twice the packets, and a millisecond more to encode them."""
KEY_FRAMES_ON_DEMAND: Final = 2**30
"Frames between key frames nobody asked for: a year at 30 a second."

# H.264, table A-1: largest frame in macroblocks of 16x16, and the first level that has it at 30
# frames a second.
LEVELS: Final = (
    (1_350, "3.0"),
    (3_600, "3.1"),
    (8_192, "4.0"),
    (22_080, "5.0"),
    (36_864, "5.2"),
    (139_264, "6.2"),
)


class VideoEncoder(Protocol):
    """Turns pictures into packets, one for one and at once; for one thread at a time."""

    def encode(self, picture: Picture, *, key_frame: bool) -> "Packet[VideoStream]":
        """One packet with the picture's pts, time base 1/90000.

        The first picture, one of another size or range, and one with `key_frame` become key
        frames that decode alone. Odd sizes are made even by repeating the last column or row,
        because 4:2:0 video has no odd sizes.

        Raises EffectFailed when the codec cannot, at a size beyond its limits for one.
        """

    def limit(self, rate: int) -> None:
        """Keep to this many bits a second from the next picture on. For any thread."""

    def close(self) -> None:
        """Release the codec. Encoding once more opens another."""


class _Encoder:
    """What both codecs share; a subclass says which codec, and how it is set up."""

    codec: str

    def __init__(self) -> None:
        self._context: VideoCodecContext | None = None
        self._kind: tuple[Size, bool] | None = None
        self._limit = MAX_BIT_RATE
        self._rate = MAX_BIT_RATE
        self._frames = 0

    def encode(self, picture: Picture, *, key_frame: bool) -> "Packet[VideoStream]":
        frame = self._frame(picture)
        kind = Size(frame.width, frame.height), frame.color_range == ColorRange.JPEG
        rate = next_rate(self._rate, bit_rate(kind[0]), self._limit)
        if self._context is None or kind != self._kind or rate != self._rate:
            self._context = self._open(*kind, rate)
            self._kind = kind
            self._rate = rate
            self._frames = 0
        # A count and not the picture's pts, which may repeat, jump and wrap round: the codec
        # insists on rising numbers and would make its rate control follow the jumps.
        frame.pts = self._frames
        frame.time_base = Fraction(1, FRAME_RATE)
        frame.pict_type = PictureType.I if key_frame else PictureType.NONE
        self._frames += 1
        try:
            (packet,) = self._context.encode(frame)
        except FFmpegError as exc:
            self.close()
            raise EffectFailed("encoding", repr(exc)) from exc
        packet.time_base = VIDEO_TIME_BASE
        packet.pts = packet.dts = picture.pts_90khz
        return packet

    def limit(self, rate: int) -> None:
        self._limit = rate

    def close(self) -> None:
        self._context = None

    def _frame(self, picture: Picture) -> VideoFrame:
        return to_frame(picture)

    def _open(self, size: Size, full_range: bool, rate: int) -> VideoCodecContext:
        context = CodecContext.create(self.codec, "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.color_range = ColorRange.JPEG if full_range else ColorRange.MPEG
        context.time_base = Fraction(1, FRAME_RATE)
        context.framerate = Fraction(FRAME_RATE)
        context.bit_rate = rate
        context.gop_size = KEY_FRAMES_ON_DEMAND
        context.max_b_frames = 0
        context.thread_count = 1  # The browser needs the other cores; threads add latency too.
        context.options = self._options(size, rate)
        return context

    def _options(self, size: Size, rate: int) -> dict[str, str]:
        raise NotImplementedError


class H264Encoder(_Encoder):
    """libx264: Constrained Baseline, Annex B, parameter sets before every key frame."""

    codec = "libx264"

    def _options(self, size: Size, rate: int) -> dict[str, str]:
        return {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "level": h264_level(size),
            "qmin": FINEST_H264,
            "forced-idr": "1",
            "maxrate": str(rate),
            "bufsize": str(rate),
        }


class Vp8Encoder(_Encoder):
    """libvpx in real-time mode, for browsers without H.264. Always limited range."""

    codec = "libvpx"

    def _frame(self, picture: Picture) -> VideoFrame:
        frame = super()._frame(picture)
        if not picture.full_range:
            return frame
        # VP8 has no way to say that a picture has full range.
        return frame.reformat(src_color_range=ColorRange.JPEG, dst_color_range=ColorRange.MPEG)

    def _options(self, size: Size, rate: int) -> dict[str, str]:
        return {
            "qmin": FINEST_VP8,
            "deadline": "realtime",
            "cpu-used": "16",
            "error-resilient": "default",
            "lag-in-frames": "0",
            "auto-alt-ref": "0",
        }


def to_frame(picture: Picture) -> VideoFrame:
    """The picture as codecs take it, its planes not copied; of even size, and without a time."""
    planes = tuple(_exportable(plane) for plane in (_even(picture.y), picture.u, picture.v))
    frame = VideoFrame.from_dlpack(planes, format="yuv420p")
    frame.color_range = ColorRange.JPEG if picture.full_range else ColorRange.MPEG
    return frame


def bit_rate(size: Size) -> int:
    """Bits a second: 2.4 million at 640x480, 6 at 1280x720, 11.7 at 1920x1080.

    Larger pictures need fewer bits a pixel for the same look.
    """
    pixels = size.width * size.height
    rate: float = BIT_RATE_720P * (pixels / PIXELS_720P) ** 0.82
    return round(min(max(rate, MIN_BIT_RATE), MAX_BIT_RATE))


def next_rate(rate: int, wanted: int, limit: int) -> int:
    """The rate to encode at after `rate`, all in bits a second.

    Down at once, with room for what is sent twice; up only by much, for a change costs a key frame.
    """
    if wanted >= rate and limit >= rate and limit <= WORTH_A_KEY_FRAME * rate:
        return rate
    return wanted if limit >= wanted else max(round(limit * HEADROOM), MIN_BIT_RATE)


def h264_level(size: Size) -> str:
    """The lowest level that allows 30 frames a second of this size."""
    macroblocks = -(-size.width // 16) * -(-size.height // 16)
    return next((level for limit, level in LEVELS if macroblocks <= limit), LEVELS[-1][1])


def _even(plane: Plane) -> Plane:
    height, width = plane.shape
    if height % 2 == 0 and width % 2 == 0:
        return plane
    padded = cv2.copyMakeBorder(plane, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)


def _exportable(plane: Plane) -> Plane:
    """The plane as DLPack may pass it to the codec without copying: writable, as fresh ones are."""
    return np.require(plane, requirements="W")
