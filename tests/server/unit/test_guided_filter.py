import cv2
import numpy as np
import pytest

from camveil.pipeline.guided_filter import RADIUS_PX, WINDOW, Values, follow_edges
from camveil.values import Plane, Size
from tests.server.unit.pictures import flat, smooth_picture, uniform_alpha

SIZE = Size(320, 180)
EDGE = 150


def stepped() -> Plane:
    """A bright person before a dark wall, from column EDGE on."""
    luma = flat(SIZE, 60)
    luma[:, EDGE:] = 180
    return luma


def soft(at: int) -> Plane:
    """What a model says of an edge there: it rises over ten pixels."""
    columns = np.clip((np.arange(SIZE.width) - at + 5) / 10, 0, 1) * 255
    return np.tile(np.rint(columns).astype(np.uint8), (SIZE.height, 1))


def steepest(alpha: Plane | Values) -> tuple[int, float]:
    """Where it rises most, and by how much."""
    rises = np.diff(alpha[SIZE.height // 2].astype(float))
    return int(rises.argmax()) + 1, float(rises.max())


def test_a_soft_edge_becomes_steeper_where_the_picture_has_one() -> None:
    where, rise = steepest(follow_edges(soft(EDGE), stepped(), 1.0))
    assert where == EDGE
    assert rise > 2 * steepest(soft(EDGE))[1]


@pytest.mark.parametrize("beside", [-2, -1, 1, 2])
def test_an_edge_beside_the_picture_s_is_drawn_to_it(beside: int) -> None:
    where, rise = steepest(follow_edges(soft(EDGE + beside), stepped(), 1.0))
    assert where == EDGE
    assert rise > 2 * steepest(soft(EDGE))[1]


def test_less_of_it_changes_less_and_nothing_nothing() -> None:
    alpha, luma = soft(EDGE), stepped()
    full, half, none = (follow_edges(alpha, luma, share) for share in (1.0, 0.5, 0.0))
    assert np.array_equal(none, alpha)
    assert np.allclose(half, (full + none) / 2, atol=1)


def test_noise_on_a_wall_draws_nothing() -> None:
    rng = np.random.default_rng(1)
    noisy = np.clip(100 + rng.normal(0, 2, (SIZE.height, SIZE.width)), 0, 255).astype(np.uint8)
    alpha = soft(EDGE)
    half = cv2.resize(alpha, (SIZE.width // 2, SIZE.height // 2), interpolation=cv2.INTER_AREA)
    smooth = cv2.blur(cv2.blur(half, WINDOW), WINDOW)
    blurred = cv2.resize(smooth, SIZE, interpolation=cv2.INTER_LINEAR).astype(float)
    assert np.abs(follow_edges(alpha, noisy, 1.0) - blurred).max() < 6


def test_far_from_an_edge_nothing_changes() -> None:
    alpha = soft(EDGE)
    filtered = follow_edges(alpha, smooth_picture(SIZE).y, 1.0)
    far = 5 + 2 * (2 * RADIUS_PX) + 3
    assert not filtered[:, : EDGE - far].any()
    assert filtered[:, EDGE + far :].min() > 254.9


@pytest.mark.parametrize("size", [Size(1, 1), Size(2, 1), Size(15, 33)])
def test_any_size_stays_as_it_is(size: Size) -> None:
    somebody = uniform_alpha(200, size).values
    filtered = follow_edges(somebody, smooth_picture(size).y, 1.0)
    assert filtered.shape == somebody.shape
    assert np.allclose(filtered, 200, atol=0.01)


def test_nobody_stays_nobody() -> None:
    nobody = uniform_alpha(0, SIZE).values
    assert not follow_edges(nobody, smooth_picture(SIZE).y, 1.0).any()
