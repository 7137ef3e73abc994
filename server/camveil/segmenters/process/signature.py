"""What a user's own model must look like; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from camveil.segmenters.process.wishes import Wishes
from camveil.segmenters.spec import CHANNELS, SIDE_PX, Layout
from camveil.values import Size

COLOURS: Final = 3
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
SIDES: Final = f"each side from {SIDE_PX[0]} to {SIDE_PX[-1]}"
INPUT_WANTED: Final = f"float32 (1, 3, height, width) or (1, height, width, 3), {SIDES}"
OUTPUT_WANTED: Final = (
    f"float32 (1, channels, height, width), (1, height, width, channels) or (1, height, width), "
    f"{CHANNELS[-1]} channels at most"
)

Dimension = int | str | None


class NodeArg(Protocol):
    """What onnxruntime says of an input or output; unknown dimensions have a name or None."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def shape(self) -> Sequence[Dimension]: ...


class Misfit(Exception):
    """Camveil cannot use the model; says what it is and what is expected, in our own words."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a model takes and gives, as far as it says so."""

    input_name: str
    output_name: str
    output: int
    "Which of its outputs that is."
    input_size: Size
    layout: Layout
    any_size: bool
    "Whether it leaves open which size it gets."


def signature_of(
    inputs: Sequence[NodeArg], outputs: Sequence[NodeArg], wishes: Wishes
) -> Signature:
    """What a model says of itself, completed by the wishes; raises Misfit."""
    if len(inputs) != 1:
        raise Misfit(f"it has {len(inputs)} inputs, expected one: the picture")
    (source,) = inputs
    layout = _layout(source, wishes)
    height, width = source.shape[2:] if layout == "NCHW" else source.shape[1:3]
    size = Size(_side(source, width, 0, wishes), _side(source, height, 1, wishes))
    any_size = not (_is_fixed(width) or _is_fixed(height))
    number = _output(outputs, wishes)
    result = outputs[number]
    if result.type != "tensor(float)":
        raise Misfit(f"its output is {described(result)}, expected {OUTPUT_WANTED}")
    return Signature(source.name, result.name, number, size, layout, any_size)


def described(node: NodeArg) -> str:
    return f"{TYPES.get(node.type, 'of another type')} {shape_words(node.shape)}"


def shape_words(shape: Sequence[Dimension]) -> str:
    axes = [str(axis) if isinstance(axis, int) else "?" for axis in shape[:MAX_AXES]]
    return f"({', '.join(axes)}{', ...' if len(shape) > MAX_AXES else ''})"


def _layout(source: NodeArg, wishes: Wishes) -> Layout:
    shape = list(source.shape)
    misfit = Misfit(f"its input is {described(source)}, expected {INPUT_WANTED}")
    if source.type != "tensor(float)" or len(shape) != 4 or not _may_be(shape[0], 1):
        raise misfit
    possible: dict[Layout, Dimension] = {"NCHW": shape[1], "NHWC": shape[3]}
    fitting = [name for name, axis in possible.items() if _may_be(axis, COLOURS)]
    if wishes.layout is not None:
        if wishes.layout not in fitting:
            raise Misfit(f"{misfit}; {wishes.layout} is not its layout")
        return wishes.layout
    sure = [name for name in fitting if possible[name] == COLOURS]
    (*found,) = sure or fitting
    if not found:
        raise misfit
    if len(found) > 1:
        raise Misfit(f"its input is {described(source)}: say which axis has the colours, --layout")
    return found[0]


def _side(source: NodeArg, axis: Dimension, side: int, wishes: Wishes) -> int:
    wished = wishes.input_size[side] if wishes.input_size else None
    if not _is_fixed(axis):
        if wished is None:
            raise Misfit(
                f"its input is {described(source)}: say which size it gets, "
                "--input-size WIDTHxHEIGHT"
            )
        if wished not in SIDE_PX:
            raise Misfit(f"an input of {wished} is not allowed, expected {SIDES}")
        return wished
    assert isinstance(axis, int)
    if axis not in SIDE_PX:
        raise Misfit(f"its input is {described(source)}, expected {INPUT_WANTED}")
    if wished not in (None, axis):
        raise Misfit(f"its input is {described(source)}: leave --input-size out")
    return axis


def _output(outputs: Sequence[NodeArg], wishes: Wishes) -> int:
    number = wishes.output
    if number is None and len(outputs) == 1:
        return 0
    if number is None or number not in range(len(outputs)):
        listed = ", ".join(f"{n}: {described(one)}" for n, one in enumerate(outputs[:MAX_AXES]))
        raise Misfit(f"it has {len(outputs)} outputs ({listed}): say which, --output NUMBER")
    return number


def _may_be(axis: Dimension, length: int) -> bool:
    return axis == length or not _is_fixed(axis)


def _is_fixed(axis: Dimension) -> bool:
    # A length that is left open is a name, None, or below zero.
    return isinstance(axis, int) and axis >= 0
