"""Small clips, written by FFmpeg alone."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av import AudioFrame, AudioStream, VideoFrame, VideoStream
from av.container import OutputContainer

from camveil.values import Picture, Size
from tests.server.unit.pictures import frame_of, smooth_picture

SIZE: Final = Size(96, 64)
TIME_BASE: Final = Fraction(1, 30)
SAMPLES: Final = 1024
SAMPLE_RATE: Final = 48_000


def make_clip(
    path: Path,
    *,
    pictures: Sequence[Picture] = (),
    times: Sequence[int] = (),
    count: int = 6,
    size: Size = SIZE,
    time_base: Fraction = TIME_BASE,
    codec: str = "libx264",
    sound: str | None = None,
    rotation: int = 0,
    last: int = 1,
    **of_the_codec: Any,
) -> list[Picture]:
    """A clip of `count` pictures, at 0, 1, 2 ... of the time base if nothing is said; the pictures.

    The last one is shown for the time `last`.
    Sound is a tone as long as the pictures, of the codec with this name.
    """
    pictures = pictures or [smooth_picture(size, seed) for seed in range(count)]
    times = times or range(len(pictures))
    with av.open(f"file:{path}", "w") as container:
        video = container.add_stream(codec, rate=round(1 / time_base), time_base=time_base)
        assert isinstance(video, VideoStream)
        video.width, video.height = pictures[0].size
        video.options = {"crf": "4"} if codec == "libx264" else {}
        for name, value in of_the_codec.items():
            setattr(video.codec_context, name, value)
        if rotation:
            video.set_display_rotation(rotation)
        audio = container.add_stream(sound, rate=SAMPLE_RATE) if sound else None
        assert audio is None or isinstance(audio, AudioStream)
        for picture, time in zip(pictures, times, strict=True):
            frame = _frame(picture, video.codec_context.pix_fmt or "yuv420p")
            frame.pts, frame.time_base = time, time_base
            _mux(container, video, frame, times[-1], last)
        _mux(container, video, None, times[-1], last)
        if audio:
            for number in range(int(times[-1] * time_base * SAMPLE_RATE) // SAMPLES + 1):
                container.mux(audio.encode(_tone(number)))
            container.mux(audio.encode())
    return list(pictures)


def packets(path: Path, kind: str) -> list[tuple[float, bytes]]:
    """Of the tracks of this kind: when each is due in seconds, and what is in it."""
    with av.open(f"file:{path}") as container:
        tracks = [stream for stream in container.streams if stream.type == kind]
        return [
            (float((packet.pts or 0) * packet.time_base), bytes(packet))
            for packet in container.demux(*tracks)
            if packet.size
        ]


def frames(path: Path) -> list[VideoFrame]:
    """The decoded pictures."""
    with av.open(f"file:{path}") as container:
        return list(container.decode(video=0))


def _mux(
    container: OutputContainer,
    video: VideoStream,
    frame: VideoFrame | None,
    last_pts: int,
    last_duration: int,
) -> None:
    for packet in video.encode(frame):
        if packet.pts == last_pts:
            packet.duration = last_duration
        container.mux(packet)


def _frame(picture: Picture, format: str) -> VideoFrame:
    frame = frame_of(picture)
    return frame if format == "yuv420p" else frame.reformat(format=format)


def _tone(number: int) -> AudioFrame:
    at = np.arange(number * SAMPLES, (number + 1) * SAMPLES) / SAMPLE_RATE
    wave = (0.3 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
    frame = AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = number * SAMPLES
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame
