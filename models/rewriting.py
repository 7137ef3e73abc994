"""The same network in a form that onnxruntime runs in three quarters of the time.

Every rewrite is exact but for the rounding of float32, and made only where that is certain: what
is built in another way stays as it is.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any, Final

import numpy as np
import onnx
from onnx import helper, numpy_helper, shape_inference

TWICE: Final = 2
COORDINATES: Final = "coordinate_transformation_mode"
HALF_PIXEL: Final = "half_pixel"
"What it is if a node does not say."
REPEATED: Final = {
    "mode": "nearest",
    COORDINATES: "asymmetric",
    "nearest_mode": "floor",
}
"How an enlarged value of one pixel is made."


def rewritten(model: onnx.ModelProto) -> onnx.ModelProto:
    """The checked model, in the order in which it runs. The one that is given is left as it is."""
    network = _Network(model)
    for rewrite in (_mix_before_enlarging, _widen_gates, _average_before_adding):
        rewrite(network)
    return network.written()


class _Network:
    """Nodes without an order, by the names of what they make."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        values = shape_inference.infer_shapes(model).graph
        self.shapes = {
            value.name: tuple(side.dim_value for side in value.type.tensor_type.shape.dim)
            for value in (*values.input, *values.value_info, *values.output)
        }
        self.constants = {one.name: one for one in model.graph.initializer}
        self.nodes = {node.output[0]: node for node in model.graph.node}

    def of(self, kind: str) -> list[onnx.NodeProto]:
        return [node for node in self.nodes.values() if node.op_type == kind]

    def source(self, name: str) -> onnx.NodeProto | None:
        """What makes this; None for the picture and for weights."""
        return self.nodes.get(name)

    def shape(self, name: str) -> tuple[int, ...] | None:
        """None if it is not known: weights have none here."""
        return self.shapes.get(name)

    def users(self, name: str) -> list[onnx.NodeProto]:
        return [node for node in self.nodes.values() if name in node.input]

    def put(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> None:
        """In the place of what has made this so far."""
        self.nodes[output] = helper.make_node(kind, inputs, [output], name=output, **attributes)

    def enlarge(self, source: str, output: str, shape: tuple[int, ...], **how: str) -> None:
        sizes = f"{output}_sizes"
        self.constants[sizes] = numpy_helper.from_array(np.array(shape, np.int64), sizes)
        self.put("Resize", [source, "", "", sizes], output, **how)

    def written(self) -> onnx.ModelProto:
        """What the result needs, each after what it is made of."""
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        nodes: dict[str, onnx.NodeProto] = {}

        def add(name: str) -> None:
            node = self.source(name)
            if node is None or name in nodes:
                return
            for source in node.input:
                add(source)
            nodes[name] = node

        add(model.graph.output[0].name)
        used = {name for node in nodes.values() for name in node.input}
        del model.graph.node[:], model.graph.initializer[:]
        model.graph.node.extend(nodes.values())
        model.graph.initializer.extend(
            weights for name, weights in self.constants.items() if name in used
        )
        onnx.checker.check_model(model, full_check=True)
        return model


def _mix_before_enlarging(network: _Network) -> None:
    """A mix of channels, pixel by pixel, of the small picture: a quarter of the pixels.

    It may come before: both are linear, and the weights of an enlarged pixel add up to 1.
    """
    for enlarging in network.of("Resize"):
        users = network.users(enlarging.output[0])
        if len(users) != 1 or not _mixes_channels(network, users[0]):
            continue
        if not _keeps_channels(network, enlarging) or not _interpolates(enlarging):
            continue
        (mixing,) = users
        result = mixing.output[0]
        small, how = f"{result}_small", _attributes(enlarging)
        shape = network.shapes[result]
        network.put("Conv", [enlarging.input[0], *mixing.input[1:]], small, **_attributes(mixing))
        network.shapes[small] = (*shape[:2], *network.shapes[enlarging.input[0]][2:])
        network.enlarge(small, result, shape, **how)


def _widen_gates(network: _Network) -> None:
    """A channel's factor, repeated for each pixel.

    onnxruntime multiplies two values of one shape in the layout of its convolutions, and goes to
    another layout and back for a factor.
    """
    for gating in network.of("Mul"):
        for picture, gate in permutations(gating.input):
            shape, factors = network.shape(picture), network.shape(gate)
            if shape is None or shape == factors or factors != (*shape[:2], 1, 1):
                continue
            wide = f"{gate}_wide"
            network.enlarge(gate, wide, shape, **REPEATED)
            network.shapes[wide] = shape
            network.put("Mul", [picture, wide], gating.output[0])


def _average_before_adding(network: _Network) -> None:
    """For the average of a sum the sum of the averages, and for an enlarged one's the small one's.

    At twice the size each pixel counts four times, if the larger ones lie about its middle; those
    at the border, too.
    """
    for averaging in network.of("GlobalAveragePool"):
        adding = network.source(averaging.input[0])
        if adding is None or adding.op_type != "Add":
            continue
        if len({network.shape(name) for name in adding.input}) != 1:
            continue  # one is repeated for the other
        result = averaging.output[0]
        sources = [_before_doubling(network, name) for name in adding.input]
        if sources == list(adding.input):
            continue
        parts = [f"{result}_of_{source}" for source in sources]
        for source, part in zip(sources, parts, strict=True):
            network.put("GlobalAveragePool", [source], part)
            network.shapes[part] = network.shapes[result]
        network.put("Add", parts, result)


def _before_doubling(network: _Network, name: str) -> str:
    node = network.source(name)
    if node is None or node.op_type != "Resize":
        return name
    how = _attributes(node)
    if (how.get("mode"), how.get(COORDINATES, HALF_PIXEL)) != ("linear", HALF_PIXEL):
        return name
    small, large = network.shapes[node.input[0]], network.shapes[name]
    doubled = (*small[:2], *(TWICE * side for side in small[2:]))
    return node.input[0] if doubled == large else name


def _mixes_channels(network: _Network, node: onnx.NodeProto) -> bool:
    if node.op_type != "Conv":
        return False
    attributes = _attributes(node)
    return (
        list(network.constants[node.input[1]].dims[2:]) == [1, 1]
        and attributes.get("group", 1) == 1
        and all(step == 1 for step in attributes.get("strides", []))
        and not any(attributes.get("pads", []))
    )


def _keeps_channels(network: _Network, resizing: onnx.NodeProto) -> bool:
    small, large = (network.shapes[name] for name in (resizing.input[0], resizing.output[0]))
    return small[:2] == large[:2]


def _interpolates(resizing: onnx.NodeProto) -> bool:
    """Whether all of it is made of the small picture: one mode puts a constant round a part."""
    return _attributes(resizing).get(COORDINATES) != "tf_crop_and_resize"


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    values = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    return {
        name: value.decode() if isinstance(value, bytes) else value
        for name, value in values.items()
    }
