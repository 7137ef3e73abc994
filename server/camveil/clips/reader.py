"""A clip as the camera that it once was: pictures in their time, and the sound as it is."""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import av
import numpy as np
from av import AudioStream, Packet, VideoCodecContext, VideoFrame, VideoStream
from av.container import InputContainer
from av.stream import Disposition, Stream

from camveil.clips.formats import DEMUXERS
from camveil.clips.timing import quarter_turns, rising
from camveil.colors import matrix_of
from camveil.errors import ClipUnusable
from camveil.pipeline.decode import to_picture
from camveil.rtc.frame_count import CLOCK_RATE_HZ, FrameCount
from camveil.values import FramePlace, Picture, Plane, Size

BT601: Final = 6
"FFmpeg's number of the matrix by which it makes I420 of RGB."
USUAL_RATE: Final = Fraction(30)
"Of a clip that does not say how many frames a second it has."
ONLY_THIS_FILE: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(DEMUXERS.values()),
}
"What a clip names may lie elsewhere: a playlist would have us read other files."
MAX_PIXELS: Final = 36_000_000
"A little more than 8K. A picture that says it is larger takes more memory than machines have."


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    """One of a clip's pictures, upright."""

    picture: Picture
    place: FramePlace
    pts: int
    "In the clip's time base; each later than the one before."
    duration: int
    "Likewise; 0 if the clip does not say."


@dataclass(frozen=True, slots=True)
class Look:
    """What a decoder says of a clip's pictures beside their pixels: FFmpeg's numbers."""

    full_range: bool
    matrix: int
    primaries: int
    transfer: int
    pixel_shape: Fraction | None
    "Width of a pixel by its height, upright; None if square or unknown."


class Clip:
    """An open file, of which the first video is read, and all sound. For one thread."""

    def __init__(self, path: Path, *, threads: int = 0) -> None:
        """Open it and decode the first picture, on all cores or so many. Raises ClipUnusable."""
        self.path = path
        self._container = _opened(path)
        try:
            self._video = self._first_video()
            limit(path, self._video.codec_context)
            self._video.thread_type = "AUTO"
            self._video.thread_count = threads
            self.time_base = self._video.time_base or 1 / self.rate
            self._counted = FrameCount()
            self._last_pts: int | None = None
            self._turns = 0
            self._items = self._read()
            self._waiting: deque[ClipFrame | Packet[AudioStream]] = deque()
            self._first = self._until_the_first_picture()
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._container.close()

    @property
    def size(self) -> Size:
        """As it is shown: upright."""
        return self._first.picture.size

    @property
    def look(self) -> Look:
        context = self._video.codec_context
        shape = self._video.sample_aspect_ratio or Fraction(1)
        upright = shape if self._turns % 2 == 0 else 1 / shape
        return Look(
            full_range=self._first.picture.full_range,
            matrix=self._matrix,
            primaries=context.color_primaries,
            transfer=context.color_trc,
            pixel_shape=None if upright == 1 else upright,
        )

    @property
    def _matrix(self) -> int:
        context = self._video.codec_context
        is_rgb = context.format is not None and context.format.is_rgb
        return BT601 if is_rgb else context.colorspace

    @property
    def rate(self) -> Fraction:
        """Frames a second; where they come as they like, the mean."""
        return self._video.average_rate or self._video.guessed_rate or USUAL_RATE

    @property
    def duration_s(self) -> float | None:
        """None if the file does not say."""
        if self._video.duration is not None and self._video.time_base is not None:
            return float(self._video.duration * self._video.time_base)
        duration = self._container.duration
        return None if duration is None else duration / av.time_base

    @property
    def sound(self) -> list[AudioStream]:
        """Every track of it, for a writer to take as its model."""
        return list(self._container.streams.audio)

    @property
    def left_out(self) -> list[str]:
        """What kinds of tracks the file has besides, one word for each track."""
        return [
            stream.type
            for stream in self._container.streams
            if stream is not self._video and stream.type in ("video", "subtitle")
            if not stream.disposition & Disposition.attached_pic
        ]

    def items(self) -> "Iterator[ClipFrame | Packet[AudioStream]]":
        """Pictures and packets of sound in the file's order, once. Raises ClipUnusable."""
        while self._waiting:
            yield self._waiting.popleft()
        yield from self._items

    def time_s(self, frame: ClipFrame) -> float:
        """From the clip's first picture on."""
        return float((frame.pts - self._first.pts) * self.time_base)

    def _first_video(self) -> VideoStream:
        for stream in self._container.streams.video:
            if not stream.disposition & Disposition.attached_pic:  # the cover of a song
                return stream
        raise ClipUnusable(self.path, "it has no video")

    def _until_the_first_picture(self) -> ClipFrame:
        for item in self._items:
            self._waiting.append(item)
            if isinstance(item, ClipFrame):
                return item
        raise ClipUnusable(self.path, "it has no picture")

    def _read(self) -> "Iterator[ClipFrame | Packet[AudioStream]]":
        is_cut = False
        try:
            for packet in self._packets():
                if packet.stream is self._video:
                    if packet.size:
                        is_cut = packet.is_corrupt
                    for frame in packet.decode():
                        assert isinstance(frame, VideoFrame)
                        yield self._placed(frame)
                elif packet.size:  # an empty one marks the end
                    yield cast("Packet[AudioStream]", packet)
        except (av.FFmpegError, ValueError) as exc:
            where = self._where()
            if isinstance(exc, av.ArgumentError):  # what a decoder says above its limit
                raise too_large(self.path, where) from exc
            raise ClipUnusable(self.path, f"it is damaged{where} ({reason_of(exc)})") from exc
        # In the middle it may be a mere gap. Decoders on several cores say nothing of the last one.
        if is_cut:
            raise ClipUnusable(self.path, f"it is damaged{self._where()} (its end is missing)")

    def _packets(self) -> "Iterator[Packet[Stream]]":
        try:
            yield from self._container.demux(self._video, *self._container.streams.audio)
        except IndexError as exc:  # PyAV has counted the tracks before
            raise ClipUnusable(self.path, f"a track begins late{self._where()}") from exc

    def _where(self) -> str:
        if self._last_pts is None:
            return ""
        return f" after {float(self._last_pts * self.time_base):.1f} s"

    def _placed(self, frame: VideoFrame) -> ClipFrame:
        step = round(1 / (self.rate * self.time_base))
        pts = rising(frame.pts, self._last_pts, step)
        self._last_pts = pts
        pts_90khz = round(pts * self.time_base * CLOCK_RATE_HZ)
        self._turns = quarter_turns(frame.rotation)
        picture = replace(to_picture(frame, pts_90khz), matrix=matrix_of(self._matrix))
        picture = _upright(picture, self._turns)
        return ClipFrame(picture, self._counted.place(pts_90khz), pts, frame.duration or 0)


