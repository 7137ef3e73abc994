"""A clip is written whole or not at all."""

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import av
from av import AudioStream, Packet, VideoFrame, VideoStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange

from camveil.clips.formats import FORMATS, Quality
from camveil.clips.reader import Clip, reason_of
from camveil.errors import ClipNotWritten
from camveil.pipeline.encode import to_frame
from camveil.values import Picture, Size

Result = TypeVar("Result")


def check_target(path: Path, *, replace: bool) -> None:
    """Whether a clip may be written there; raises ClipNotWritten."""
    if path.suffix.lower() not in FORMATS:
        ending = path.suffix or "nothing"
        endings = ", ".join(FORMATS)
        raise ClipNotWritten(path, f"it ends in {ending}, and what is known is {endings}")
    if not path.parent.is_dir():
        raise ClipNotWritten(path, "there is no such folder")
    if path.exists() and not path.is_file():
        raise ClipNotWritten(path, "it is there and no file")
    if path.exists() and not replace:
        raise ClipNotWritten(path, "it is there already; name another, or give --replace")


class ClipWriter:
    """Writes beside the target, and moves it there when it is complete. For one thread."""

    def __init__(self, target: Path, clip: Clip, quality: Quality) -> None:
        """For pictures and sound of this clip. Raises ClipNotWritten."""
        self.target = target
        self._part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
        self._full_range = clip.look.full_range
        self._durations: dict[int, int] = {}
        "Of pictures in the encoder, by their times."
        try:
            self._container = self._opened()
        except BaseException:
            self._part.unlink(missing_ok=True)
            raise
        try:
            self._video = self._add_video(clip, quality)
            self._sound = {track.index: self._add_sound(track) for track in clip.sound}
            # The file comes into being: better now than when hours have passed.
            self._do(self._container.start_encoding)
        except BaseException:
            self._throw_away()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Without `finish` before, nothing remains."""
        self._throw_away()

    @property
    def size(self) -> Size:
        """Of the pictures in the file: even, for the codecs know no other."""
        return Size(self._video.width, self._video.height)

    def write(self, picture: Picture, pts: int, duration: int) -> None:
        """The next picture, in the clip's time base. Raises ClipNotWritten."""
        frame = to_frame(picture)
        if Size(frame.width, frame.height) != self.size or picture.full_range != self._full_range:
            # Some recorders change the size on the way; a file's first one is that of all.
            frame = frame.reformat(*self.size, dst_color_range=_range(self._full_range))
        frame.pts = pts
        self._durations[pts] = duration
        frame.time_base = self._video.codec_context.time_base
        self._mux(frame)

    def copy(self, packet: "Packet[AudioStream]") -> None:
        """Of the clip's sound, as it is. Raises ClipNotWritten."""
        packet.stream = self._sound[packet.stream_index]
        self._do(lambda: self._container.mux(packet))

    def finish(self) -> None:
        """Complete the file, and put it in its place. Raises ClipNotWritten."""
        self._mux(None)
        self._do(self._container.close)
        self._do(lambda: self._part.replace(self.target))

    def _opened(self) -> OutputContainer:
        options = dict(FORMATS[self.target.suffix.lower()].container_options)
        # By its protocol: no name of a file is taken for an address.
        address = f"file:{os.fspath(self._part)}"
        return self._do(lambda: av.open(address, "w", container_options=options))

    def _add_video(self, clip: Clip, quality: Quality) -> VideoStream:
        """With the clip's look, so that players show what they would have shown."""
        form = FORMATS[self.target.suffix.lower()]
        stream = self._container.add_stream(
            form.codec, rate=clip.rate, options=form.codec_options(quality)
        )
        assert isinstance(stream, VideoStream)
        width, height = clip.size
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 0  # as many as the machine has cores
        look, context = clip.look, stream.codec_context
        context.time_base = stream.time_base = clip.time_base
        context.color_range = _range(look.full_range)
        context.colorspace = look.matrix
        context.color_primaries = look.primaries
        context.color_trc = look.transfer
        if look.pixel_shape is not None:
            context.sample_aspect_ratio = stream.sample_aspect_ratio = look.pixel_shape
        return stream

    def _add_sound(self, track: AudioStream) -> AudioStream:
        try:
            return self._container.add_stream_from_template(track)
        except ValueError:  # the container cannot hold it
            suffix = self.target.suffix
            kind = track.codec_context.name if track.codec_context else "an unknown kind"
            reason = f"a {suffix} file cannot have sound of the kind {kind}; name a .mkv file"
            raise ClipNotWritten(self.target, reason) from None

    def _mux(self, frame: VideoFrame | None) -> None:
        for packet in self._do(lambda: self._video.encode(frame)):
            # Encoders forget it, and the last frame's shows nowhere else.
            packet.duration = self._durations.pop(packet.pts or 0, 0)
            self._do(partial(self._container.mux, packet))

    def _do(self, act: Callable[[], Result]) -> Result:
        try:
            return act()
        except (av.FFmpegError, OSError) as exc:
            raise ClipNotWritten(self.target, reason_of(exc)) from exc

    def _throw_away(self) -> None:
        # To complete a file that is no longer there fails at once, but Windows keeps what is open.
        for act in (self._part.unlink, self._container.close, self._part.unlink):
            with contextlib.suppress(av.FFmpegError, OSError):
                act()


def _range(full_range: bool) -> ColorRange:
    return ColorRange.JPEG if full_range else ColorRange.MPEG
