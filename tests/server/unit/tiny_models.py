"""Models of a few hundred bytes, for what a loader makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from camveil.segmenters.spec import ModelSpec

SHAPE = (1, 3, 16, 32)
"Of a user's own model: 32x16 pixels."
ALPHA_SHAPE = (1, 1, 16, 32)
WEIGHT_BYTES = 32 * 4
Dimensions = Sequence[int | str | None]


def tiny_model(
    spec: ModelSpec, *nodes: onnx.NodeProto, output: onnx.ValueInfoProto | None = None
) -> bytes:
    """A model with the spec's input and these nodes, that compute `alpha`."""
    return own_model(
        *nodes, shape=spec.input_shape, output=output or float_output(spec.input_shape)
    )


def own_model(
    *nodes: onnx.NodeProto,
    shape: Dimensions = SHAPE,
    kind: int = TensorProto.FLOAT,
    inputs: Sequence[onnx.ValueInfoProto] | None = None,
    output: onnx.ValueInfoProto | None = None,
    weights: Sequence[onnx.TensorProto] = (),
) -> bytes:
    """A model that computes `alpha` from `input` with these nodes."""
    sources = inputs or [helper.make_tensor_value_info("input", kind, shape)]
    results = [output or float_output(ALPHA_SHAPE)]
    graph = helper.make_graph(nodes, "tiny", sources, results, weights)
    opsets = [helper.make_opsetid("", 13)]
    model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=7).SerializeToString()
    return model


def float_output(shape: Dimensions) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info("alpha", TensorProto.FLOAT, shape)


def brightest(output: str = "alpha") -> onnx.NodeProto:
    """The largest of the three colours: what is white is person."""
    return helper.make_node("ReduceMax", ["input"], [output], axes=[1], keepdims=1)


def bright_model() -> bytes:
    return own_model(brightest())


def _count_of_light(factor: float, at_least: float = 0.0) -> list[onnx.NodeProto]:
    """`count`, int64 (1,): by so much more for a white picture than for a black one."""
    return [
        helper.make_node("ReduceMax", ["input"], ["most"], axes=[0, 1, 2, 3], keepdims=0),
        helper.make_node("Constant", [], ["factor"], value_floats=[factor]),
        helper.make_node("Mul", ["most", "factor"], ["product"]),
        helper.make_node("Constant", [], ["least"], value_floats=[at_least]),
        helper.make_node("Add", ["product", "least"], ["sum"]),
        helper.make_node("Cast", ["sum"], ["count"], to=TensorProto.INT64),
    ]


def endless_model(at_least: float = 0.0) -> bytes:
    """Calculates for ever on whatever is not black, and at least for so many rounds."""
    shape = ALPHA_SHAPE
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Add", ["before", "before"], ["after"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("before", TensorProto.FLOAT, shape),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("after", TensorProto.FLOAT, shape),
        ],
    )
    loop = helper.make_node("Loop", ["count", "", "start"], ["alpha"], body=body)
    return own_model(*_count_of_light(1e18, at_least), brightest("start"), loop)


def hungry_model() -> bytes:
    """Wants eight gigabytes for a white picture."""
    return own_model(
        *_count_of_light(2e9),
        helper.make_node("ConstantOfShape", ["count"], ["huge"]),
        helper.make_node("ReduceSum", ["huge"], ["weight"], keepdims=0),
        brightest("light"),
        helper.make_node("Add", ["light", "weight"], ["alpha"]),
    )


def model_with_weights_in(location: str) -> bytes:
    """Its weights lie in another file: `WEIGHT_BYTES` from its beginning."""
    weight = TensorProto(name="weight", data_type=TensorProto.FLOAT, dims=[WEIGHT_BYTES // 4])
    weight.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(WEIGHT_BYTES))):
        weight.external_data.add(key=key, value=value)
    add = helper.make_node("Add", ["light", "weight"], ["alpha"])
    return own_model(brightest("light"), add, weights=[weight])
