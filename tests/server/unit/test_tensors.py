from dataclasses import replace

import numpy as np
import pytest

from camveil.segmenters.registry import LANDSCAPE, ModelInterface
from camveil.segmenters.tensors import Tensor, input_tensor, output_alpha, shrink
from camveil.values import Picture, Size
from tests.server.unit.pictures import flat_picture, noise_picture


def tensor_of(picture: Picture, interface: ModelInterface) -> Tensor:
    return input_tensor(shrink(picture, interface.input_size), interface)


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
    tensor = tensor_of(picture, LANDSCAPE)
    assert tensor.shape == LANDSCAPE.input_shape
    assert tensor.dtype == np.float32
    assert tensor[0].mean(axis=(1, 2)) == pytest.approx(rgb, abs=0.01)
    assert tensor.std(axis=(2, 3)).max() < 1e-6


def test_the_input_stays_in_the_models_range() -> None:
    spec = replace(LANDSCAPE, input_range=(-1.0, 1.0))
    tensor = tensor_of(noise_picture(Size(640, 480)), spec)
    assert tensor.min() >= -1
    assert tensor.max() <= 1
    black = tensor_of(flat_picture(Size(640, 480), 16), spec)
    assert black.max() == pytest.approx(-1)


def test_probabilities_become_alphas_and_what_is_none_is_background() -> None:
    inf = float("inf")
    said = [0.0, 0.5, 1.0, -0.5, 1.5, 1e10, -1e10, float("nan"), inf, -inf]
    output = np.zeros((1, 2, 1, len(said)), np.float32)
    output[0, 1, 0] = said
    interface = ModelInterface(input_size=Size(len(said), 1), person_channel=1)
    assert output_alpha(output, interface).values.tolist() == [
        [0, 128, 255, 0, 255, 255, 0, 0, 255, 0]
    ]
