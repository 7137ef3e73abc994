"""Rewritten networks compute what they computed before, in the steps that are cheap."""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import helper, numpy_helper

from models.rewriting import rewritten

Floats = npt.NDArray[np.float32]

ENLARGED = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
MIXED: dict[str, Any] = {"kernel_shape": [1, 1], "strides": [1, 1], "group": 1}


def random_floats(*shape: int) -> Floats:
    return np.random.default_rng(shape).standard_normal(shape, np.float32)


def network(
    nodes: list[onnx.NodeProto], constants: dict[str, npt.NDArray[Any]], result: tuple[int, ...]
) -> onnx.ModelProto:
    """From `input`, eight planes of 6 x 10, to `alpha`."""
    planes = [
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
        for name, shape in (("input", (1, 8, 6, 10)), ("alpha", result))
    ]
    weights = [numpy_helper.from_array(values, name) for name, values in constants.items()]
    graph = helper.make_graph(nodes, "test", planes[:1], planes[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)


def run(model: onnx.ModelProto) -> Floats:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (result,) = session.run(["alpha"], {"input": random_floats(1, 8, 6, 10)})
    return np.asarray(result)


def kinds(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


def node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], name=output, **attributes)


def enlarged_then_mixed(
    side: int,
    result: tuple[int, int] | None = None,
    *,
    channels: int = 8,
    enlarged: dict[str, Any] = ENLARGED,
    **mixed: Any,
) -> onnx.ModelProto:
    height, width = 6 * side, 10 * side
    return network(
        [
            node("Resize", ["input", "part", "", "sizes"], "large", **enlarged),
            node("Conv", ["large", "kernels", "bias"], "alpha", **MIXED | mixed),
        ],
        {
            "part": np.array([0, 0, 0.2, 0.2, 1, 1, 1.2, 1.2], np.float32),
            "sizes": np.array([1, channels, height, width], np.int64),
            "kernels": random_floats(4, channels, 1, 1),
            "bias": random_floats(4),
        },
        (1, 4, *(result or (height, width))),
    )


def gated(*inputs: str) -> onnx.ModelProto:
    return network(
        [
            *([node("GlobalAveragePool", ["input"], "mean")] if "mean" in inputs else []),
            node("Mul", list(inputs), "alpha"),
        ],
        {"factors": random_floats(1, 8, 1, 1)},
        (1, 8, 6, 10),
    )


def averaged_sum(side: int, enlarged: dict[str, Any] = ENLARGED) -> onnx.ModelProto:
    height, width = 6 * side, 10 * side
    return network(
        [
            node("Resize", ["input", "", "", "sizes"], "large", **enlarged),
            node("Resize", ["input", "", "", "sizes"], "other", mode="nearest"),
            node("Add", ["other", "large"], "sum"),
            node("GlobalAveragePool", ["sum"], "alpha"),
        ],
        {"sizes": np.array([1, 8, height, width], np.int64)},
        (1, 8, 1, 1),
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (enlarged_then_mixed(2), ["Conv", "Resize"]),
        (enlarged_then_mixed(3), ["Conv", "Resize"]),
        (gated("input", "mean"), ["GlobalAveragePool", "Resize", "Mul"]),
        (gated("mean", "input"), ["GlobalAveragePool", "Resize", "Mul"]),
        (averaged_sum(2), ["Resize", "GlobalAveragePool", "GlobalAveragePool", "Add"]),
        (averaged_sum(3), ["Resize", "Resize", "Add", "GlobalAveragePool"]),
    ],
    ids=[
        "mix",
        "mix, three times",
        "gate",
        "gate first",
        "average",
        "average, three times: as it was",
    ],
)
def test_what_it_computes_stays(model: onnx.ModelProto, expected: list[str]) -> None:
    before = model.SerializeToString()
    after = rewritten(model)
    assert kinds(after) == expected
    np.testing.assert_allclose(run(after), run(model), rtol=0, atol=1e-5)
    assert model.SerializeToString() == before, "the one that was given is as it was"


def averaged_repeated_sum() -> onnx.ModelProto:
    model = averaged_sum(2)
    model.graph.node.insert(2, node("GlobalAveragePool", ["other"], "one"))
    model.graph.node[3].input[0] = "one"
    return model


ELSEWHERE = {"mode": "linear", "coordinate_transformation_mode": "asymmetric"}
CORNERS = {"mode": "linear", "coordinate_transformation_mode": "align_corners"}
CROPPED = {"mode": "linear", "coordinate_transformation_mode": "tf_crop_and_resize"}


@pytest.mark.parametrize(
    "model",
    [
        enlarged_then_mixed(2, (14, 22), pads=[1, 1, 1, 1]),
        enlarged_then_mixed(2, (6, 10), strides=[2, 2]),
        enlarged_then_mixed(2, channels=16, enlarged={"mode": "nearest"}),
        enlarged_then_mixed(2, enlarged=CROPPED),
        gated("input", "factors"),
        averaged_sum(2, ELSEWHERE),
        averaged_sum(2, CORNERS),
        averaged_repeated_sum(),
    ],
    ids=[
        "mix with a border",
        "mix of every second pixel",
        "more channels",
        "a part is enlarged",
        "factors that are known",
        "pixels lie elsewhere",
        "corners stay where they are",
        "one is added to all",
    ],
)
def test_what_is_built_in_another_way_stays_as_it_is(model: onnx.ModelProto) -> None:
    after = rewritten(model)
    assert sorted(kinds(after)) == sorted(kinds(model))
    np.testing.assert_allclose(run(after), run(model), rtol=0, atol=1e-5)


def test_what_somebody_else_needs_is_not_made_smaller() -> None:
    model = enlarged_then_mixed(2)
    model.graph.node[1].output[0] = "mixed"
    model.graph.node.append(node("Concat", ["mixed", "large"], "alpha", axis=1))
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 12
    assert kinds(rewritten(model)) == ["Resize", "Conv", "Concat"]


def test_a_kernel_of_more_than_a_pixel_stays_where_it_is() -> None:
    model = enlarged_then_mixed(2)
    convolution = model.graph.node[1]
    del convolution.attribute[:]
    attributes = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [1, 1], "group": 1}
    convolution.attribute.extend(helper.make_attribute(*one) for one in attributes.items())
    kernels = numpy_helper.from_array(random_floats(4, 8, 3, 3), "kernels")
    (before,) = (one for one in model.graph.initializer if one.name == "kernels")
    before.CopyFrom(kernels)
    assert kinds(rewritten(model)) == ["Resize", "Conv"]
