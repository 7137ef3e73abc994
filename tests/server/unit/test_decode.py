import gc

import numpy as np
import pytest
from av import VideoFrame
from av.video.reformatter import ColorRange

from camveil.pipeline.decode import to_picture
from camveil.values import Size
from tests.server.unit.pictures import ODD_SIZES, frame_of, noise_picture


@pytest.mark.parametrize("size", [Size(640, 480), *ODD_SIZES])
def test_the_planes_are_the_frames_own(size: Size) -> None:
    sent = noise_picture(size)
    frame = frame_of(sent)
    picture = to_picture(frame, 4_294_967_295)
    assert np.array_equal(picture.y, sent.y)
    assert np.array_equal(picture.u, sent.u)
    assert np.array_equal(picture.v, sent.v)
    assert picture.pts_90khz == 4_294_967_295
    assert np.shares_memory(picture.y, np.asarray(memoryview(frame.planes[0])))


def test_the_picture_keeps_the_frame_alive() -> None:
    sent = noise_picture(Size(640, 480))
    picture = to_picture(frame_of(sent), 0)
    gc.collect()
    for _ in range(5):
        frame_of(noise_picture(Size(640, 480), seed=2))
    assert np.array_equal(picture.y, sent.y)


def test_nobody_can_write_into_a_decoders_frame() -> None:
    picture = to_picture(frame_of(noise_picture(Size(64, 48))), 0)
    with pytest.raises(ValueError, match="read-only"):
        picture.y[0, 0] = 0


def test_full_range_is_known_by_the_format_or_by_the_frame() -> None:
    sent = noise_picture(Size(64, 48))
    assert not to_picture(frame_of(sent), 0).full_range
    assert to_picture(frame_of(sent, "yuvj420p"), 0).full_range
    marked = frame_of(sent)
    marked.color_range = ColorRange.JPEG
    assert to_picture(marked, 0).full_range


@pytest.mark.parametrize(("level", "luma"), [(0, 16), (255, 235)])
def test_other_formats_become_i420_in_limited_range(level: int, luma: int) -> None:
    rgb = VideoFrame.from_ndarray(np.full((48, 64, 3), level, np.uint8), format="rgb24")
    picture = to_picture(rgb, 7)
    assert picture.size == Size(64, 48)
    assert not picture.full_range
    assert np.unique(picture.y).tolist() == [luma]
    assert picture.pts_90khz == 7


def test_full_range_in_another_format_is_squeezed() -> None:
    grey = VideoFrame.from_ndarray(np.full((96, 64), 255, np.uint8), format="yuvj420p")
    white = grey.reformat(format="yuvj444p")
    picture = to_picture(white, 0)
    assert not picture.full_range
    assert np.unique(picture.y).tolist() == [235]
