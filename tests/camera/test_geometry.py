"""Code, patches and person keep out of each other's way, at every size the tests use."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.camera.geometry import MAX_FRAME_COUNT, code_cells, plan, read_geometry
from tests.camera.recipe import Camera

SIZES = [(320, 240), (640, 480), (1280, 720)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_person_never_comes_near_code_or_patches(width: int, height: int) -> None:
    camera = Camera(plan(width, height, 60))
    ever = np.max([camera.truth_alpha(n) for n in range(60)], axis=0)
    reach = 2 * (height // 40) + 1  # the blurred edge of the person's mask
    near = cv2.dilate(ever, np.ones((reach, reach), np.uint8))
    assert near[: camera.geometry.cell_height].max() == 0
    for x, y, patch_width, patch_height in camera.geometry.background:
        assert y > camera.geometry.cell_height + height // 50
        assert near[y : y + patch_height, x : x + patch_width].max() == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_detail_is_well_inside_the_person_in_every_frame(width: int, height: int) -> None:
    camera = Camera(plan(width, height, 60))
    for n, (left, top) in enumerate(camera.geometry.path):
        inside = cv2.erode(camera.truth_alpha(n), np.ones((5, 5), np.uint8))
        for x, y, patch_width, patch_height in camera.geometry.person:
            window = inside[top + y :, left + x :][:patch_height, :patch_width]
            assert window.shape == (patch_height, patch_width)
            assert window.min() == 255


def test_the_person_moves_in_every_frame_and_the_loop_has_no_jump() -> None:
    path = np.array(plan(640, 480, 60).path)
    steps_px = np.hypot(*(np.roll(path, -1, axis=0) - path).T)
    assert steps_px.min() >= 4
    assert steps_px.max() <= 14


def test_every_number_has_its_own_code_and_all_are_equally_bright() -> None:
    codes = [tuple(code_cells(number)) for number in range(MAX_FRAME_COUNT)]
    assert len(set(codes)) == MAX_FRAME_COUNT
    assert {sum(code) for code in codes} == {8}


def test_the_description_survives_its_file(tmp_path: Path) -> None:
    geometry = plan(640, 480, 7)
    geometry.write(tmp_path / "camera.json")
    assert read_geometry(tmp_path / "camera.json") == geometry


@pytest.mark.parametrize(
    ("width", "height", "frame_count"),
    [(641, 480, 60), (480, 640, 60), (128, 96, 60), (640, 480, 0), (640, 480, 129)],
)
def test_what_does_not_fit_is_refused(width: int, height: int, frame_count: int) -> None:
    with pytest.raises(ValueError, match=r"got|is not"):
        plan(width, height, frame_count)
