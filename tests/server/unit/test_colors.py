import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace

from camveil.colors import converted, flat_planes, matrix_of, yuv_of
from camveil.values import Color, Matrix, Planes, Size
from tests.server.unit.pictures import ODD_SIZES, flat_picture

BT2020 = 9
COLORS = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (18, 137, 201)]


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize(
    ("matrix", "theirs_is"),
    [
        (Matrix.BT601, Colorspace.ITU601),
        (Matrix.BT709, Colorspace.ITU709),
        (Matrix.BT2020, BT2020),
    ],
)
@pytest.mark.parametrize("rgb", COLORS)
def test_a_colour_is_what_ffmpeg_makes_of_it(
    rgb: tuple[int, int, int], matrix: Matrix, theirs_is: int, full_range: bool
) -> None:
    pixels = np.full((16, 16, 3), rgb, np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(
        format="yuvj444p" if full_range else "yuv444p", dst_colorspace=theirs_is
    )
    theirs = [int(np.asarray(plane).ravel()[0]) for plane in frame.planes]
    ours = yuv_of(rgb, full_range=full_range, matrix=matrix)
    assert ours.tolist() == pytest.approx(theirs, abs=2)


def test_a_flat_background_is_one_pixel_of_it() -> None:
    planes = flat_planes(Color(0, 0, 0), full_range=False)
    assert [plane.tolist() for plane in (planes.y, planes.u, planes.v)] == [
        [[16]],
        [[128]],
        [[128]],
    ]


@pytest.mark.parametrize("size", [Size(64, 36), *ODD_SIZES])
@pytest.mark.parametrize("of", Matrix)
@pytest.mark.parametrize("to", Matrix)
@pytest.mark.parametrize("full_range", [False, True])
def test_a_colour_is_the_same_by_another_matrix(
    of: Matrix, to: Matrix, size: Size, full_range: bool
) -> None:
    for rgb in COLORS:
        planes = flat_planes_of(rgb, of, size, full_range)
        ours = converted(planes, of, to, full_range=full_range)
        theirs = flat_planes_of(rgb, to, size, full_range)
        for mine, want in ((ours.y, theirs.y), (ours.u, theirs.u), (ours.v, theirs.v)):
            assert mine.shape == want.shape
            assert np.abs(mine.astype(int) - want).max() <= 2


def flat_planes_of(
    rgb: tuple[int, int, int], matrix: Matrix, size: Size, full_range: bool
) -> Planes:
    y, u, v = (int(level) for level in yuv_of(rgb, full_range=full_range, matrix=matrix))
    picture = flat_picture(size, y, u, v)
    return Planes(picture.y, picture.u, picture.v)


def test_what_no_file_says_is_what_cameras_have() -> None:
    assert [matrix_of(number) for number in (1, 2, 5, 6, 9)] == [
        Matrix.BT709,
        Matrix.BT601,
        Matrix.BT601,
        Matrix.BT601,
        Matrix.BT2020,
    ]
