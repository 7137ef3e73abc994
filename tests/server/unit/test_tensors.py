from dataclasses import replace

import numpy as np
import pytest

from camveil.colors import yuv_of
from camveil.segmenters.registry import LANDSCAPE
from camveil.segmenters.spec import ModelInterface
from camveil.segmenters.tensors import TO_RGB, Tensor, input_tensor, output_alpha, shrink
from camveil.values import Color, Matrix, Picture, Size
from tests.server.unit.pictures import flat_picture, noise_picture

OF_RGB = replace(LANDSCAPE, colours="RGB")


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
    tensor = tensor_of(picture, OF_RGB)
    assert tensor.shape == OF_RGB.input_shape
    assert tensor.dtype == np.float32
    assert tensor[0].mean(axis=(1, 2)) == pytest.approx(rgb, abs=0.01)
    assert tensor.std(axis=(2, 3)).max() < 1e-6


@pytest.mark.parametrize("full_range", [False, True])
def test_luma_and_chroma_mean_the_same_colours(full_range: bool) -> None:
    picture = replace(flat_picture(Size(640, 480), 120, 100, 150), full_range=full_range)
    rgb, yuv = tensor_of(picture, OF_RGB), tensor_of(picture, LANDSCAPE)
    assert yuv.shape == LANDSCAPE.input_shape
    assert yuv.dtype == np.float32
    colours = np.einsum("ck,bkhw->bchw", TO_RGB, yuv)
    assert np.abs(colours - rgb).max() < 0.5 / 255 + 1e-6


@pytest.mark.parametrize("matrix", Matrix)
def test_a_clip_s_colours_are_what_they_are_by_a_camera_s_matrix(matrix: Matrix) -> None:
    colour = Color(200, 60, 40)
    of_camera = picture_of(colour, Matrix.BT601)
    tensor = tensor_of(picture_of(colour, matrix), LANDSCAPE)
    assert np.abs(tensor - tensor_of(of_camera, LANDSCAPE)).max() < 3 / 219


def picture_of(colour: Color, matrix: Matrix) -> Picture:
    rgb = colour.red, colour.green, colour.blue
    levels = (int(level) for level in yuv_of(rgb, full_range=False, matrix=matrix))
    return replace(flat_picture(Size(640, 480), *levels), matrix=matrix)


def test_luma_and_chroma_stay_in_their_ranges() -> None:
    limits = [(0, 1), (-0.5, 0.5), (-0.5, 0.5)]
    for level in (0, 255):
        tensor = tensor_of(flat_picture(Size(640, 480), level, level, level), LANDSCAPE)
        ends = [limit[level == 255] for limit in limits]
        assert tensor.mean(axis=(2, 3))[0] == pytest.approx(ends)


def test_the_input_stays_in_the_models_ranges() -> None:
    spec = replace(OF_RGB, input_ranges=((-1.0, 1.0), (0.0, 255.0), (1.0, 0.0)))
    tensor = tensor_of(noise_picture(Size(640, 480)), spec)
    assert tensor.min(axis=(2, 3))[0] == pytest.approx([-1, 0, 0], abs=0.2)
    assert tensor.max(axis=(2, 3))[0] == pytest.approx([1, 255, 1], rel=0.1)
    black = tensor_of(flat_picture(Size(640, 480), 16), spec)
    assert black.mean(axis=(2, 3))[0] == pytest.approx([-1, 0, 1])


def test_colours_and_axes_come_in_the_order_that_the_model_wants() -> None:
    picture = noise_picture(Size(640, 480))
    usual = tensor_of(picture, OF_RGB)
    turned = tensor_of(picture, replace(OF_RGB, colours="BGR", layout="NHWC"))
    assert turned.shape == (1, 144, 256, 3)
    assert turned.flags.c_contiguous
    assert np.array_equal(turned[0, ..., ::-1].transpose(2, 0, 1), usual[0])


INF = float("inf")
SAID = [
    0.0,
    0.5,
    1.0,
    -0.5,
    1.5,
    1e10,
    -1e10,
    float("nan"),
    INF,
    -INF,
    0.0,
    0.0,
    0.0,
    0.0,
    0.0,
    0.0,
]
MEANT = [0, 128, 255, 0, 255, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]


def alpha_row(
    said: list[float], other: list[float] | None = None, **interface: object
) -> list[int]:
    """What becomes of these values of the person's channel, the last of two."""
    rows = [other or [0.0] * len(said), said]
    output = np.repeat(np.array(rows, np.float32)[np.newaxis, :, np.newaxis], 16, axis=2)
    fitting = ModelInterface(
        input_size=Size(len(said), 16),
        output_shape=output.shape,
        person_channel=1,
        **interface,  # type: ignore[arg-type]
    )
    values = output_alpha(output, fitting).values
    assert (values == values[0]).all()
    row: list[int] = values[0].tolist()
    return row


def test_probabilities_become_alphas_and_what_is_none_is_background() -> None:
    assert alpha_row(SAID) == MEANT


def test_a_channel_of_the_background_is_turned_round_and_what_is_no_number_stays_background() -> (
    None
):
    turned = [255 - value for value in MEANT]
    turned[7] = 0
    turned[1] = 128
    assert alpha_row(SAID, output_range=(1.0, 0.0)) == turned


def test_values_of_another_range() -> None:
    assert (
        alpha_row([0.0, 127.5, 255.0, 300.0] * 4, output_range=(0.0, 255.0))
        == [
            0,
            128,
            255,
            255,
        ]
        * 4
    )


def test_a_sigmoid_is_left_to_do() -> None:
    said = [0.0, 2.0, -2.0, 1e10, -1e10, float("nan"), INF, -INF] * 2
    assert alpha_row(said, activation="sigmoid") == [128, 225, 30, 255, 0, 0, 255, 0] * 2


def test_a_softmax_is_left_to_do() -> None:
    said = [0.0, 2.0, -2.0, 1e10, -1e10, float("nan"), INF, -INF] * 2
    other = [0.0, 0.0, 0.0, 1e10, 0.0, 0.0, INF, 0.0] * 2
    # Of two infinities nobody knows which is larger.
    assert alpha_row(said, other, activation="softmax") == [128, 225, 30, 128, 0, 0, 0, 0] * 2


@pytest.mark.parametrize("shape", [(1, 16, 32, 1), (1, 16, 32), (16, 32), (1, 1, 16, 32)])
def test_a_mask_has_the_input_s_size_whatever_the_output_s(shape: tuple[int, ...]) -> None:
    output = np.zeros((16, 32), np.float32)
    output[:, :16] = 1
    interface = ModelInterface(input_size=Size(64, 48), output_shape=shape)
    alpha = output_alpha(output.reshape(shape), interface)
    assert alpha.size == Size(64, 48)
    assert alpha.values[:, :30].min() == 255
    assert alpha.values[:, 34:].max() == 0