def _opened(path: Path) -> InputContainer:
    if not path.exists():
        raise ClipUnusable(path, "there is no such file")
    if not path.is_file():  # reading from anything else may never end
        raise ClipUnusable(path, "it is no file")
    try:
        # By its protocol: no name of a file is taken for an address.
        return av.open(
            f"file:{os.fspath(path)}",
            "r",
            # Whoever makes the sizes known decodes, too: the limit must be there before.
            options=limits(),
            container_options=ONLY_THIS_FILE,
        )
    except PermissionError as exc:
        raise ClipUnusable(path, f"it cannot be read ({reason_of(exc)})") from exc
    except av.ArgumentError as exc:
        raise ClipUnusable(path, f"it is damaged, or none of {', '.join(DEMUXERS)}") from exc
    except (av.FFmpegError, ValueError) as exc:
        raise ClipUnusable(path, f"it is no video ({reason_of(exc)})") from exc


def limits() -> dict[str, str]:
    """Options of every decoder."""
    return {"max_pixels": str(MAX_PIXELS)}


def limit(path: Path, decoder: VideoCodecContext | None) -> None:
    """Let it decode no more than allowed. Raises ClipUnusable; its size may not be known yet."""
    if decoder is None:
        raise ClipUnusable(path, "its pictures are of an unknown kind")
    if decoder.width * decoder.height > MAX_PIXELS:
        raise too_large(path)
    decoder.options = limits()


def too_large(path: Path, where: str = "") -> ClipUnusable:
    million = MAX_PIXELS // 10**6
    return ClipUnusable(
        path, f"it is damaged{where}, or its pictures have more than {million} million pixels"
    )


def reason_of(exc: Exception) -> str:
    """FFmpeg's words, without its numbers and the file's name."""
    return (exc.strerror if isinstance(exc, av.FFmpegError | OSError) else None) or str(exc)


def _upright(picture: Picture, turns: int) -> Picture:
    if turns == 0:
        return picture
    y, u, v = (_turned(plane, turns) for plane in (picture.y, picture.u, picture.v))
    return replace(picture, y=y, u=u, v=v)


def _turned(plane: Plane, turns: int) -> Plane:
    return np.ascontiguousarray(np.rot90(plane, turns))
