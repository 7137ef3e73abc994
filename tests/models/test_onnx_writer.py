"""Single operators, written as ONNX and run, against what tflite defines them to compute."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest
import tflite

from models.errors import UnsupportedOperator
from models.onnx_writer import same_padding, write_onnx
from models.tflite_reader import Graph, Operator

Floats = npt.NDArray[np.float32]

SOURCE, RESULT, FIRST_CONSTANT = 0, 1, 2
CONV_OPTIONS = {
    "Padding": tflite.Padding.SAME,
    "StrideH": 1,
    "StrideW": 1,
    "DilationHFactor": 1,
    "DilationWFactor": 1,
    "FusedActivationFunction": tflite.ActivationFunctionType.NONE,
}
CUSTOM_SAME, CUSTOM_VALID = 1, 2


def graph_of(
    kind: str,
    source_shape: tuple[int, ...],
    result_shape: tuple[int, ...],
    constants: list[npt.NDArray[Any]] | None = None,
    options: Mapping[str, int] | None = None,
) -> Graph:
    """A network of one operator: a picture and constants in, a picture out."""
    numbered = dict(enumerate(constants or [], FIRST_CONSTANT))
    return Graph(
        shapes=(source_shape, result_shape, *(values.shape for values in numbered.values())),
        constants=numbered,
        operators=(Operator(kind, (SOURCE, *numbered), (RESULT,), options or {}),),
        inputs=(SOURCE,),
        outputs=(RESULT,),
    )


def run(graph: Graph, pixels: Floats) -> Floats:
    """Run a graph on pixels (height, width, channels) and return pixels."""
    content = write_onnx(graph, metadata={}).SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (planes,) = session.run(["alpha"], {"input": pixels.transpose(2, 0, 1)[np.newaxis]})
    return np.asarray(planes[0].transpose(1, 2, 0))


def random_floats(*shape: int) -> Floats:
    return np.random.default_rng(shape).standard_normal(shape, np.float32)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "expected"),
    [
        (256, 3, 2, (0, 1)),  # the odd zero goes to the end
        (255, 3, 2, (1, 1)),
        (16, 5, 1, (2, 2)),
        (32, 5, 2, (1, 2)),
        (16, 1, 1, (0, 0)),
        (16, 1, 2, (0, 0)),  # never negative
    ],
)
def test_same_padding(size: int, kernel: int, stride: int, expected: tuple[int, int]) -> None:
    assert same_padding(size, kernel, stride) == expected


def test_convolution_pads_and_strides_each_axis_on_its_own() -> None:
    pixels, kernels, bias = random_floats(6, 4, 3), random_floats(5, 3, 3, 3), random_floats(5)
    options = {**CONV_OPTIONS, "StrideH": 2, "StrideW": 1}
    result = run(graph_of("CONV_2D", (1, 6, 4, 3), (1, 3, 4, 5), [kernels, bias], options), pixels)
    padded = np.pad(pixels, ((0, 1), (1, 1), (0, 0)))
    assert result.shape == (3, 4, 5)
    for y, x in np.ndindex(3, 4):
        window = padded[2 * y : 2 * y + 3, x : x + 3]
        expected = np.einsum("ohwi,hwi->o", kernels, window) + bias
        np.testing.assert_allclose(result[y, x], expected, rtol=0, atol=1e-5)


def test_convolution_without_padding_shrinks_the_picture() -> None:
    pixels, kernels, bias = random_floats(4, 5, 2), random_floats(1, 3, 3, 2), random_floats(1)
    options = {**CONV_OPTIONS, "Padding": tflite.Padding.VALID}
    result = run(graph_of("CONV_2D", (1, 4, 5, 2), (1, 2, 3, 1), [kernels, bias], options), pixels)
    expected = (kernels[0] * pixels[1:4, 2:5]).sum() + bias[0]
    assert result[1, 2, 0] == pytest.approx(expected, abs=1e-5)


def test_depthwise_convolution_keeps_channels_apart() -> None:
    pixels, kernels, bias = random_floats(4, 4, 3), random_floats(1, 3, 3, 3), random_floats(3)
    graph = graph_of("DEPTHWISE_CONV_2D", (1, 4, 4, 3), (1, 4, 4, 3), [kernels, bias], CONV_OPTIONS)
    expected = (kernels[0] * pixels[1:4, 0:3]).sum((0, 1)) + bias
    np.testing.assert_allclose(run(graph, pixels)[2, 1], expected, rtol=0, atol=1e-5)


def test_transposed_convolution_stamps_its_kernel_unmirrored() -> None:
    pixels, kernels, bias = random_floats(2, 3, 4), random_floats(2, 2, 3, 4), random_floats(2)
    options = {"Padding": CUSTOM_SAME, "StrideH": 2, "StrideW": 3}
    kind = "Convolution2DTransposeBias"
    result = run(graph_of(kind, (1, 2, 3, 4), (1, 4, 9, 2), [kernels, bias], options), pixels)
    stamp = np.einsum("ohwi,i->hwo", kernels, pixels[1, 2]) + bias
    np.testing.assert_allclose(result[2:4, 6:9], stamp, rtol=0, atol=1e-5)


def test_resize_samples_at_pixel_centres() -> None:
    options = {"AlignCorners": 0, "HalfPixelCenters": 1}
    sizes = np.array([1, 4], np.int32)
    graph = graph_of("RESIZE_BILINEAR", (1, 1, 2, 1), (1, 1, 4, 1), [sizes], options)
    assert run(graph, np.array([[[0], [1]]], np.float32)).ravel().tolist() == [0, 0.25, 0.75, 1]


@pytest.mark.parametrize(
    ("kind", "constants", "options"),
    [
        (
            "AVERAGE_POOL_2D",
            [],
            {
                "FilterHeight": 3,
                "FilterWidth": 4,
                "Padding": tflite.Padding.VALID,
                "FusedActivationFunction": tflite.ActivationFunctionType.NONE,
            },
        ),
        ("MEAN", [np.array([1, 2], np.int32)], {"KeepDims": 1}),
    ],
)
def test_both_kinds_of_average_cover_the_whole_picture(
    kind: str, constants: list[npt.NDArray[Any]], options: Mapping[str, int]
) -> None:
    pixels = random_floats(3, 4, 2)
    graph = graph_of(kind, (1, 3, 4, 2), (1, 1, 1, 2), constants, options)
    np.testing.assert_allclose(run(graph, pixels)[0, 0], pixels.mean((0, 1)), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("RELU", [0, 0, 0, 1, 4]),
        ("HARD_SWISH", [0, -1 / 3, 0, 2 / 3, 4]),
        ("LOGISTIC", [0.01798621, 0.2689414, 0.5, 0.7310586, 0.98201379]),
    ],
)
def test_activations(kind: str, expected: list[float]) -> None:
    pixels = np.array([[[-4], [-1], [0], [1], [4]]], np.float32)
    result = run(graph_of(kind, (1, 1, 5, 1), (1, 1, 5, 1)), pixels)
    np.testing.assert_allclose(result.ravel(), expected, rtol=0, atol=1e-6)


def test_float16_weights_keep_their_exact_values() -> None:
    halves = random_floats(1, 1, 1, 1).astype(np.float16)
    graph = Graph(
        shapes=((1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1), (1,), (1, 1, 1, 1)),
        constants={2: halves, 3: np.zeros(1, np.float32)},
        operators=(
            Operator("DEQUANTIZE", (2,), (4,), {}),
            Operator("CONV_2D", (0, 4, 3), (1,), CONV_OPTIONS),
        ),
        inputs=(0,),
        outputs=(1,),
    )
    assert run(graph, np.ones((1, 1, 1), np.float32)).item() == float(halves.item())


def test_equal_graphs_give_equal_bytes() -> None:
    graph = graph_of("RELU", (1, 2, 2, 3), (1, 2, 2, 3))
    first, second = (write_onnx(graph, metadata={"a": "1", "b": "2"}) for _ in range(2))
    assert first.SerializeToString(deterministic=True) == second.SerializeToString(
        deterministic=True
    )


RELU6 = tflite.ActivationFunctionType.RELU6
TWO_BY_TWO = (1, 2, 2, 1)


@pytest.mark.parametrize(
    ("kind", "constants", "options", "reason"),
    [
        ("SIN", [], {}, "there is no rule for it"),
        ("ADD", [random_floats(1)], {"FusedActivationFunction": 0}, "input 1 is a constant"),
        ("MUL", [], {"FusedActivationFunction": RELU6}, "fused activation 3"),
        ("CONV_2D", [], {**CONV_OPTIONS, "FusedActivationFunction": RELU6}, "fused activation 3"),
        ("CONV_2D", [], {**CONV_OPTIONS, "DilationHFactor": 2}, "it is dilated"),
        ("DEPTHWISE_CONV_2D", [random_floats(1, 1, 1, 2)], CONV_OPTIONS, "depth multiplier"),
        (
            "AVERAGE_POOL_2D",
            [],
            {"FilterHeight": 1, "FilterWidth": 2, "FusedActivationFunction": 0},
            "not the whole picture",
        ),
        ("MEAN", [np.array([3], np.int32)], {"KeepDims": 1}, r"averages the axes \[3\]"),
        ("MEAN", [np.array([2, 1], np.int32)], {"KeepDims": 0}, "drops the axes"),
        ("DEQUANTIZE", [], {}, "input 0 is not a constant"),
        ("RESIZE_BILINEAR", [], {"AlignCorners": 1, "HalfPixelCenters": 0}, "pixel centres"),
        (
            "Convolution2DTransposeBias",
            [random_floats(1, 3, 3, 1)],
            {"Padding": CUSTOM_SAME, "StrideH": 2, "StrideW": 2},
            "overlap or leave gaps",
        ),
        (
            "Convolution2DTransposeBias",
            [random_floats(1, 2, 2, 1)],
            {"Padding": CUSTOM_VALID, "StrideH": 2, "StrideW": 2},
            "padding is not SAME",
        ),
    ],
)
def test_what_cannot_be_expressed_is_refused(
    kind: str, constants: list[npt.NDArray[Any]], options: Mapping[str, int], reason: str
) -> None:
    kernels = constants or [random_floats(1, 1, 1, 1)] * kind.endswith("CONV_2D")
    graph = graph_of(kind, TWO_BY_TWO, TWO_BY_TWO, kernels, options)
    with pytest.raises(UnsupportedOperator, match=reason) as caught:
        write_onnx(graph, metadata={})
    assert caught.value.kind == kind
