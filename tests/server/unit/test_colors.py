import av
import numpy as np
import pytest

from camveil.pipeline.colors import flat_planes, yuv_of
from camveil.values import Color

COLORS = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (18, 137, 201)]


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("rgb", COLORS)
def test_a_colour_is_what_ffmpeg_makes_of_it(rgb: tuple[int, int, int], full_range: bool) -> None:
    pixels = np.full((16, 16, 3), rgb, np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(
        format="yuvj444p" if full_range else "yuv444p", dst_colorspace="ITU601"
    )
    theirs = [int(np.asarray(plane).ravel()[0]) for plane in frame.planes]
    ours = yuv_of(rgb, full_range=full_range)
    assert ours.tolist() == pytest.approx(theirs, abs=2)


def test_a_flat_background_is_one_pixel_of_it() -> None:
    planes = flat_planes(Color(0, 0, 0), full_range=False)
    assert [plane.tolist() for plane in (planes.y, planes.u, planes.v)] == [
        [[16]],
        [[128]],
        [[128]],
    ]
