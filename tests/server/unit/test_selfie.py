from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from matplotlib import get_data_path

from camveil.errors import ModelUnavailable
from camveil.pipeline.decode import to_picture
from camveil.segmenters import load_segmenter, models_dir
from camveil.segmenters.registry import GENERAL, LANDSCAPE, MODELS
from camveil.segmenters.selfie import model_input
from camveil.values import Picture, Size
from tests.server.unit.pictures import ODD_SIZES, flat_picture, noise_picture


@pytest.fixture(scope="module")
def portrait() -> Picture:
    """Grace Hopper before a flag, the head in the upper half: a picture of 512x600."""
    photo = Path(get_data_path()) / "sample_data" / "grace_hopper.jpg"
    with av.open(str(photo)) as file:
        return to_picture(next(file.decode(video=0)), 0)


@pytest.mark.parametrize("name", MODELS)
def test_the_person_is_told_from_the_background(name: str, portrait: Picture) -> None:
    segmenter = load_segmenter(name, models_dir())
    alpha = segmenter.segment(portrait)
    assert (segmenter.name, alpha.size) == (name, segmenter.input_size)
    height, width = alpha.values.shape
    face = alpha.values[height // 4 : height // 3, width * 2 // 5 : width // 2]
    corner = alpha.values[: height // 6, : width // 6]
    assert face.min() > 200
    assert corner.max() < 50


@pytest.mark.parametrize("size", ODD_SIZES)
def test_any_size_is_squeezed_into_the_models(size: Size) -> None:
    segmenter = load_segmenter("landscape", models_dir())
    assert segmenter.segment(noise_picture(size)).size == LANDSCAPE.input_size


@pytest.mark.parametrize(
    ("full_range", "yuv", "rgb"),
    [
        (False, (16, 128, 128), (0, 0, 0)),
        (False, (235, 128, 128), (1, 1, 1)),
        (False, (81, 90, 240), (1, 0, 0)),
        (False, (145, 54, 34), (0, 1, 0)),
        (False, (41, 240, 110), (0, 0, 1)),
        (True, (0, 128, 128), (0, 0, 0)),
        (True, (255, 128, 128), (1, 1, 1)),
        (True, (76, 85, 255), (1, 0, 0)),
        (True, (150, 44, 21), (0, 1, 0)),
        (True, (29, 255, 107), (0, 0, 1)),
    ],
)
def test_colours_become_rgb_by_bt_601(
    full_range: bool, yuv: tuple[int, int, int], rgb: tuple[int, int, int]
) -> None:
    picture = replace(flat_picture(Size(640, 480), *yuv), full_range=full_range)
    tensor = model_input(picture, LANDSCAPE)
    assert tensor.shape == LANDSCAPE.input_shape
    assert tensor.dtype == np.float32
    assert tensor[0].mean(axis=(1, 2)) == pytest.approx(rgb, abs=0.01)
    assert tensor.std(axis=(2, 3)).max() < 1e-6


def test_the_input_stays_in_the_models_range() -> None:
    spec = replace(LANDSCAPE, input_range=(-1.0, 1.0))
    tensor = model_input(noise_picture(Size(640, 480)), spec)
    assert tensor.min() >= -1
    assert tensor.max() <= 1
    black = model_input(flat_picture(Size(640, 480), 16), spec)
    assert black.max() == pytest.approx(-1)


def test_threads_share_a_segmenter_without_mixing_pictures(portrait: Picture) -> None:
    segmenter = load_segmenter("general", models_dir())
    pictures = [portrait, *(noise_picture(Size(320, 240), seed) for seed in range(3))]
    alone = [segmenter.segment(picture).values for picture in pictures]
    with ThreadPoolExecutor(max_workers=4) as threads:
        together = list(threads.map(segmenter.segment, pictures * 5))
    for index, alpha in enumerate(together):
        assert np.array_equal(alpha.values, alone[index % len(pictures)])


def test_a_model_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=GENERAL.file):
        load_segmenter("general", tmp_path)
