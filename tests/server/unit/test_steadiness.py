import numpy as np
import pytest

from camveil.pipeline.crop import Box, whole
from camveil.pipeline.steadiness import MOVED_LUMA, Steadiness, Values, smooth_luma
from camveil.values import Plane, Size
from tests.server.unit.pictures import flat, smooth_picture

SIZE = Size(96, 64)
WHOLE = whole(SIZE)
SMOOTHING = 0.7


def all_of(value: float) -> Values:
    return np.full((SIZE.height, SIZE.width), value, np.float32)


def scene(seed: int = 1) -> Plane:
    return smooth_picture(SIZE, seed).y


def steadied(luma: Plane, *later: Plane) -> Values:
    """Of an alpha that goes from 200 to 100 after the first picture."""
    steadiness = Steadiness(SMOOTHING)
    values = steadiness.steady(all_of(200), smooth_luma(luma), WHOLE)
    for one in later:
        values = steadiness.steady(all_of(100), smooth_luma(one), WHOLE)
    return values


def test_the_first_alpha_is_left_as_it_is() -> None:
    values = all_of(77)
    assert np.array_equal(Steadiness(SMOOTHING).steady(values, smooth_luma(scene()), WHOLE), values)


def test_where_nothing_moves_it_changes_slowly_and_in_the_end_fully() -> None:
    still = scene()
    assert np.allclose(steadied(still, still), 100 + SMOOTHING * 100)
    assert np.allclose(steadied(still, still, still), 100 + SMOOTHING**2 * 100, atol=0.01)
    assert np.allclose(steadied(still, *[still] * 30), 100, atol=0.01)


def test_a_sensor_s_noise_is_no_motion() -> None:
    still, rng = scene(), np.random.default_rng(1)
    noisy = np.clip(still + rng.normal(0, 2, still.shape), 0, 255).astype(np.uint8)
    assert steadied(still, noisy).mean() > 160


def test_where_something_moves_nothing_stays() -> None:
    before = flat(SIZE, 90)
    after = before.copy()
    after[20:40, 30:50] = 130
    values = steadied(before, after)
    assert (values[17:43, 27:53] == 100).all()
    assert np.allclose(values[:, 70:], 100 + SMOOTHING * 100)


def test_in_other_light_nothing_stays() -> None:
    brighter = np.asarray(scene() + MOVED_LUMA + 1, np.uint8)
    assert (steadied(scene(), brighter) == 100).all()


@pytest.mark.parametrize("other", [Size(64, 96), Size(48, 32)])
def test_of_another_size_nothing_stays(other: Size) -> None:
    steadiness = Steadiness(SMOOTHING)
    steadiness.steady(all_of(200), smooth_luma(scene()), WHOLE)
    values = np.full((other.height, other.width), 100, np.float32)
    assert (steadiness.steady(values, smooth_luma(flat(other, 128)), whole(other)) == 100).all()


def test_after_forgetting_nothing_stays() -> None:
    steadiness = Steadiness(SMOOTHING)
    steadiness.steady(all_of(200), smooth_luma(scene()), WHOLE)
    steadiness.forget()
    assert (steadiness.steady(all_of(100), smooth_luma(scene()), WHOLE) == 100).all()


@pytest.mark.parametrize(
    ("first", "then"), [(Box(0, 0, 40, 64), WHOLE), (WHOLE, Box(0, 0, 40, 64))]
)
def test_where_no_model_looked_nothing_stays(first: Box, then: Box) -> None:
    steadiness, smooth = Steadiness(SMOOTHING), smooth_luma(scene())
    steadiness.steady(all_of(200), smooth, first)
    values = steadiness.steady(all_of(100), smooth, then)
    assert np.allclose(values[:, :40], 100 + SMOOTHING * 100)
    assert (values[:, 40:] == 100).all()


def test_boxes_far_apart_share_nothing() -> None:
    steadiness, smooth = Steadiness(SMOOTHING), smooth_luma(scene())
    steadiness.steady(all_of(200), smooth, Box(0, 0, 20, 20))
    assert (steadiness.steady(all_of(100), smooth, Box(40, 40, 60, 60)) == 100).all()
