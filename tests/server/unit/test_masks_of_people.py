"""Masks by the models that ship, of a real person, whatever the camera and wherever they are."""

from functools import cache

import cv2
import numpy as np
import pytest

from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import BUILT_IN, OwnedSegmenter, load_segmenter, models_dir
from camveil.segmenters.registry import LANDSCAPE_SMALL
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.values import Alpha, EffectSettings, FramePlace, Picture, Plane, Size
from tests.camera.measuring import overlap
from tests.camera.portrait import cut_out
from tests.server.fakes import FakeClock

SIZES = [
    Size(160, 120),
    Size(640, 480),
    Size(1280, 720),
    Size(1920, 1080),
    Size(720, 1280),
    Size(1080, 1080),
    Size(3840, 2160),
]
HD = Size(1280, 720)
FRAMES = 4
"The first is looked at as a whole, the others where the person is."


@cache
def segmenter(name: str) -> OwnedSegmenter:
    if name == LANDSCAPE_SMALL.name:  # which computes only while there is no time
        return SelfieSegmenter(LANDSCAPE_SMALL, models_dir())
    return load_segmenter(name, models_dir())


@cache
def wall(size: Size) -> Plane:
    """Soft light and dark, and a sensor's noise: BGR."""
    rng = np.random.default_rng(1)
    coarse = rng.integers(90, 170, (5, 5, 3), np.uint8)
    smooth = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(smooth + rng.normal(0, 2, smooth.shape), 0, 255), np.uint8)


def scene(size: Size, *centres: float, height: float = 0.75) -> tuple[Picture, Plane]:
    """People with these centres, as parts of the width, and where they are: 255 = person."""
    bgr, truth = wall(size).astype(np.float32), np.zeros((size.height, size.width), np.uint8)
    person = cut_out()
    scale = height * min(size) / person.alpha.shape[0]
    person = person.scaled(scale)
    rows, columns = person.alpha.shape
    for centre in centres:
        left = round(centre * size.width - columns / 2)
        shown = slice(max(0, left), min(size.width, left + columns))
        part = slice(shown.start - left, shown.stop - left)
        alpha = person.alpha[:, part]
        share = alpha[..., None].astype(np.float32) / 255
        inside = bgr[size.height - rows :, shown]
        inside[:] = person.bgr[:, part] * share + inside * (1 - share)
        truth[size.height - rows :, shown] = np.maximum(truth[size.height - rows :, shown], alpha)
    planes = cv2.cvtColor(np.rint(bgr).astype(np.uint8), cv2.COLOR_BGR2YUV_I420)
    u, v = np.asarray(planes[size.height :], np.uint8).reshape(2, size.height // 2, -1)
    return Picture(np.asarray(planes[: size.height], np.uint8), u, v, 0, full_range=False), truth


def mask_of(picture: Picture, model: str = "pair", *, only_me: bool = False) -> Plane:
    """After a few frames, at the picture's size."""
    pipeline = Pipeline(segmenter(model), FakeClock())
    settings = EffectSettings(revision=0, epoch=0, blur=False, mask=True, only_me=only_me)
    alpha: Alpha | None = None
    for number in range(FRAMES):
        place = FramePlace(3 * number, 1 / 30)  # so that each is computed
        alpha = pipeline.process(picture, settings, place).alpha
    assert alpha is not None
    return np.asarray(cv2.resize(alpha.values, picture.size), np.uint8)


@pytest.mark.parametrize("model", [*BUILT_IN, LANDSCAPE_SMALL.name])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_person_is_found_by_every_camera(size: Size, model: str) -> None:
    picture, truth = scene(size, 0.5)
    mask = mask_of(picture, model)
    assert overlap(mask, truth) > 0.93
    assert (mask[truth == 0] > 127).mean() < 0.03


@pytest.mark.parametrize("centre", [0.02, 0.1, 0.9, 0.98])
def test_a_person_at_the_picture_s_edge_is_kept(centre: float) -> None:
    picture, truth = scene(HD, centre)
    mask = mask_of(picture)
    assert (mask[truth == 255] > 127).mean() > 0.9
    assert (mask[truth == 0] > 127).mean() < 0.03


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_with_nobody_there_everything_is_background(size: Size) -> None:
    picture, _ = scene(size)
    assert (mask_of(picture) > 0).mean() < 0.001


def test_several_people_are_kept_unless_only_one_is_wanted() -> None:
    picture, truth = scene(HD, 0.25, 0.75)
    assert overlap(mask_of(picture), truth) > 0.9
    alone = mask_of(picture, only_me=True)
    halves = [
        (alone[:, half] > 127)[truth[:, half] == 255].mean()
        for half in (slice(0, 640), slice(640, 1280))
    ]
    assert max(halves) > 0.9
    assert min(halves) < 0.01
