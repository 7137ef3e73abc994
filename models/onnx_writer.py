"""Express a tflite graph in ONNX, with planes (1, channels, height, width) instead of pixels."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
import tflite
from onnx import helper, numpy_helper

from models.errors import UnsupportedOperator
from models.tflite_reader import Graph, Operator

OPSET: Final = 13
IR_VERSION: Final = 7  # the one that came with opset 13; a newer onnx would otherwise write its own
INPUT_NAME: Final = "input"
OUTPUT_NAME: Final = "alpha"

_CUSTOM_PADDING_SAME: Final = 1  # TfLitePadding counts from 1, the schema's Padding from 0
_PICTURE_AXES: Final = [1, 2]


def write_onnx(graph: Graph, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
    """Build the checked ONNX model of a graph with one picture in and one out, both float32.

    Its input `input` and output `alpha` have the graph's sizes as (1, channels, height, width).
    Raises UnsupportedOperator for anything that it would otherwise have to guess.
    """
    writer = _Writer(graph)
    for operator in graph.operators:
        try:
            write = _WRITERS[operator.kind]
        except KeyError:
            raise UnsupportedOperator(operator.kind, "there is no rule for it") from None
        write(writer, operator)
    (source,), (result,) = graph.inputs, graph.outputs
    model = helper.make_model(
        helper.make_graph(
            writer.nodes,
            "segmentation",
            [_value_info(INPUT_NAME, graph.shapes[source])],
            [_value_info(OUTPUT_NAME, graph.shapes[result])],
            writer.initializers,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="camveil",
    )
    helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model, full_check=True)
    return model


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Zeros before and after an axis so that it has ceil(size / stride) outputs, as tflite pads.

    An odd total puts the extra zero at the end.
    """
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def _value_info(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    batch, height, width, channels = shape
    planes = (batch, channels, height, width)
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, planes)


