"""The landscape model as other makers would have exported it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from camveil.segmenters import MODELS, models_dir
from camveil.segmenters.spec import Activation, Colours, Layout, Range, Ranges
from camveil.segmenters.tensors import TO_RGB

HEIGHT, WIDTH = 144, 256
UNIT_RANGES: Ranges = ((0.0, 1.0), (0.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What is different about a model that sees the same persons."""

    layout: Layout = "NCHW"
    colours: Colours = "RGB"
    input_ranges: Ranges = UNIT_RANGES
    open_size: bool = False
    "It does not say which size it wants."
    any_size: bool = False
    "With `open_size`: it really takes any."
    activation: Activation = "none"
    "What is left to do."
    channels: int = 1
    "Of the output; with two or more the first is the background."
    output_layout: Layout = "NCHW"
    output_range: Range = (0.0, 1.0)
    second_output: bool = False
    licence: str | None = None

    def file(self) -> bytes:
        model = onnx.load_from_string((models_dir() / MODELS["landscape"].file).read_bytes())
        graph = model.graph
        before, source = self._before()
        after, result = self._after()
        for node in graph.node:
            for index, name in enumerate(node.input):
                if name == "input":
                    node.input[index] = "landscape_input"
            for index, name in enumerate(node.output):
                if name == "alpha":
                    node.output[index] = "landscape_alpha"
        nodes = [*before, *graph.node, *after]
        outputs = [helper.make_tensor_value_info("mask", TensorProto.FLOAT, result)]
        if self.second_output:
            nodes.append(helper.make_node("Neg", ["mask"], ["other"]))
            outputs.append(helper.make_tensor_value_info("other", TensorProto.FLOAT, result))
        inputs = [helper.make_tensor_value_info("picture", TensorProto.FLOAT, source)]
        changed = helper.make_graph(nodes, "variant", inputs, outputs, list(graph.initializer))
        made = helper.make_model(
            changed, opset_imports=list(model.opset_import), ir_version=model.ir_version
        )
        if self.licence is not None:
            helper.set_model_props(made, {"license": self.licence})
        content: bytes = made.SerializeToString()
        return content

    def _before(self) -> tuple[list[onnx.NodeProto], Sequence[int | str]]:
        """From the variant's input to that of the model."""
        name, nodes = "picture", []
        sides: Sequence[int | str] = ("height", "width") if self.open_size else (HEIGHT, WIDTH)
        shape: Sequence[int | str] = (1, 3, *sides)
        if self.layout == "NHWC":
            shape = (1, *sides, 3)
            nodes.append(helper.make_node("Transpose", [name], ["chw"], perm=[0, 3, 1, 2]))
            name = "chw"
        if self.colours == "BGR":
            nodes += [
                helper.make_node("Constant", [], ["order"], value_ints=[2, 1, 0]),
                helper.make_node("Gather", [name, "order"], ["rgb"], axis=1),
            ]
            name = "rgb"
        lows = [low for low, _ in self.input_ranges]
        spans = [high - low for low, high in self.input_ranges]
        for key, values in (("lows", lows), ("spans", spans)):
            tensor = helper.make_tensor(key, TensorProto.FLOAT, (1, 3, 1, 1), values)
            nodes.append(helper.make_node("Constant", [], [key], value=tensor))
        if self.any_size:
            sizes = [1, 3, HEIGHT, WIDTH]
            nodes += [
                helper.make_node("Constant", [], ["sizes"], value_ints=sizes),
                helper.make_node("Resize", [name, "", "", "sizes"], ["resized"], mode="linear"),
            ]
            name = "resized"
        kernels = np.linalg.inv(TO_RGB).ravel()
        to_yuv = helper.make_tensor("to_yuv", TensorProto.FLOAT, (3, 3, 1, 1), kernels)
        nodes += [
            helper.make_node("Sub", [name, "lows"], ["from_zero"]),
            helper.make_node("Div", ["from_zero", "spans"], ["unit_rgb"]),
            helper.make_node("Constant", [], ["to_yuv"], value=to_yuv),
            helper.make_node("Conv", ["unit_rgb", "to_yuv"], ["landscape_input"]),
        ]
        return nodes, shape

    def _after(self) -> tuple[list[onnx.NodeProto], Sequence[int]]:
        """From the model's alpha to the variant's output."""
        nodes = [
            helper.make_node("Constant", [], ["least"], value_float=1e-4),
            helper.make_node("Constant", [], ["most"], value_float=1 - 1e-4),
            helper.make_node("Clip", ["landscape_alpha", "least", "most"], ["person"]),
            helper.make_node("Constant", [], ["one"], value_float=1.0),
            helper.make_node("Sub", ["one", "person"], ["rest"]),
        ]
        person, rest = "person", "rest"
        if self.activation == "softmax":
            nodes += [helper.make_node("Log", [name], [f"log_{name}"]) for name in (person, rest)]
            person, rest = "log_person", "log_rest"
        elif self.activation == "sigmoid":
            nodes += [
                helper.make_node("Div", [person, rest], ["odds"]),
                helper.make_node("Log", ["odds"], ["logits"]),
                helper.make_node("Neg", ["logits"], ["against"]),
            ]
            person, rest = "logits", "against"
        low, high = self.output_range
        nodes += [
            helper.make_node("Constant", [], ["low"], value_float=low),
            helper.make_node("Constant", [], ["span"], value_float=high - low),
            helper.make_node("Mul", [person, "span"], ["spanned"]),
            helper.make_node("Add", ["spanned", "low"], ["said"]),
        ]
        name = "said"
        if self.channels > 1:
            none = [f"none_{number}" for number in range(self.channels - 2)]
            far = -20.0 if self.activation == "softmax" else 0.0
            nodes.append(helper.make_node("Constant", [], ["far"], value_float=far))
            nodes.append(helper.make_node("Sub", [rest, rest], ["zero"]))
            nodes += [helper.make_node("Add", ["zero", "far"], [one]) for one in none]
            nodes.append(helper.make_node("Concat", [rest, *none, "said"], ["all"], axis=1))
            name = "all"
        shape = [1, self.channels, HEIGHT, WIDTH]
        if self.output_layout == "NHWC":
            nodes.append(helper.make_node("Transpose", [name], ["mask"], perm=[0, 2, 3, 1]))
            shape = [1, HEIGHT, WIDTH, self.channels]
        else:
            nodes.append(helper.make_node("Identity", [name], ["mask"]))
        return nodes, shape
