"""What a moved mask uncovers, on the fake camera's person who walks before a fine pattern."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import pytest

from camveil.pipeline.motion import MIN_SIDE_PX, AlphaMover, luma_at
from camveil.values import Alpha, Picture, Plane, Size
from tests.camera.geometry import plan
from tests.camera.measuring import overlap
from tests.camera.recipe import Camera
from tests.server.unit.pictures import MODEL_SIZE, disc_alpha, flat, flat_picture, uniform_alpha

FRAMES = range(0, 60, 4)


@dataclass(frozen=True)
class Scene:
    """One frame: what is known of it, and what a model would say of it."""

    truth: Plane
    alpha: Alpha
    luma: Plane


@cache
def camera() -> Camera:
    return Camera(plan(640, 480, 60))


@cache
def scene(n: int) -> Scene:
    truth = camera().truth_alpha(n % 60)
    alpha = cv2.resize(truth, MODEL_SIZE, interpolation=cv2.INTER_AREA)
    luma = cv2.resize(camera().luma(n % 60), MODEL_SIZE, interpolation=cv2.INTER_AREA)
    return Scene(truth, Alpha(np.asarray(alpha, np.uint8)), np.asarray(luma, np.uint8))


def moved(n: int, age_frames: int) -> Alpha:
    seen = scene(n - age_frames)
    alpha = AlphaMover().move(seen.alpha, seen.luma, scene(n).luma)
    assert alpha is not None
    return alpha


def enlarged(alpha: Alpha) -> Plane:
    return np.asarray(cv2.resize(alpha.values, (640, 480)), np.uint8)


def uncovered_percent(alpha: Alpha, n: int) -> float:
    """Of the background: what is more shown than hidden."""
    background = scene(n).truth == 0
    return float(100 * (enlarged(alpha)[background] > 127).mean())


@pytest.mark.parametrize("age_frames", [1, 2])
def test_a_moved_mask_uncovers_next_to_nothing_where_an_old_one_uncovers_a_lot(
    age_frames: int,
) -> None:
    by_moved = [uncovered_percent(moved(n, age_frames), n) for n in FRAMES]
    by_old = [uncovered_percent(scene(n - age_frames).alpha, n) for n in FRAMES]
    assert max(by_moved) <= 0.1
    assert np.mean(by_old) > 0.9


@pytest.mark.parametrize("age_frames", [1, 2])
def test_a_moved_mask_shows_the_person(age_frames: int) -> None:
    overlaps = [overlap(enlarged(moved(n, age_frames)), scene(n).truth) for n in FRAMES]
    assert min(overlaps) > 0.95


def test_while_nothing_moves_a_mask_stays_as_it_is() -> None:
    assert np.array_equal(moved(60, 60).values, scene(0).alpha.values)


def test_the_same_motion_gives_the_same_mask_whatever_was_moved_before() -> None:
    mover = AlphaMover()
    for n in (10, 20, 4):
        last = mover.move(scene(n).alpha, scene(n).luma, scene(n + 2).luma)
    assert last is not None
    assert np.array_equal(last.values, moved(6, 2).values)


def test_background_that_appears_where_the_person_was_is_hidden() -> None:
    """The person goes away from one frame to the next, but for the middle."""
    rng = np.random.default_rng(1)
    room = cv2.GaussianBlur(rng.integers(0, 256, (144, 256), np.uint8), (0, 0), 3)
    seen = np.asarray(room, np.uint8).copy()
    seen[20:144, 60:200] = 230
    now = np.asarray(room, np.uint8).copy()
    now[20:144, 60:180] = 230
    values = flat(MODEL_SIZE, 0)
    values[20:144, 60:200] = 255
    alpha = AlphaMover().move(Alpha(values), seen, now)
    assert alpha is not None
    assert alpha.values[30:, 80:170].min() == 255
    assert (alpha.values[30:, 183:200] > 127).mean() < 0.02


def test_in_another_scene_nobody_is_recognised() -> None:
    seen = scene(0)
    other = np.asarray(255 - seen.luma, np.uint8)
    assert AlphaMover().move(seen.alpha, seen.luma, other) is None


def test_in_other_light_nobody_is_recognised() -> None:
    seen = scene(0)
    brighter = np.asarray(cv2.add(seen.luma, flat(MODEL_SIZE, 40)), np.uint8)
    assert AlphaMover().move(seen.alpha, seen.luma, brighter) is None


def test_where_nobody_was_nobody_is() -> None:
    alpha = AlphaMover().move(uniform_alpha(0), scene(0).luma, scene(30).luma)
    assert alpha is not None
    assert not alpha.values.any()


def test_a_mask_too_small_to_measure_motion_is_not_moved() -> None:
    size = Size(MIN_SIDE_PX - 1, 200)
    luma = flat(size, 128)
    assert AlphaMover().move(disc_alpha(size), luma, luma) is None


def test_masks_of_several_sizes_are_moved_in_turn() -> None:
    mover = AlphaMover()
    for size in (MODEL_SIZE, Size(256, 256), Size(MIN_SIDE_PX, MIN_SIDE_PX), MODEL_SIZE):
        alpha = mover.move(disc_alpha(size), flat(size, 128), flat(size, 128))
        assert alpha is not None
        assert np.array_equal(alpha.values, disc_alpha(size).values)


def test_the_luma_of_a_picture_is_squeezed_as_the_models_input_is() -> None:
    luma = luma_at(flat_picture(Size(33, 17), 77), MODEL_SIZE)
    assert luma.shape == (144, 256)
    assert luma.dtype == np.uint8
    assert (luma == 77).all()


def test_a_picture_as_small_as_its_mask_may_have_padded_rows() -> None:
    padded = np.zeros((144, 320), np.uint8)[:, :256]
    chroma = np.zeros((72, 160), np.uint8)[:, :128]
    luma = luma_at(Picture(padded, chroma, chroma, 0, full_range=False), MODEL_SIZE)
    assert AlphaMover().move(disc_alpha(), luma, luma) is not None
