"""Models of a few hundred bytes, for what a loader makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import onnx
from onnx import TensorProto, helper

from camveil.segmenters.registry import ModelSpec


def tiny_model(
    spec: ModelSpec, *nodes: onnx.NodeProto, output: onnx.ValueInfoProto | None = None
) -> bytes:
    """A model with the spec's input and these nodes, that compute `alpha`."""
    source = helper.make_tensor_value_info("input", TensorProto.FLOAT, spec.input_shape)
    graph = helper.make_graph(nodes, "tiny", [source], [output or float_output(spec.input_shape)])
    opsets = [helper.make_opsetid("", 13)]
    model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=7).SerializeToString()
    return model


def float_output(shape: Sequence[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info("alpha", TensorProto.FLOAT, shape)
