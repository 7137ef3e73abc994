"""A network that takes luma and chroma is the one that takes red, green and blue."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import helper, numpy_helper

from camveil.segmenters import tensors
from models.errors import UnsupportedOperator
from models.planes import TO_RGB, taking_planes

SHAPE = (1, 3, 12, 16)


def network(*nodes: onnx.NodeProto) -> onnx.ModelProto:
    rng = np.random.default_rng(1)
    constants = [
        numpy_helper.from_array(rng.standard_normal((4, 3, 3, 3), np.float32), "kernels"),
        numpy_helper.from_array(rng.standard_normal(4, np.float32), "biases"),
    ]
    source = helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, SHAPE)
    result = helper.make_tensor_value_info("alpha", onnx.TensorProto.FLOAT, (1, 4, 12, 16))
    graph = helper.make_graph(list(nodes), "some", [source], [result], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def convolution(source: str, result: str) -> onnx.NodeProto:
    return helper.make_node("Conv", [source, "kernels", "biases"], [result], pads=[1, 1, 1, 1])


def run(model: onnx.ModelProto, planes: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return np.asarray(session.run(None, {"input": planes})[0])


def test_it_gives_the_same_up_to_the_border() -> None:
    model = network(convolution("input", "alpha"))
    yuv = np.random.default_rng(2).random(SHAPE, np.float32)
    rgb = np.einsum("ck,bkhw->bchw", TO_RGB, yuv).astype(np.float32)
    before = model.SerializeToString()
    assert np.abs(run(taking_planes(model), yuv) - run(model, rgb)).max() < 1e-5
    assert model.SerializeToString() == before


def test_what_is_no_convolution_is_refused() -> None:
    model = network(
        helper.make_node("Relu", ["input"], ["positive"]), convolution("positive", "alpha")
    )
    with pytest.raises(UnsupportedOperator, match="Relu"):
        taking_planes(model)


def test_the_server_means_the_same_by_it() -> None:
    assert np.array_equal(TO_RGB, tensors.TO_RGB)
