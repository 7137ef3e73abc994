"""The same network for pictures of another size: it has the same weights, and sees less or more.

A network of convolutions does not know its pictures' size. What it knows is to which sizes it
enlarges, and those are numbers in the file.
"""

from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import onnx
from onnx import numpy_helper, shape_inference

from models.errors import WrongSize

SIZES_INPUT: Final = 3
"Of a Resize: to what it enlarges."
Shape = tuple[int, ...]


class SizePx(NamedTuple):
    """Of a picture that a network gets."""

    width: int
    height: int


def resized(model: onnx.ModelProto, size_px: SizePx) -> onnx.ModelProto:
    """The checked model for pictures of this size. The one that is given is left as it is.

    Raises WrongSize if a step inside would have to end in the middle of a pixel: then a border that
    was made for even sides would be wrong.
    """
    _, _, height, width = _shape(model.graph.input[0])
    scale = Fraction(size_px.height, height), Fraction(size_px.width, width)
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    del graph.value_info[:]
    for value in (*graph.input, *graph.output):
        _set_shape(value, _scaled(_shape(value), scale, size_px))
    constants = {one.name: one for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Resize":
            sizes = constants[node.input[SIZES_INPUT]]
            shape = tuple(int(side) for side in numpy_helper.to_array(sizes))
            scaled = np.array(_scaled(shape, scale, size_px), np.int64)
            sizes.CopyFrom(numpy_helper.from_array(scaled, sizes.name))
    onnx.checker.check_model(result, full_check=True)
    before, after = _shapes(model), _shapes(result)
    for name, shape in before.items():
        if after[name] != _scaled(shape, scale, size_px):
            raise WrongSize(size_px)
    return result


def _scaled(shape: Shape, scale: tuple[Fraction, Fraction], size_px: SizePx) -> Shape:
    """A picture's; what has no pixels beside each other is a channel's, and stays."""
    if len(shape) != 4 or shape[2:] == (1, 1):
        return shape
    sides = [side * factor for side, factor in zip(shape[2:], scale, strict=True)]
    if any(side.denominator != 1 for side in sides):
        raise WrongSize(size_px)
    return (*shape[:2], *map(int, sides))


def _shapes(model: onnx.ModelProto) -> dict[str, Shape]:
    graph = shape_inference.infer_shapes(model).graph
    return {one.name: _shape(one) for one in (*graph.input, *graph.value_info, *graph.output)}


def _shape(value: onnx.ValueInfoProto) -> Shape:
    return tuple(side.dim_value for side in value.type.tensor_type.shape.dim)


def _set_shape(value: onnx.ValueInfoProto, shape: Shape) -> None:
    for side, length in zip(value.type.tensor_type.shape.dim, shape, strict=True):
        side.dim_value = length
