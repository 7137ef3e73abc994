import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.pipeline.crop import ALPHA_SIDE_PX, Box, alpha_size, cropped, whole
from camveil.values import Size
from tests.server.unit.pictures import noise_picture


@pytest.mark.parametrize(
    ("picture", "alpha"),
    [
        (Size(160, 120), Size(160, 120)),
        (Size(640, 480), Size(320, 240)),
        (Size(1280, 720), Size(320, 180)),
        (Size(720, 1280), Size(180, 320)),
        (Size(1080, 1080), Size(320, 320)),
        (Size(3840, 2160), Size(320, 180)),
        (Size(4097, 3), Size(320, 1)),
        (Size(1, 1), Size(1, 1)),
    ],
)
def test_an_alpha_has_the_picture_s_shape(picture: Size, alpha: Size) -> None:
    assert alpha_size(picture) == alpha


sides = st.integers(1, 700)


@given(sides, sides, st.data())
def test_a_part_is_what_the_box_covers_and_shares_memory(
    width: int, height: int, data: st.DataObject
) -> None:
    picture = noise_picture(Size(width, height))
    alpha = alpha_size(picture.size)
    left = data.draw(st.integers(0, (alpha.width - 1) // 2)) * 2
    top = data.draw(st.integers(0, (alpha.height - 1) // 2)) * 2
    box = Box(left, top, alpha.width, alpha.height)
    part = cropped(picture, box, alpha)
    assert part.y.base is picture.y.base or np.shares_memory(part.y, picture.y)
    # It ends where the picture does; where it begins is right to the pixel, and even.
    assert abs(part.size.width - (width - left * width / alpha.width)) <= 1
    assert abs(part.size.height - (height - top * height / alpha.height)) <= 1
    assert (width - part.size.width) % 2 == 0
    assert (part.y == picture.y[-part.size.height :, -part.size.width :]).all()
    assert (part.u == picture.u[-part.size.chroma.height :, -part.size.chroma.width :]).all()


def test_the_whole_box_is_the_whole_picture() -> None:
    picture = noise_picture(Size(ALPHA_SIDE_PX * 4 + 1, 33))
    size = alpha_size(picture.size)
    assert cropped(picture, whole(size), size).size == picture.size


def test_a_part_in_the_middle_keeps_its_colours_in_place() -> None:
    picture = noise_picture(Size(1280, 720))
    part = cropped(picture, Box(10, 20, 110, 120), Size(320, 180))
    assert (part.y == picture.y[80:480, 40:440]).all()
    assert (part.v == picture.v[40:240, 20:220]).all()
