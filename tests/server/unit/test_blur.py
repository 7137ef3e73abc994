import cv2
import numpy as np
import pytest

from camveil.pipeline.blur import blur_background
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.refine import Coverage
from camveil.values import Picture, Plane, Size
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

HD = Size(1280, 720)
COVERAGE = Coverage(MaskOptions().background_below, MaskOptions().person_above)


def with_person(background: Picture, y: int, u: int, v: int) -> Picture:
    """The background with a flat person wherever the disc's alpha is half or more."""

    def painted(plane: Plane, value: int) -> Plane:
        height, width = plane.shape
        person = enlarged(disc_alpha(), Size(width, height)) >= 128
        return np.where(person, np.uint8(value), plane)

    return Picture(
        painted(background.y, y),
        painted(background.u, u),
        painted(background.v, v),
        background.pts_90khz,
        background.full_range,
    )


@pytest.mark.parametrize("person", [(235, 200, 60), (16, 60, 200)], ids=["bright", "dark"])
def test_the_person_leaves_no_trace_in_the_background(person: tuple[int, int, int]) -> None:
    room = flat_picture(HD, 90, 120, 140)
    background = blur_background(with_person(room, *person), disc_alpha())
    for plane, colour in ((background.y, 90), (background.u, 120), (background.v, 140)):
        assert largest_difference(plane, np.full_like(plane, colour)) <= 1


def test_a_plain_blur_would_have_failed_that() -> None:
    picture = with_person(flat_picture(HD, 90), 235, 128, 128)
    plain = cv2.GaussianBlur(picture.y, (0, 0), 16)
    background = enlarged(COVERAGE.of(disc_alpha()), HD) == 0
    assert int(plain[background].max()) > 110


def test_detail_goes_and_the_mean_stays() -> None:
    noise = noise_picture(HD)
    background = blur_background(noise, uniform_alpha(0))
    for blurred, plane in zip(
        (background.y, background.u, background.v), (noise.y, noise.u, noise.v), strict=True
    ):
        assert blurred.std() < plane.std() / 10
        assert abs(blurred.mean() - plane.mean()) < 1


@pytest.mark.parametrize("size", [Size(640, 360), HD, Size(1920, 1080)])
def test_the_strength_follows_the_height(size: Size) -> None:
    edge = flat(size, 16)
    edge[:, size.width // 2 :] = 216
    chroma = flat(size.chroma, 128)
    picture = Picture(edge, chroma, chroma, 0, full_range=False)
    row = blur_background(picture, uniform_alpha(0)).y[2].astype(float)
    # Of a Gaussian edge, 68 % lie within one sigma on either side.
    inside = np.count_nonzero((row > 16 + 200 * 0.159) & (row < 16 + 200 * 0.841))
    sigma_px = inside * 4 / 2
    assert sigma_px == pytest.approx(size.height * 16 / 720, abs=3)


def test_a_picture_full_of_person_needs_no_background() -> None:
    background = blur_background(noise_picture(HD), uniform_alpha(255))
    assert np.unique(background.y).tolist() == [128]


def test_far_inside_a_person_the_mean_background_stands_in() -> None:
    alpha = uniform_alpha(255)
    alpha.values[:, :40] = 0
    background = blur_background(flat_picture(HD, 90), alpha)
    assert np.unique(background.y).tolist() == [90]


@pytest.mark.parametrize("size", ODD_SIZES)
def test_any_size_is_blurred(size: Size) -> None:
    background = blur_background(noise_picture(size), disc_alpha())
    assert background.y.shape == (-(-size.height // 4), -(-size.width // 4))
