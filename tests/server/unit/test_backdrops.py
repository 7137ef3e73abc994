import cv2
import numpy as np
import pytest

from camveil.colors import yuv_of
from camveil.pipeline.backdrops import Bgr, backdrop_of_image, covering
from camveil.values import Matrix, Plane, Size
from tests.server.unit.pictures import ODD_SIZES

HD = Size(1280, 720)


def stripes(size: Size) -> Bgr:
    """A red left edge, a green right one, a blue top and bottom; grey between."""
    image = np.full((size.height, size.width, 3), 128, np.uint8)
    edge = max(1, min(size) // 10)
    image[:, :edge] = (0, 0, 255)
    image[:, -edge:] = (0, 255, 0)
    image[:edge] = image[-edge:] = (255, 0, 0)
    return image


@pytest.mark.parametrize(
    ("size", "want"),
    [
        (Size(1280, 720), (slice(0, 720), slice(0, 1280))),
        (Size(1000, 1000), (slice(219, 781), slice(0, 1000))),
        (Size(3000, 720), (slice(0, 720), slice(860, 2140))),
        (Size(720, 1280), (slice(437, 842), slice(0, 720))),
    ],
)
def test_the_middle_is_kept_and_nothing_is_stretched(size: Size, want: tuple[slice, slice]) -> None:
    assert covering(size, HD) == want


@pytest.mark.parametrize("size", [Size(1280, 720), Size(4000, 3000), Size(90, 160), Size(1, 1)])
@pytest.mark.parametrize("target", [HD, Size(360, 640), *ODD_SIZES])
def test_any_image_covers_any_picture(size: Size, target: Size) -> None:
    backdrop = backdrop_of_image(stripes(size), target, full_range=False)
    for planes in (backdrop.sharp, backdrop.soft):
        assert planes.y.shape == (target.height, target.width)
        for plane in (planes.u, planes.v):
            assert plane.shape == (target.chroma.height, target.chroma.width)


def test_a_wide_image_loses_its_sides_and_a_tall_one_its_ends() -> None:
    wide = backdrop_of_image(stripes(Size(3000, 720)), HD, full_range=False).sharp
    assert wide.u[0, 320] > 200, "blue on top"
    assert wide.v[180, 0] == 128, "no red on the left"
    tall = backdrop_of_image(stripes(Size(1280, 2000)), HD, full_range=False).sharp
    assert tall.u[0, 320] == 128
    assert tall.v[180, 0] > 200


@pytest.mark.parametrize("full_range", [False, True])
def test_levels_are_those_of_the_picture(full_range: bool) -> None:
    black, white = (0, 255) if full_range else (16, 235)
    for level, want in ((0, black), (255, white)):
        image = np.full((72, 128, 3), level, np.uint8)
        planes = backdrop_of_image(image, HD, full_range=full_range).sharp
        assert np.unique(planes.y).tolist() == [want]
        assert np.unique(planes.u).tolist() == [128]


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", Matrix)
def test_colours_are_by_the_pictures_matrix(matrix: Matrix, full_range: bool) -> None:
    image = np.full((72, 128, 3), (64, 177, 0), np.uint8)
    planes = backdrop_of_image(image, HD, full_range=full_range, matrix=matrix).sharp
    shown = [int(plane[0, 0]) for plane in (planes.y, planes.u, planes.v)]
    want = yuv_of((0, 177, 64), full_range=full_range, matrix=matrix)
    assert shown == pytest.approx(want.tolist(), abs=2)


def test_soft_is_the_same_out_of_focus() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    backdrop = backdrop_of_image(noise, HD, full_range=False)

    def detail(plane: Plane) -> float:
        return float(plane.std())

    assert detail(backdrop.soft.y) < detail(backdrop.sharp.y) / 4
    assert abs(float(backdrop.soft.y.mean()) - float(backdrop.sharp.y.mean())) < 1
    assert backdrop.light.y.size < backdrop.soft.y.size / 3
    assert cv2.mean(backdrop.light.y)[0] == pytest.approx(cv2.mean(backdrop.soft.y)[0], abs=2)
