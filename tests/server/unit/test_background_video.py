import io
from collections.abc import Iterator
from contextlib import contextmanager

import av
import cv2
import numpy as np
import pytest
from av.container import InputContainer
from av.video.stream import VideoStream

from camveil.backgrounds import video
from camveil.backgrounds.kinds import Kind
from camveil.backgrounds.reading import opened
from camveil.backgrounds.store import Backgrounds
from camveil.backgrounds.video import Video, check_video
from camveil.colors import yuv_of
from camveil.errors import BackgroundRefused
from camveil.values import Matrix, Size

HD = Size(1280, 720)
SMALL = Size(320, 180)
RATE = 10
FRAMES = 5
GREEN = (0, 177, 64)


def clip(
    codec: str = "libx264",
    container: str = "mp4",
    size: Size = SMALL,
    rate: int = RATE,
    frames: int = FRAMES,
) -> bytes:
    """Each picture is of one grey, 40 levels brighter than the one before."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(frames):
            pixels = np.full((size.height, size.width), 30 + 40 * number, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "gray8")))
        out.mux(stream.encode(None))
    return buffer.getvalue()


def green_clip(matrix: int) -> bytes:
    """One picture, whose file says by which of FFmpeg's matrices it is made."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = 64, 36
        stream.pix_fmt = "yuv420p"
        stream.codec_context.colorspace = matrix
        pixels = np.full((36, 64, 3), GREEN, np.uint8)
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
        out.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace=matrix)))
        out.mux(stream.encode(None))
    return buffer.getvalue()


def breaking_clip() -> bytes:
    """Its fifth picture is damaged, which nobody sees who looks at its beginning."""
    data = clip("libvpx-vp9", "webm", frames=6)
    with av.open(io.BytesIO(data), "r") as container:
        pictures = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    at = data.rindex(pictures[4])
    return data[:at] + bytes(len(pictures[4])) + data[at + len(pictures[4]) :]


def number_at(shown: Video, now_s: float, size: Size = HD) -> int:
    """Which of the clip's pictures is shown."""
    luma = float(shown.backdrop(size, full_range=False, now_s=now_s).sharp.y.mean())
    return round(((luma - 16) * 255 / 219 - 30) / 40)


@pytest.mark.parametrize(("codec", "container"), [("libx264", "mp4"), ("libvpx-vp9", "webm")])
def test_it_plays_at_its_own_rate_and_begins_again(codec: str, container: str) -> None:
    shown = Video(clip(codec, container))
    # A camera of 20 frames a second sees each picture twice; the begin is whenever it is shown.
    assert number_at(shown, 100.0) == 0
    seen = [number_at(shown, 100.02 + tick / 20) for tick in range(22)]
    assert seen == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4] * 2 + [0, 0]
    shown.close()


def test_a_slow_camera_leaves_pictures_out() -> None:
    shown = Video(clip())
    assert number_at(shown, 100.0) == 0
    assert [number_at(shown, 100.02 + tick / 5) for tick in range(5)] == [0, 2, 4, 1, 3]
    shown.close()


def test_after_a_pause_it_goes_on_without_making_up_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Video(clip(frames=6))
    assert number_at(shown, 100.0) == 0
    read, decoded = Video._read, 0

    def counted(self: Video) -> av.VideoFrame | None:
        nonlocal decoded
        decoded += 1
        return read(self)

    monkeypatch.setattr(Video, "_read", counted)
    number_at(shown, 4000.0)
    assert decoded <= video.MAX_CAUGHT_UP + 1
    before = number_at(shown, 4000.01)
    assert number_at(shown, 4000.01 + 1 / RATE) == (before + 1) % 6
    shown.close()


def test_the_same_picture_is_prepared_once() -> None:
    shown = Video(clip())
    one = shown.backdrop(HD, full_range=False, now_s=100.0)
    assert shown.backdrop(HD, full_range=False, now_s=100.01) is one
    assert shown.backdrop(SMALL, full_range=False, now_s=100.02) is not one
    shown.close()


