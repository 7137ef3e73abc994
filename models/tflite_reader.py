"""Read a tflite file into plain values: shapes, constants, and operators in running order."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tflite

from models.errors import NotTflite

OPTION_FIELDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "ADD": ("AddOptions", ("FusedActivationFunction",)),
    "AVERAGE_POOL_2D": (
        "Pool2DOptions",
        ("FilterHeight", "FilterWidth", "Padding", "FusedActivationFunction"),
    ),
    "CONV_2D": (
        "Conv2DOptions",
        (
            "Padding",
            "StrideH",
            "StrideW",
            "DilationHFactor",
            "DilationWFactor",
            "FusedActivationFunction",
        ),
    ),
    "DEPTHWISE_CONV_2D": (
        "DepthwiseConv2DOptions",
        (
            "Padding",
            "StrideH",
            "StrideW",
            "DilationHFactor",
            "DilationWFactor",
            "FusedActivationFunction",
        ),
    ),
    "MEAN": ("ReducerOptions", ("KeepDims",)),
    "MUL": ("MulOptions", ("FusedActivationFunction",)),
    "RESIZE_BILINEAR": ("ResizeBilinearOptions", ("AlignCorners", "HalfPixelCenters")),
}
"Operator -> (table in the schema, the options that change what it computes)."

# MediaPipe's custom operator stores a C struct of int32: TfLitePadding, then both strides.
CUSTOM_OPTION_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Convolution2DTransposeBias": ("Padding", "StrideW", "StrideH"),
}

# A file can name the same few bytes again and again. These bound the work, far above what any
# network for a camera's pictures needs.
MAX_ENTRIES: Final = 1000
"Tensors, operators, and ends of one graph."
MAX_ENDS: Final = 64
"Inputs or outputs of one operator."
MAX_AXES: Final = 8

DTYPES: Final[Mapping[int, str]] = {
    tflite.TensorType.FLOAT32: "<f4",
    tflite.TensorType.FLOAT16: "<f2",
    tflite.TensorType.INT32: "<i4",
}

_KIND_NAMES: Final = {
    code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)
}


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of the network; inputs and outputs are tensor numbers, -1 for one left out."""

    kind: str
    "The schema's name, such as CONV_2D, or a custom operator's own name."
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, int]
    "As the schema spells them, such as StrideH; empty for kinds without a row in OPTION_FIELDS."


@dataclass(frozen=True, slots=True)
class Graph:
    """A network in tflite's terms: pictures are (1, height, width, channels)."""

    shapes: tuple[tuple[int, ...], ...]
    "By tensor number."
    constants: Mapping[int, npt.NDArray[Any]]
    "By tensor number: float32, float16 or int32."
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read_tflite(content: bytes) -> Graph:
    """Parse a tflite file of one graph.

    Raises NotTflite if the bytes are something else.
    """
    if len(content) < 8 or not tflite.Model.ModelBufferHasIdentifier(content, 0):
        raise NotTflite("the identifier TFL3 is missing")
    try:
        return _read(content)
    except NotTflite:
        raise
    except Exception as exc:  # the schema's reader trusts every offset, and stumbles anyhow
        raise NotTflite(f"it is damaged ({type(exc).__name__})") from exc


def _read(content: bytes) -> Graph:
    model = tflite.Model.GetRootAsModel(content, 0)
    if model.SubgraphsLength() != 1:
        raise NotTflite(f"{model.SubgraphsLength()} graphs, expected one")
    graph = model.Subgraphs(0)
    tensor_count = _at_most(MAX_ENTRIES, "tensors", graph.TensorsLength())
    operator_count = _at_most(MAX_ENTRIES, "operators", graph.OperatorsLength())
    tensors = [graph.Tensors(number) for number in range(tensor_count)]
    constants: dict[int, npt.NDArray[Any]] = {}
    bytes_left = len(content)
    for number, tensor in enumerate(tensors):
        values = _constant(model, tensor, bytes_left)
        if values is not None:
            constants[number] = values
            bytes_left -= values.nbytes
    return Graph(
        shapes=tuple(_shape(tensor) for tensor in tensors),
        constants=constants,
        operators=tuple(
            _operator(model, graph.Operators(position)) for position in range(operator_count)
        ),
        inputs=_numbers(MAX_ENTRIES, graph.InputsAsNumpy()),
        outputs=_numbers(MAX_ENTRIES, graph.OutputsAsNumpy()),
    )


def _at_most(limit: int, what: str, count: int) -> int:
    if count > limit:
        raise NotTflite(f"{count} {what}, more than {limit}")
    return count


def _numbers(limit: int, vector: npt.NDArray[np.int32]) -> tuple[int, ...]:
    _at_most(limit, "inputs or outputs", len(vector))
    return tuple(int(number) for number in vector)


def _shape(tensor: Any) -> tuple[int, ...]:
    axes = _at_most(MAX_AXES, "axes", tensor.ShapeLength())
    return tuple(int(tensor.Shape(axis)) for axis in range(axes))


def _constant(model: Any, tensor: Any, bytes_left: int) -> npt.NDArray[Any] | None:
    """The tensor's values; None if they are computed while the network runs."""
    buffer = model.Buffers(tensor.Buffer())
    if buffer.DataLength() == 0:
        return None
    _at_most(bytes_left, "bytes of constants", buffer.DataLength())
    try:
        dtype = DTYPES[tensor.Type()]
    except KeyError:
        raise NotTflite(f"constant of unknown element type {tensor.Type()}") from None
    values: npt.NDArray[Any] = np.frombuffer(buffer.DataAsNumpy().tobytes(), dtype)
    return values.reshape(_shape(tensor))


def _operator(model: Any, operator: Any) -> Operator:
    code = model.OperatorCodes(operator.OpcodeIndex())
    builtin = code.BuiltinCode()  # looks into the one-byte field of old files, too
    custom = builtin == tflite.BuiltinOperator.CUSTOM
    kind = code.CustomCode().decode() if custom else _KIND_NAMES.get(builtin, f"number {builtin}")
    return Operator(
        kind=kind,
        inputs=_numbers(MAX_ENDS, operator.InputsAsNumpy()),
        outputs=_numbers(MAX_ENDS, operator.OutputsAsNumpy()),
        options=_custom_options(kind, operator) if custom else _options(kind, operator),
    )


def _options(kind: str, operator: Any) -> Mapping[str, int]:
    if kind not in OPTION_FIELDS:
        return {}
    table_name, fields = OPTION_FIELDS[kind]
    stored = operator.BuiltinOptions()
    if stored is None:
        raise NotTflite(f"operator {kind} has no options")
    table = getattr(tflite, table_name)()
    table.Init(stored.Bytes, stored.Pos)
    return {field: int(getattr(table, field)()) for field in fields}


def _custom_options(kind: str, operator: Any) -> Mapping[str, int]:
    if kind not in CUSTOM_OPTION_FIELDS:
        return {}
    fields = CUSTOM_OPTION_FIELDS[kind]
    layout = struct.Struct(f"<{len(fields)}i")
    if operator.CustomOptionsLength() != layout.size:
        raise NotTflite(f"operator {kind} has {operator.CustomOptionsLength()} bytes of options")
    values = layout.unpack(operator.CustomOptionsAsNumpy().tobytes())
    return dict(zip(fields, values, strict=True))
