"""A background that moves: a video, from its beginning again and again, at its own rate."""

from collections.abc import Iterator
from contextlib import ExitStack
from math import ceil
from typing import Final

import av
from av import VideoFrame

from camveil.backgrounds.reading import (
    MAX_FRAME_RATE,
    MAX_VIDEO_PIXELS,
    bgr_of,
    check_size,
    opened,
)
from camveil.colors import converted, matrix_of
from camveil.errors import BackgroundRefused
from camveil.pipeline.backdrops import backdrop_of, backdrop_of_image, fitted
from camveil.pipeline.decode import FULL, LIMITED, to_picture
from camveil.pipeline.scenes import Backdrop
from camveil.values import Matrix, Planes, Size

MAX_CAUGHT_UP: Final = 4
"Frames decoded for one picture: more would take too long, and the video goes on from there."
TRIED_FRAMES: Final = 3
"Decoded before a video is taken."


def check_video(data: bytes) -> None:
    """Raises BackgroundRefused for a file that cannot be shown, as far as its beginning tells."""
    video = Video(data)
    try:
        for number in range(TRIED_FRAMES):
            video.backdrop(Size(64, 36), full_range=False, now_s=number / MAX_FRAME_RATE)
    finally:
        video.close()


class Video:
    """Of one session, for one thread at a time: each has a decoder of its own."""

    def __init__(self, data: bytes) -> None:
        """Raises BackgroundRefused."""
        self._data = data
        self._resources = ExitStack()
        try:
            self._frames = self._open()
            self._next = self._following()
        except BaseException:
            self.close()
            raise
        self._shown: VideoFrame | None = None
        self._begun_s: float | None = None
        self._prepared: tuple[VideoFrame, tuple[Size, bool, Matrix], Backdrop] | None = None

    def backdrop(
        self, size: Size, *, full_range: bool, now_s: float, matrix: Matrix = Matrix.BT601
    ) -> Backdrop:
        """The frame that is due. Raises BackgroundRefused for a video that breaks off."""
        frame = self._due(now_s)
        made_for = (size, full_range, matrix)
        if self._prepared is not None:
            of, last_made_for, backdrop = self._prepared
            if of is frame and last_made_for == made_for:
                return backdrop
        backdrop = _prepared(frame, size, full_range=full_range, matrix=matrix)
        self._prepared = (frame, made_for, backdrop)
        return backdrop

    def close(self) -> None:
        self._resources.close()

    def _due(self, now_s: float) -> VideoFrame:
        if self._begun_s is None:
            self._begun_s = now_s - _time_s(self._next)
        for _ in range(MAX_CAUGHT_UP):
            if self._shown is not None and _time_s(self._next) > now_s - self._begun_s:
                return self._shown
            self._shown, last_s = self._next, _time_s(self._next)
            self._next = self._following()
            if _time_s(self._next) <= last_s:  # from the beginning again
                self._begun_s += last_s - _time_s(self._next) + self._interval_s
        # It is behind, after a pause or on a slow machine: it goes on from here.
        self._begun_s = now_s - _time_s(self._next)
        assert self._shown is not None, "the loop ran"
        return self._shown

    def _following(self) -> VideoFrame:
        frame = self._read() or self._from_the_beginning()
        if frame is None:
            raise BackgroundRefused("no-picture")
        check_size(Size(frame.width, frame.height), MAX_VIDEO_PIXELS)
        return frame

    def _from_the_beginning(self) -> VideoFrame | None:
        try:
            self._container.seek(0)  # takes a tenth of the time of opening it again
        except av.FFmpegError:
            self._frames = self._open()
        else:
            self._frames = self._container.decode(self._stream)
        return self._read()

    def _read(self) -> VideoFrame | None:
        try:
            return next(self._frames, None)
        except (av.FFmpegError, ValueError) as exc:
            raise BackgroundRefused("damaged") from exc

    def _open(self) -> Iterator[VideoFrame]:
        self._resources.close()
        _, self._container, self._stream = self._resources.enter_context(opened(self._data))
        rate = float(self._stream.average_rate or self._stream.guessed_rate or 30)
        if rate > MAX_FRAME_RATE:
            raise BackgroundRefused("too-fast", ceil(rate), MAX_FRAME_RATE)
        self._interval_s = 1 / max(rate, 1)
        return self._container.decode(self._stream)


def _time_s(frame: VideoFrame) -> float:
    return float(frame.time or 0)


def _prepared(frame: VideoFrame, size: Size, *, full_range: bool, matrix: Matrix) -> Backdrop:
    if round(frame.rotation / 90) % 4 or full_range or frame.format.name not in (LIMITED, FULL):
        return backdrop_of_image(bgr_of(frame), size, full_range=full_range, matrix=matrix)
    picture = to_picture(frame, 0)
    if picture.full_range:
        return backdrop_of_image(bgr_of(frame), size, full_range=full_range, matrix=matrix)
    y = fitted(picture.y, size, fast=True)
    u, v = (fitted(plane, size.chroma, fast=True) for plane in (picture.u, picture.v))
    return backdrop_of(converted(Planes(y, u, v), matrix_of(frame.colorspace), matrix))
