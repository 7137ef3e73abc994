import hashlib
from pathlib import Path

import cv2
import matplotlib
import numpy as np

from camveil.segmenters import load_segmenter, models_dir
from camveil.segmenters.portraits import FOLDER, NAMES, portraits
from tests.camera.portrait import cut_out


def test_each_has_a_person_and_a_background_away_from_edges() -> None:
    assert len(portraits()) == len(NAMES)
    for portrait in portraits():
        assert portrait.bgr.shape[:2] == portrait.matte.shape
        assert not (portrait.person & portrait.background).any()
        assert portrait.person.mean() > 0.2
        assert portrait.background.mean() > 0.2
        assert portrait.picture.size == portrait.matte.shape[::-1]


def test_a_model_of_ours_sees_what_is_known() -> None:
    segmenter = load_segmenter("general", models_dir())
    for portrait in portraits():
        seen = cv2.resize(segmenter.segment(portrait.picture).values, portrait.matte.shape[::-1])
        assert seen[portrait.person].mean() > 250
        assert seen[portrait.background].mean() < 5


def test_hopper_s_is_the_picture_that_matplotlib_carries() -> None:
    theirs = Path(matplotlib.get_data_path(), "sample_data", "grace_hopper.jpg")
    ours = FOLDER / "hopper.jpg"
    assert (
        hashlib.sha256(ours.read_bytes()).digest() == hashlib.sha256(theirs.read_bytes()).digest()
    )


def test_hopper_s_outline_is_that_of_the_fake_camera() -> None:
    matte = portraits()[NAMES.index("hopper")].matte
    x, y, width, height = cv2.boundingRect(matte)
    assert np.array_equal(matte[y : y + height, x : x + width], cut_out().alpha)
