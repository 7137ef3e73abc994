import numpy as np
import pytest

from camveil.pipeline.blur import blur_background
from camveil.pipeline.portrait import portrait_background
from camveil.values import Alpha, Planes, Size
from tests.server.unit.pictures import (
    ODD_SIZES,
    disc_alpha,
    enlarged,
    flat_picture,
    largest_difference,
    noise_picture,
    uniform_alpha,
)

HD = Size(1280, 720)


def seated() -> Alpha:
    """A narrow person in the middle."""
    alpha = uniform_alpha(0)
    alpha.values[:, 120:136] = 255
    return alpha


def detail(planes: Planes, columns: slice) -> float:
    return float(planes.y[:, columns].std())


def test_the_blur_grows_with_the_distance_from_the_person() -> None:
    noise = noise_picture(HD)
    planes = portrait_background(noise, seated(), 30)
    width = planes.y.shape[1]
    # A tenth of the width each, from beside the person to the left edge.
    steps = [
        detail(planes, slice(width * tenth // 10, width * (tenth + 1) // 10)) for tenth in (4, 3, 1)
    ]
    assert steps[0] > 1.3 * steps[1] > 1.5 * steps[2]
    far = blur_background(noise, seated(), 30)
    assert detail(planes, slice(width // 10)) == pytest.approx(
        detail(far, slice(far.y.shape[1] // 10)), rel=0.3
    )


def test_beside_the_person_nothing_is_sharp() -> None:
    noise = noise_picture(HD)
    planes = portrait_background(noise, seated(), 15)
    assert planes.y.std() < noise.y.std() / 10


@pytest.mark.parametrize("strength", [2.0, 7.0])
def test_a_weak_one_is_no_weaker_beside_the_person(strength: float) -> None:
    noise = noise_picture(HD)
    portrait, blur = (f(noise, seated(), strength) for f in (portrait_background, blur_background))
    assert largest_difference(portrait.y, blur.y) <= 1


@pytest.mark.parametrize("luma", [235, 16])
def test_the_person_leaves_no_trace(luma: int) -> None:
    room = flat_picture(HD, 90, 120, 140)
    person = enlarged(disc_alpha(), HD) >= 128
    room.y[person] = luma
    planes = portrait_background(room, disc_alpha(), 30)
    assert largest_difference(planes.y, np.full_like(planes.y, 90)) <= 1


@pytest.mark.parametrize("value", [0, 255])
def test_where_nobody_or_nothing_else_is_it_is_the_plain_blur(value: int) -> None:
    noise = noise_picture(HD)
    planes = portrait_background(noise, uniform_alpha(value), 15)
    if value == 255:
        assert np.unique(planes.y).tolist() == [128]
    else:
        assert planes.y.std() < noise.y.std() / 20


@pytest.mark.parametrize("size", ODD_SIZES)
def test_any_size_is_possible(size: Size) -> None:
    planes = portrait_background(noise_picture(size), disc_alpha(), 15)
    assert planes.y.shape == planes.u.shape == planes.v.shape