@pytest.mark.parametrize("size", [HD, Size(720, 1280), Size(641, 479), Size(1, 1)])
@pytest.mark.parametrize("full_range", [False, True])
def test_it_covers_any_picture(size: Size, full_range: bool) -> None:
    shown = Video(clip())
    planes = shown.backdrop(size, full_range=full_range, now_s=0).sharp
    assert planes.y.shape == (size.height, size.width)
    assert planes.u.shape == planes.v.shape == (size.chroma.height, size.chroma.width)
    grey = 30 if full_range else 16 + 30 * 219 / 255
    assert cv2.mean(planes.y)[0] == pytest.approx(grey, abs=3)
    shown.close()


@pytest.mark.parametrize("matrix", [Matrix.BT601, Matrix.BT709])
@pytest.mark.parametrize("full_range", [False, True])
def test_its_colours_are_by_the_pictures_matrix(matrix: Matrix, full_range: bool) -> None:
    """Whichever it has itself."""
    want = yuv_of(GREEN, full_range=full_range, matrix=matrix).tolist()
    for number in (1, 6):
        shown = Video(green_clip(number))
        planes = shown.backdrop(HD, full_range=full_range, now_s=0, matrix=matrix).sharp
        means = [cv2.mean(plane)[0] for plane in (planes.y, planes.u, planes.v)]
        assert means == pytest.approx(want, abs=3)
        shown.close()


def test_a_video_of_one_picture_stands_still() -> None:
    shown = Video(clip(frames=1))
    assert [number_at(shown, 100 + tick / 3) for tick in range(4)] == [0, 0, 0, 0]
    shown.close()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (clip()[:600], "damaged|no picture"),
        (clip(rate=120), "120 frames a second. Choose one with 61 at most"),
        (clip(size=Size(2560, 1440), frames=1), "more than 2 million pixels"),
        (clip("libvpx-vp9", "webm")[:300], "damaged|no picture"),
        (clip("libvpx-vp9", "webm").replace(b"V_VP9", b"V_VPX"), "damaged"),
    ],
)
def test_what_cannot_be_shown_is_refused_when_it_comes(data: bytes, reason: str) -> None:
    with pytest.raises(BackgroundRefused, match=reason):
        check_video(data)
    with pytest.raises(BackgroundRefused):
        Backgrounds().add(data)


@pytest.mark.parametrize(("limit", "at_most"), [("MAX_FRAME_RATE", 5), ("MAX_VIDEO_PIXELS", 50)])
def test_what_is_refused_is_closed_at_once(
    limit: str, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, limit, at_most)
    events: list[str] = []

    @contextmanager
    def watched(data: bytes) -> "Iterator[tuple[Kind, InputContainer, VideoStream]]":
        with opened(data) as whole:
            events.append("opened")
            yield whole
        events.append("closed")

    monkeypatch.setattr(video, "opened", watched)
    # What was raised holds on to the video.
    with pytest.raises(BackgroundRefused) as _refused:
        Video(clip())
    assert events == ["opened", "closed"]


def test_one_that_is_damaged_further_on_is_shown_up_to_there() -> None:
    data = breaking_clip()
    check_video(data)
    shown = Video(data)
    assert number_at(shown, 100.0) == 0
    assert [number_at(shown, 100.02 + tick / RATE) for tick in range(3)] == [0, 1, 2]
    with pytest.raises(BackgroundRefused, match="damaged"):
        number_at(shown, 100.02 + 3 / RATE)
    shown.close()


def test_each_session_has_a_decoder_of_its_own() -> None:
    backgrounds = Backgrounds()
    background_id = backgrounds.add(clip())
    one, other = backgrounds.open(background_id), backgrounds.open(background_id)
    assert isinstance(one, Video)
    assert isinstance(other, Video)
    assert one is not other
    assert number_at(one, 100.0) == 0
    assert number_at(one, 100.31) == 3
    assert number_at(other, 100.31) == 0
    one.close()
    assert number_at(other, 100.42) == 1
    other.close()
