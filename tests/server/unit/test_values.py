import numpy as np
import numpy.typing as npt
import pytest

from camveil.values import Alpha, Picture, Size
from tests.server.unit.pictures import ODD_SIZES, flat, flat_picture


@pytest.mark.parametrize("size", [*ODD_SIZES, Size(1280, 720)])
def test_a_picture_of_any_size_knows_it(size: Size) -> None:
    assert flat_picture(size, 16).size == size


def test_chroma_of_an_odd_size_is_rounded_up() -> None:
    assert Size(5, 3).chroma == Size(3, 2)


def test_rows_may_be_padded() -> None:
    padded = flat(Size(64, 4), 16)[:, :33]
    chroma = flat(Size(17, 2), 128)
    assert Picture(padded, chroma, chroma, 0, full_range=False).size == Size(33, 4)


@pytest.mark.parametrize(
    "y",
    [
        np.zeros((4, 4), np.float32),
        np.zeros((4, 4, 1), np.uint8),
        np.zeros((4, 0), np.uint8),
        np.zeros((4, 8), np.uint8)[:, ::2],
        np.zeros((6, 4), np.uint8),
    ],
    ids=["float", "three axes", "empty", "pixels apart", "too high for its chroma"],
)
def test_a_picture_with_a_wrong_plane_is_refused(y: npt.NDArray[np.uint8]) -> None:
    chroma = flat(Size(2, 2), 128)
    with pytest.raises(ValueError, match="plane"):
        Picture(y, chroma, chroma, 0, full_range=False)


def test_alpha_is_refused_unless_it_is_uint8() -> None:
    with pytest.raises(ValueError, match="alpha must be uint8"):
        Alpha(np.zeros((4, 4), np.float32))


def test_alpha_knows_its_size() -> None:
    assert Alpha(flat(Size(256, 144), 0)).size == Size(256, 144)
