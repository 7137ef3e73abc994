"""The built-in clip: a person whom models see, in motion, the same on every machine."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from camveil.clips.built_in import RATE, SUFFIX, SwayingPerson, pictures, write_built_in
from camveil.clips.reader import Clip, ClipFrame
from camveil.segmenters import load_segmenter, models_dir
from camveil.values import Size
from tests.server.unit.pictures import psnr_db

SIZE = Size(640, 360)


@pytest.mark.parametrize("size", [SIZE, Size(480, 640), Size(64, 3840), Size(640, 64)])
def test_it_has_any_even_size(size: Size) -> None:
    person = SwayingPerson(size)
    for number in (0, 20, 60):
        assert person.picture(number).size == size
        alpha = person.alpha(number)
        assert alpha.size == size
        assert 0.005 < np.mean(alpha.values > 127) < 0.9


@pytest.mark.parametrize("number", [0, 17, 34, 51])
def test_a_model_sees_the_person_where_she_is(number: int) -> None:
    person = SwayingPerson(SIZE)
    seen = load_segmenter("landscape", models_dir()).segment(person.picture(number))
    ours = cv2.resize(seen.values, SIZE, interpolation=cv2.INTER_LINEAR) > 127
    true = person.alpha(number).values > 127
    assert np.sum(ours & true) / np.sum(ours | true) > 0.95


def test_each_picture_is_another_and_always_the_same() -> None:
    first, second = (list(pictures(SIZE, 5)) for _ in range(2))
    for one, again in zip(first, second, strict=True):
        assert np.array_equal(one.y, again.y)
    for one, other in pairwise(first):
        assert np.mean(one.y != other.y) > 0.5
    assert np.array_equal(SwayingPerson(SIZE).picture(3).y, first[3].y)


def test_it_is_timed_as_a_camera() -> None:
    assert [picture.pts_90khz for picture in pictures(SIZE, 3)] == [0, 3000, 6000]


def test_it_becomes_a_clip(tmp_path: Path) -> None:
    path = tmp_path / f"clip{SUFFIX}"
    assert list(write_built_in(path, SIZE, 6)) == list(range(6))
    with Clip(path) as clip:
        assert clip.size == SIZE
        assert clip.rate == RATE
        read = [item.picture for item in clip.items() if isinstance(item, ClipFrame)]
    for picture, original in zip(read, pictures(SIZE, 6), strict=True):
        assert psnr_db(picture.y, original.y) > 30
