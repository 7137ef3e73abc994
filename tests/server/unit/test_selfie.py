from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import pytest
from matplotlib import get_data_path

from camveil.pipeline.decode import to_picture
from camveil.segmenters import load_segmenter, models_dir
from camveil.segmenters.registry import LANDSCAPE, MODELS
from camveil.values import Picture, Size
from tests.server.unit.pictures import ODD_SIZES, noise_picture


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


def test_threads_share_a_segmenter_without_mixing_pictures(portrait: Picture) -> None:
    segmenter = load_segmenter("general", models_dir())
    pictures = [portrait, *(noise_picture(Size(320, 240), seed) for seed in range(3))]
    alone = [segmenter.segment(picture).values for picture in pictures]
    with ThreadPoolExecutor(max_workers=4) as threads:
        together = list(threads.map(segmenter.segment, pictures * 5))
    for index, alpha in enumerate(together):
        assert np.array_equal(alpha.values, alone[index % len(pictures)])
