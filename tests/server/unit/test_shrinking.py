import cv2
import numpy as np
import pytest

from camveil.segmenters.shrinking import shrink_plane
from camveil.values import Plane, Size
from tests.server.unit.pictures import flat, smooth_picture

SIZES = [Size(256, 256), Size(256, 144), Size(320, 180), Size(1280, 720), Size(3, 5), Size(1, 1)]


def exactly(plane: Plane, size: Size) -> Plane:
    """The mean over each pixel's area."""
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("of", [*SIZES, Size(641, 359), Size(4097, 3)])
def test_every_size_becomes_every_other(of: Size, size: Size) -> None:
    shrunk = shrink_plane(flat(of, 77), size)
    assert shrunk.shape == (size.height, size.width)
    assert shrunk.dtype == np.uint8
    assert (shrunk == 77).all()


@pytest.mark.parametrize("of", [Size(1920, 1080), Size(1280, 720), Size(673, 545), Size(300, 300)])
@pytest.mark.parametrize("size", [Size(256, 256), Size(256, 144), Size(320, 180)])
def test_it_is_nearly_the_exact_mean_and_nothing_moves(of: Size, size: Size) -> None:
    plane = smooth_picture(of).y
    apart = shrink_plane(plane, size).astype(float) - exactly(plane, size)
    assert abs(apart.mean()) < 0.3
    assert np.sqrt((apart**2).mean()) < 1.5


@pytest.mark.parametrize("of", [Size(1280, 720), Size(960, 720), Size(1000, 700)])
def test_fine_stripes_become_grey_and_not_other_stripes(of: Size) -> None:
    stripes = flat(of, 0)
    stripes[:, ::2] = 200
    shrunk = shrink_plane(stripes, Size(256, 256))
    assert shrunk[:, 2:-2].std() < 12


def test_a_plane_of_the_size_is_not_copied() -> None:
    plane = flat(Size(64, 32), 1)
    assert shrink_plane(plane, Size(64, 32)) is plane
