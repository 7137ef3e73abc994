import cv2
import numpy as np
import pytest

from camveil.pipeline.blur import blur_background
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.refine import Coverage
from camveil.protocol import MAX_STRENGTH
from camveil.values import Blur, Picture, Plane, Size
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
MEDIUM = Blur().strength
STRENGTHS = (0.01, 2.0, 7.0, 15.0, 30.0, MAX_STRENGTH)


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
@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_person_leaves_no_trace_in_the_background(
    person: tuple[int, int, int], strength: float
) -> None:
    room = flat_picture(HD, 90, 120, 140)
    background = blur_background(with_person(room, *person), disc_alpha(), strength)
    for plane, colour in ((background.y, 90), (background.u, 120), (background.v, 140)):
        assert largest_difference(plane, np.full_like(plane, colour)) <= 1


def test_a_plain_blur_would_have_failed_that() -> None:
    picture = with_person(flat_picture(HD, 90), 235, 128, 128)
    plain = cv2.GaussianBlur(picture.y, (0, 0), 16)
    background = enlarged(COVERAGE.of(disc_alpha()), HD) == 0
    assert int(plain[background].max()) > 110


def test_detail_goes_and_the_mean_stays() -> None:
    noise = noise_picture(HD)
    background = blur_background(noise, uniform_alpha(0), MEDIUM)
    for blurred, plane in zip(
        (background.y, background.u, background.v), (noise.y, noise.u, noise.v), strict=True
    ):
        assert blurred.std() < plane.std() / 10
        assert abs(blurred.mean() - plane.mean()) < 1


@pytest.mark.parametrize("strength", [7.0, 15.0, 30.0])
@pytest.mark.parametrize("size", [Size(640, 360), HD, Size(1920, 1080)])
def test_the_strength_is_a_deviation_at_540_lines(size: Size, strength: float) -> None:
    edge = flat(size, 16)
    edge[:, size.width // 2 :] = 216
    chroma = flat(size.chroma, 128)
    picture = Picture(edge, chroma, chroma, 0, full_range=False)
    small = blur_background(picture, uniform_alpha(0), strength).y
    row = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)[size.height // 2].astype(float)
    # Of a Gaussian edge, 68 % lie within one sigma on either side.
    inside_px = np.count_nonzero((row > 16 + 200 * 0.159) & (row < 16 + 200 * 0.841))
    assert inside_px / 2 == pytest.approx(size.height * strength / 540, rel=0.06, abs=1)


def test_the_strongest_blur_is_far_stronger_than_the_weakest() -> None:
    noise = noise_picture(HD)
    weak, strong = (blur_background(noise, uniform_alpha(0), one) for one in (0.01, MAX_STRENGTH))
    assert weak.y.shape == noise.y.shape
    assert noise.y.std() / 8 < weak.y.std() < noise.y.std() / 2, "the weakest is one, too"
    assert strong.y.std() < 1


def test_a_picture_full_of_person_needs_no_background() -> None:
    background = blur_background(noise_picture(HD), uniform_alpha(255), MEDIUM)
    assert np.unique(background.y).tolist() == [128]


def test_far_inside_a_person_the_mean_background_stands_in() -> None:
    alpha = uniform_alpha(255)
    alpha.values[:, :40] = 0
    background = blur_background(flat_picture(HD, 90), alpha, MEDIUM)
    assert np.unique(background.y).tolist() == [90]


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("size", ODD_SIZES)
def test_any_size_is_blurred(size: Size, strength: float) -> None:
    background = blur_background(noise_picture(size), disc_alpha(), strength)
    assert background.y.shape == background.u.shape == background.v.shape
    assert all(side > 0 for side in background.y.shape)


def test_what_comes_in_is_left_alone() -> None:
    picture, alpha = noise_picture(HD), disc_alpha()
    before = [plane.copy() for plane in (picture.y, picture.u, picture.v, alpha.values)]
    blur_background(picture, alpha, MEDIUM)
    for got, want in zip((picture.y, picture.u, picture.v, alpha.values), before, strict=True):
        assert np.array_equal(got, want)
