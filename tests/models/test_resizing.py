"""A network for other sizes is the one that would have been built for them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import helper, numpy_helper

from models.convert import MODELS_DIR
from models.errors import WrongSize
from models.resizing import SizePx, resized
from models.rewriting import rewritten

HALVED: dict[str, Any] = {
    "kernel_shape": [3, 3],
    "pads": [0, 0, 1, 1],
    "strides": [2, 2],
    "group": 1,
}
ENLARGED: dict[str, Any] = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}


def network(height: int, width: int) -> onnx.ModelProto:
    """Halves pictures, weights their channels by their means, and enlarges them again."""
    nodes = [
        helper.make_node("Conv", ["input", "kernels"], ["half"], **HALVED),
        helper.make_node("GlobalAveragePool", ["half"], ["mean"]),
        helper.make_node("Mul", ["half", "mean"], ["gated"]),
        helper.make_node("Resize", ["gated", "", "", "sizes"], ["alpha"], **ENLARGED),
    ]
    constants: dict[str, npt.NDArray[Any]] = {
        "kernels": np.random.default_rng(1).standard_normal((4, 3, 3, 3), np.float32),
        "sizes": np.array([1, 4, height, width], np.int64),
    }
    planes = [
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, (1, channels, height, width))
        for name, channels in (("input", 3), ("alpha", 4))
    ]
    weights = [numpy_helper.from_array(values, name) for name, values in constants.items()]
    graph = helper.make_graph(nodes, "test", planes[:1], planes[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)


def run(model: onnx.ModelProto, picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (result,) = session.run(["alpha"], {"input": picture})
    return np.asarray(result)


@pytest.mark.parametrize("size_px", [SizePx(10, 6), SizePx(40, 24), SizePx(20, 12)])
@pytest.mark.parametrize("rewrite", [False, True])
def test_it_computes_what_one_of_that_size_does(size_px: SizePx, rewrite: bool) -> None:
    model = network(12, 20)
    if rewrite:
        model = rewritten(model)
    before = model.SerializeToString()
    picture = np.random.default_rng(2).random((1, 3, size_px.height, size_px.width), np.float32)
    after = run(resized(model, size_px), picture)
    assert after.shape == (1, 4, size_px.height, size_px.width)
    expected = run(network(size_px.height, size_px.width), picture)
    np.testing.assert_allclose(after, expected, rtol=0, atol=1e-5)
    assert model.SerializeToString() == before, "the one that was given is as it was"


@pytest.mark.parametrize("size_px", [SizePx(30, 15), SizePx(15, 9), SizePx(200, 112)])
def test_a_size_that_does_not_come_out_even_is_refused(size_px: SizePx) -> None:
    landscape = onnx.load(str(MODELS_DIR / "selfie_segmentation_landscape.onnx"))
    with pytest.raises(WrongSize, match=f"{size_px.width}x{size_px.height}"):
        resized(landscape, size_px)
