"""A small tflite file, built with the schema's own functions, is read back as values."""

from collections.abc import Callable

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
import pytest
import tflite

from models.errors import NotTflite, UnsupportedOperator
from models.onnx_writer import write_onnx
from models.tflite_reader import Operator, read_tflite

HALVES = np.array([0.5, -2], np.float16)
CUSTOM_KIND = "Convolution2DTransposeBias"
SAME_AND_STRIDES_3_2 = bytes([1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0])


def build_tflite(
    *, graphs: int = 1, add_options: bool = True, custom_options: bytes = SAME_AND_STRIDES_3_2
) -> bytes:
    """A file whose graphs hold a constant, an ADD, a GELU and MediaPipe's custom operator."""
    builder = flatbuffers.Builder()
    buffers = [add_buffer(builder, b""), add_buffer(builder, HALVES.tobytes())]
    codes = [
        add_code(builder, deprecated=tflite.BuiltinOperator.ADD),
        # The schema's way for codes that one byte cannot hold.
        add_code(
            builder,
            code=tflite.BuiltinOperator.GELU,
            deprecated=tflite.BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES,
        ),
        add_code(builder, deprecated=tflite.BuiltinOperator.CUSTOM, custom=CUSTOM_KIND),
    ]
    subgraphs = [add_graph(builder, add_options, custom_options) for _ in range(graphs)]
    buffer_list = add_offsets(builder, tflite.ModelStartBuffersVector, buffers)
    code_list = add_offsets(builder, tflite.ModelStartOperatorCodesVector, codes)
    graph_list = add_offsets(builder, tflite.ModelStartSubgraphsVector, subgraphs)
    tflite.ModelStart(builder)
    tflite.ModelAddVersion(builder, 3)
    tflite.ModelAddBuffers(builder, buffer_list)
    tflite.ModelAddOperatorCodes(builder, code_list)
    tflite.ModelAddSubgraphs(builder, graph_list)
    builder.Finish(tflite.ModelEnd(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def test_shapes_constants_and_ends_are_read() -> None:
    graph = read_tflite(build_tflite())
    assert graph.shapes == ((1, 2, 3, 4), (2,))
    assert graph.inputs == graph.outputs == (0,)
    assert list(graph.constants) == [1]
    assert graph.constants[1].dtype == np.float16
    assert graph.constants[1].tolist() == [0.5, -2]


def test_operators_are_read_in_order_with_their_options() -> None:
    assert read_tflite(build_tflite()).operators == (
        Operator("ADD", (0, 1), (0,), {"FusedActivationFunction": 3}),
        Operator("GELU", (0,), (0,), {}),
        Operator(CUSTOM_KIND, (0,), (0,), {"Padding": 1, "StrideW": 3, "StrideH": 2}),
    )


def test_an_operator_without_a_rule_is_read_and_then_refused_by_name() -> None:
    graph = read_tflite(build_tflite())
    gelu_only = type(graph)(
        graph.shapes, graph.constants, graph.operators[1:2], graph.inputs, graph.outputs
    )
    with pytest.raises(UnsupportedOperator, match="cannot convert operator GELU"):
        write_onnx(gelu_only, metadata={})


@pytest.mark.parametrize("content", [b"", b"TFL3", b"<!DOCTYPE html>", bytes(64)])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(NotTflite, match="identifier"):
        read_tflite(content)


def test_two_graphs_are_refused() -> None:
    with pytest.raises(NotTflite, match="2 graphs"):
        read_tflite(build_tflite(graphs=2))


def test_an_operator_without_its_options_is_refused() -> None:
    with pytest.raises(NotTflite, match="operator ADD has no options"):
        read_tflite(build_tflite(add_options=False))


def test_custom_options_of_another_size_are_refused() -> None:
    with pytest.raises(NotTflite, match="Bias has 8 bytes of options"):
        read_tflite(build_tflite(custom_options=bytes(8)))


def add_graph(builder: flatbuffers.Builder, add_options: bool, custom_options: bytes) -> int:
    tensors = [
        add_tensor(builder, [1, 2, 3, 4], tflite.TensorType.FLOAT32, buffer=0),
        add_tensor(builder, [2], tflite.TensorType.FLOAT16, buffer=1),
    ]
    operators = [
        add_operator(
            builder, code=0, inputs=[0, 1], options=add_relu6(builder) if add_options else None
        ),
        add_operator(builder, code=1, inputs=[0]),
        add_operator(builder, code=2, inputs=[0], custom=custom_options),
    ]
    tensor_list = add_offsets(builder, tflite.SubGraphStartTensorsVector, tensors)
    operator_list = add_offsets(builder, tflite.SubGraphStartOperatorsVector, operators)
    ends = builder.CreateNumpyVector(np.array([0], np.int32))
    tflite.SubGraphStart(builder)
    tflite.SubGraphAddTensors(builder, tensor_list)
    tflite.SubGraphAddOperators(builder, operator_list)
    tflite.SubGraphAddInputs(builder, ends)
    tflite.SubGraphAddOutputs(builder, ends)
    return int(tflite.SubGraphEnd(builder))


def add_relu6(builder: flatbuffers.Builder) -> int:
    tflite.AddOptionsStart(builder)
    tflite.AddOptionsAddFusedActivationFunction(builder, tflite.ActivationFunctionType.RELU6)
    return int(tflite.AddOptionsEnd(builder))


def add_operator(
    builder: flatbuffers.Builder,
    *,
    code: int,
    inputs: list[int],
    options: int | None = None,
    custom: bytes = b"",
) -> int:
    input_list = builder.CreateNumpyVector(np.array(inputs, np.int32))
    output_list = builder.CreateNumpyVector(np.array([0], np.int32))
    custom_list = builder.CreateByteVector(custom)
    tflite.OperatorStart(builder)
    tflite.OperatorAddOpcodeIndex(builder, code)
    tflite.OperatorAddInputs(builder, input_list)
    tflite.OperatorAddOutputs(builder, output_list)
    tflite.OperatorAddCustomOptions(builder, custom_list)
    if options is not None:
        tflite.OperatorAddBuiltinOptionsType(builder, tflite.BuiltinOptions.AddOptions)
        tflite.OperatorAddBuiltinOptions(builder, options)
    return int(tflite.OperatorEnd(builder))


def add_tensor(
    builder: flatbuffers.Builder, shape: list[int], element_type: int, *, buffer: int
) -> int:
    shape_list = builder.CreateNumpyVector(np.array(shape, np.int32))
    tflite.TensorStart(builder)
    tflite.TensorAddShape(builder, shape_list)
    tflite.TensorAddType(builder, element_type)
    tflite.TensorAddBuffer(builder, buffer)
    return int(tflite.TensorEnd(builder))


def add_code(
    builder: flatbuffers.Builder, *, code: int = 0, deprecated: int = 0, custom: str = ""
) -> int:
    name = builder.CreateString(custom)
    tflite.OperatorCodeStart(builder)
    tflite.OperatorCodeAddBuiltinCode(builder, code)
    tflite.OperatorCodeAddDeprecatedBuiltinCode(builder, deprecated)
    tflite.OperatorCodeAddCustomCode(builder, name)
    return int(tflite.OperatorCodeEnd(builder))


def add_buffer(builder: flatbuffers.Builder, content: bytes) -> int:
    values = builder.CreateByteVector(content)
    tflite.BufferStart(builder)
    tflite.BufferAddData(builder, values)
    return int(tflite.BufferEnd(builder))


def add_offsets(builder: flatbuffers.Builder, start: Callable[..., int], offsets: list[int]) -> int:
    start(builder, len(offsets))
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())
