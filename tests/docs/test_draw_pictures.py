"""The pictures in the docs are what the code makes, and the page shows each."""

import re

import cv2
import numpy as np
import pytest

from camveil.segmenters.portraits import portraits
from camveil.values import Alpha
from docs.draw_pictures import FOLDER, HEIGHT_PX, Drawing, drawings, naive_blur
from docs.drawn_scenes import Bgr
from docs.generated import ROOT

LEVELS_APART = 6.0
"On the average: a finer mask changes less, another effect more."
SMALL_BYTES = 50_000


@pytest.fixture(scope="module")
def drawn() -> dict[str, Drawing]:
    return {drawing.name: drawing for drawing in drawings()}


def apart(one: Bgr, other: Bgr) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def test_each_is_there_and_up_to_date(drawn: dict[str, Drawing]) -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(drawn), "run make pictures"
    for name, drawing in drawn.items():
        there = cv2.imread(str(FOLDER / name))
        assert there is not None
        assert there.shape == drawing.bgr.shape
        assert apart(np.asarray(there, np.uint8), drawing.bgr) < LEVELS_APART, "run make pictures"


def test_each_is_more_like_itself_than_like_any_other(drawn: dict[str, Drawing]) -> None:
    for name in drawn:
        there = np.asarray(cv2.imread(str(FOLDER / name)), np.uint8)
        alike = {
            other: apart(there, drawing.bgr)
            for other, drawing in drawn.items()
            if drawing.bgr.shape == there.shape
        }
        assert min(alike, key=alike.__getitem__) == name


def test_the_page_shows_every_one_and_no_other(drawn: dict[str, Drawing]) -> None:
    page = (ROOT / "docs/effects.md").read_text("utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", page)
    assert sorted(shown) == sorted(drawn)


def test_they_are_small() -> None:
    for path in FOLDER.iterdir():
        assert path.stat().st_size < SMALL_BYTES, path.name
        picture = cv2.imread(str(path))
        assert picture is not None
        assert picture.shape[0] == HEIGHT_PX


def test_the_naive_blur_is_of_the_whole_picture_under_the_person() -> None:
    portrait = portraits()[0]
    height, width = portrait.matte.shape
    values = np.zeros((height, width), np.uint8)
    values[:, : width // 2] = 255
    naive = naive_blur(portrait, Alpha(values))
    assert np.array_equal(naive[:, : width // 2], portrait.bgr[:, : width // 2])
    blurred = naive_blur(portrait, Alpha(np.zeros((height, width), np.uint8)))
    assert np.array_equal(naive[:, width // 2 :], blurred[:, width // 2 :])
    assert apart(blurred, portrait.bgr) > LEVELS_APART
