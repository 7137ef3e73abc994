import cv2
import numpy as np
import pytest

from camveil.pipeline.blur import blur_background
from camveil.pipeline.composite import Compositor
from camveil.values import Alpha, Blur, Picture, Plane, Planes, Size
from tests.server.unit.pictures import (
    ODD_SIZES,
    disc_alpha,
    enlarged,
    flat,
    flat_picture,
    largest_difference,
    noise_picture,
    uniform_alpha,
)

VGA = Size(640, 480)
GREY = Planes(flat(Size(160, 120), 100), flat(Size(80, 60), 110), flat(Size(80, 60), 120))


def planes(picture: Picture) -> tuple[Plane, Plane, Plane]:
    return picture.y, picture.u, picture.v


def test_the_person_keeps_every_level() -> None:
    picture = noise_picture(VGA)
    composed = Compositor(VGA).compose(picture, uniform_alpha(255), GREY)
    for got, want in zip(planes(composed), planes(picture), strict=True):
        assert np.array_equal(got, want)


def test_nothing_of_the_picture_is_left_where_nobody_is() -> None:
    composed = Compositor(VGA).compose(noise_picture(VGA), uniform_alpha(0), GREY)
    assert [np.unique(plane).tolist() for plane in planes(composed)] == [[100], [110], [120]]


def test_an_edge_is_a_mixture_within_one_level() -> None:
    picture, alpha = flat_picture(VGA, 200, 60, 190), disc_alpha()
    composed = Compositor(VGA).compose(picture, alpha, GREY)
    colours = zip(planes(composed), (200, 60, 190), (100, 110, 120), strict=True)
    for got, person, background in colours:
        height, width = got.shape
        share = enlarged(alpha, Size(width, height)) / 255
        want = np.rint(share * person + (1 - share) * background).astype(np.uint8)
        assert largest_difference(got, want) <= 1


@pytest.mark.parametrize("corner", [(0, 0), (0, 255), (143, 0), (143, 255), (70, 100)])
@pytest.mark.parametrize("size", [VGA, Size(1280, 720), Size(33, 17), Size(257, 145)])
def test_a_person_of_a_single_pixel_is_blended_in_full(size: Size, corner: tuple[int, int]) -> None:
    alpha = uniform_alpha(0)
    alpha.values[corner] = 255
    composed = Compositor(size).compose(flat_picture(size, 200, 60, 190), alpha, GREY)
    share = enlarged(alpha, size) / 255
    want = np.rint(share * 200 + (1 - share) * 100)
    assert largest_difference(composed.y, want.astype(np.uint8)) <= 1


def test_time_and_range_stay_with_the_picture() -> None:
    full = Picture(*planes(flat_picture(VGA, 0)), pts_90khz=4_294_967_295, full_range=True)
    composed = Compositor(VGA).compose(full, disc_alpha(), GREY)
    assert (composed.pts_90khz, composed.full_range) == (4_294_967_295, True)


def test_what_is_returned_is_not_written_again() -> None:
    compositor = Compositor(VGA)
    first = compositor.compose(noise_picture(VGA, seed=1), disc_alpha(), GREY)
    before = [plane.copy() for plane in planes(first)]
    compositor.compose(noise_picture(VGA, seed=2), uniform_alpha(255), GREY)
    for got, want in zip(planes(first), before, strict=True):
        assert np.array_equal(got, want)


def test_the_same_alpha_again_shows_the_new_picture() -> None:
    compositor, alpha = Compositor(VGA), disc_alpha()
    compositor.compose(noise_picture(VGA, seed=1), alpha, GREY)
    other = flat_picture(VGA, 200, 60, 190)
    green = Planes(GREY.y, GREY.v, GREY.u)
    for picture, behind in ((noise_picture(VGA, seed=2), GREY), (other, GREY), (other, green)):
        again = compositor.compose(picture, alpha, behind)
        anew = Compositor(VGA).compose(picture, alpha, behind)
        for got, want in zip(planes(again), planes(anew), strict=True):
            assert np.array_equal(got, want)


def test_a_composition_that_fails_leaves_nothing_for_the_next() -> None:
    compositor, alpha, picture = Compositor(VGA), disc_alpha(), noise_picture(VGA)
    whole = compositor.compose(picture, alpha, GREY)
    too_few = Planes(GREY.y, np.empty((0, 0), np.uint8), GREY.v)
    with pytest.raises(cv2.error):
        compositor.compose(picture, uniform_alpha(0), too_few)
    again = compositor.compose(picture, alpha, GREY)
    for got, want in zip(planes(again), planes(whole), strict=True):
        assert np.array_equal(got, want)


def test_what_comes_in_is_left_alone() -> None:
    picture, alpha = noise_picture(VGA), disc_alpha()
    before = [plane.copy() for plane in (*planes(picture), alpha.values)]
    Compositor(VGA).compose(picture, alpha, GREY)
    for got, want in zip((*planes(picture), alpha.values), before, strict=True):
        assert np.array_equal(got, want)


@pytest.mark.parametrize("size", ODD_SIZES)
@pytest.mark.parametrize("alpha", [disc_alpha(), uniform_alpha(255)], ids=["disc", "all"])
def test_any_size_is_composed(size: Size, alpha: Alpha) -> None:
    picture = noise_picture(size)
    composed = Compositor(size).compose(
        picture, alpha, blur_background(picture, alpha, Blur().strength)
    )
    assert composed.size == size
    everything = enlarged(alpha, size) == 255
    assert np.array_equal(composed.y[everything], picture.y[everything])