class _Writer:
    """The nodes and weights written so far, and the names of the values between them."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.constants = dict(graph.constants)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._names = {graph.inputs[0]: INPUT_NAME, graph.outputs[0]: OUTPUT_NAME}

    def name(self, tensor: int) -> str:
        return self._names.get(tensor, f"t{tensor}")

    def picture(self, operator: Operator, position: int) -> str:
        """Name of an input that is computed while the network runs."""
        tensor = operator.inputs[position]
        # A constant would still have its pixels' order, so that it cannot be mixed with planes.
        _require(operator, tensor not in self.constants, f"input {position} is a constant")
        return self.name(tensor)

    def constant(self, operator: Operator, position: int) -> npt.NDArray[Any]:
        tensor = operator.inputs[position]
        _require(operator, tensor in self.constants, f"input {position} is not a constant")
        return self.constants[tensor]

    def weight(self, operator: Operator, role: str, values: npt.NDArray[Any]) -> str:
        """Store values for one operator and name them after its result."""
        name = f"{self.name(operator.outputs[0])}_{role}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))


def _require(operator: Operator, holds: bool, otherwise: str) -> None:
    if not holds:
        raise UnsupportedOperator(operator.kind, otherwise)


def _require_no_activation(operator: Operator) -> None:
    activation = operator.options["FusedActivationFunction"]
    none = tflite.ActivationFunctionType.NONE
    _require(operator, activation == none, f"fused activation {activation}")


def _dequantize(writer: _Writer, operator: Operator) -> None:
    # float16 holds no value that float32 does not: the weights stay exactly what they were.
    values = writer.constant(operator, 0)
    _require(operator, values.dtype == np.float16, f"its input is {values.dtype}, not float16")
    writer.constants[operator.outputs[0]] = values.astype(np.float32)


def _element_wise(kind: str) -> Callable[[_Writer, Operator], None]:
    def write(writer: _Writer, operator: Operator) -> None:
        if "FusedActivationFunction" in operator.options:
            _require_no_activation(operator)
        inputs = [writer.picture(operator, position) for position in range(len(operator.inputs))]
        writer.node(kind, inputs, writer.name(operator.outputs[0]))

    return write


def _hard_swish(writer: _Writer, operator: Operator) -> None:
    # ONNX has HardSwish from opset 14 on only.
    source, result = writer.picture(operator, 0), writer.name(operator.outputs[0])
    writer.node("HardSigmoid", [source], f"{result}_gate", alpha=1 / 6, beta=0.5)
    writer.node("Mul", [source, f"{result}_gate"], result)


def _conv(writer: _Writer, operator: Operator) -> None:
    kernels = writer.constant(operator, 1).transpose(0, 3, 1, 2)  # from O, kh, kw, I
    _convolution(writer, operator, kernels, groups=1)


def _depthwise_conv(writer: _Writer, operator: Operator) -> None:
    kernels = writer.constant(operator, 1).transpose(3, 0, 1, 2)  # from 1, kh, kw, C
    channels = writer.graph.shapes[operator.inputs[0]][3]
    _require(operator, kernels.shape[0] == channels, "its depth multiplier is not 1")
    _convolution(writer, operator, kernels, groups=channels)


def _convolution(
    writer: _Writer, operator: Operator, kernels: npt.NDArray[Any], *, groups: int
) -> None:
    options = operator.options
    _require_no_activation(operator)
    dilated = (options["DilationHFactor"], options["DilationWFactor"]) != (1, 1)
    _require(operator, not dilated, "it is dilated")
    _, height, width, _ = writer.graph.shapes[operator.inputs[0]]
    kernel_height, kernel_width = kernels.shape[2:]
    strides = options["StrideH"], options["StrideW"]
    top = bottom = left = right = 0
    if options["Padding"] == tflite.Padding.SAME:
        top, bottom = same_padding(height, kernel_height, strides[0])
        left, right = same_padding(width, kernel_width, strides[1])
    writer.node(
        "Conv",
        [
            writer.picture(operator, 0),
            writer.weight(operator, "kernels", kernels),
            writer.weight(operator, "bias", writer.constant(operator, 2)),
        ],
        writer.name(operator.outputs[0]),
        group=groups,
        kernel_shape=[kernel_height, kernel_width],
        pads=[top, left, bottom, right],
        strides=strides,
    )


def _transposed_conv(writer: _Writer, operator: Operator) -> None:
    options = operator.options
    kernels = writer.constant(operator, 1).transpose(3, 0, 1, 2)  # from O, kh, kw, I
    strides = options["StrideH"], options["StrideW"]
    # Only then does no output pixel get more than one input pixel, and no border is cut away.
    _require(operator, kernels.shape[2:] == strides, "its kernels overlap or leave gaps")
    _require(operator, options["Padding"] == _CUSTOM_PADDING_SAME, "its padding is not SAME")
    writer.node(
        "ConvTranspose",
        [
            writer.picture(operator, 0),
            writer.weight(operator, "kernels", kernels),
            writer.weight(operator, "bias", writer.constant(operator, 2)),
        ],
        writer.name(operator.outputs[0]),
        kernel_shape=strides,
        strides=strides,
    )


def _average_pool(writer: _Writer, operator: Operator) -> None:
    _require_no_activation(operator)
    _, height, width, _ = writer.graph.shapes[operator.inputs[0]]
    window = operator.options["FilterHeight"], operator.options["FilterWidth"]
    _require(operator, window == (height, width), "its window is not the whole picture")
    _require(operator, operator.options["Padding"] == tflite.Padding.VALID, "it is padded")
    _global_average(writer, operator)


def _mean(writer: _Writer, operator: Operator) -> None:
    axes = sorted(writer.constant(operator, 1).tolist())
    _require(operator, axes == _PICTURE_AXES, f"it averages the axes {axes}")
    _require(operator, operator.options["KeepDims"] == 1, "it drops the axes")
    _global_average(writer, operator)


def _global_average(writer: _Writer, operator: Operator) -> None:
    source = writer.picture(operator, 0)
    writer.node("GlobalAveragePool", [source], writer.name(operator.outputs[0]))


def _resize(writer: _Writer, operator: Operator) -> None:
    options = operator.options
    half_pixel = options["HalfPixelCenters"] == 1 and options["AlignCorners"] == 0
    _require(operator, half_pixel, "it does not sample at pixel centres")
    channels = writer.graph.shapes[operator.inputs[0]][3]
    height, width = writer.constant(operator, 1).tolist()
    sizes = np.array([1, channels, height, width], np.int64)
    writer.node(
        "Resize",
        [writer.picture(operator, 0), "", "", writer.weight(operator, "sizes", sizes)],
        writer.name(operator.outputs[0]),
        mode="linear",
        coordinate_transformation_mode="half_pixel",
    )


_WRITERS: Final[Mapping[str, Callable[[_Writer, Operator], None]]] = {
    "ADD": _element_wise("Add"),
    "AVERAGE_POOL_2D": _average_pool,
    "CONV_2D": _conv,
    "Convolution2DTransposeBias": _transposed_conv,
    "DEPTHWISE_CONV_2D": _depthwise_conv,
    "DEQUANTIZE": _dequantize,
    "HARD_SWISH": _hard_swish,
    "LOGISTIC": _element_wise("Sigmoid"),
    "MEAN": _mean,
    "MUL": _element_wise("Mul"),
    "RELU": _element_wise("Relu"),
    "RESIZE_BILINEAR": _resize,
}
