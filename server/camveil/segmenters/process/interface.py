"""What a user's own model must look like; pure."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from camveil.segmenters.registry import SIDE_PX, ModelInterface
from camveil.values import Size

CHANNELS: Final = (1, 2)
"Of the output: the person alone, or the background and then the person."
MAX_AXES: Final = 6
"More of a shape than anybody reads."
# In onnxruntime's words and in numpy's. A type that is not here is not named: its name may hold
# the model's own words.
TYPES: Final = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
    "tensor(int8)": "int8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
    "tensor(bool)": "bool",
}
INPUT_WANTED: Final = (
    "float32 (1, 3, height, width) with fixed numbers for height and width, "
    f"each from {SIDE_PX[0]} to {SIDE_PX[-1]}"
)


class NodeArg(Protocol):
    """What onnxruntime says of an input or output; unknown dimensions have a name or None."""

    @property
    def type(self) -> str: ...
    @property
    def shape(self) -> Sequence[int | str | None]: ...


class Misfit(Exception):
    """Camveil cannot use the model; says what it is and what is expected, in our own words."""


def input_size_of(inputs: Sequence[NodeArg], outputs: Sequence[NodeArg]) -> Size:
    """The size that the model wants its pictures in; raises Misfit."""
    if len(inputs) != 1 or len(outputs) != 1:
        raise Misfit(
            f"it has {len(inputs)} inputs and {len(outputs)} outputs, expected one of each"
        )
    (source,), (result,) = inputs, outputs
    shape = list(source.shape)
    fits = source.type == "tensor(float)" and len(shape) == 4 and shape[:2] == [1, 3]
    if not fits or not all(side in SIDE_PX for side in shape[2:]):
        raise Misfit(f"its input is {_described(source)}, expected {INPUT_WANTED}")
    _, _, height, width = shape
    assert isinstance(height, int)
    assert isinstance(width, int)
    size = Size(width, height)
    if result.type != "tensor(float)":
        raise Misfit(f"its output is {_described(result)}, expected {_output_wanted(size)}")
    return size


def interface_of(size: Size, output: object) -> ModelInterface:
    """How to read such an output, what onnxruntime made of a picture; raises Misfit."""
    if not isinstance(output, np.ndarray) or output.dtype != np.float32:
        raise Misfit(f"its output is no tensor of float32, expected {_output_wanted(size)}")
    if output.shape not in {(1, count, size.height, size.width) for count in CHANNELS}:
        found = f"float32 {_shape(output.shape)}"
        raise Misfit(f"its output is {found}, expected {_output_wanted(size)}")
    return ModelInterface(input_size=size, person_channel=output.shape[1] - 1)


def _output_wanted(size: Size) -> str:
    return f"float32 (1, 1 or 2, {size.height}, {size.width}), the person last"


def _described(node: NodeArg) -> str:
    return f"{TYPES.get(node.type, 'of another type')} {_shape(node.shape)}"


def _shape(shape: Sequence[int | str | None]) -> str:
    axes = [str(axis) if isinstance(axis, int) else "?" for axis in shape[:MAX_AXES]]
    return f"({', '.join(axes)}{', ...' if len(shape) > MAX_AXES else ''})"
