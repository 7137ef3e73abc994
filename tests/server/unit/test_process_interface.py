from dataclasses import dataclass

import numpy as np
import pytest

from camveil.segmenters.process.interface import Misfit, input_size_of, interface_of
from camveil.values import Size

Dimensions = list[int | str | None]
SIZE = Size(32, 16)


@dataclass
class Arg:
    shape: Dimensions
    type: str = "tensor(float)"


GOOD_INPUT = Arg([1, 3, 16, 32])
GOOD_OUTPUT = Arg([1, 1, 16, 32])


@pytest.mark.parametrize("output", [[1, 1, 16, 32], [1, 2, 16, 32], ["n", None, "h", "w"], []])
def test_a_model_that_fits(output: Dimensions) -> None:
    """What the output is like is seen when there is one."""
    assert input_size_of([GOOD_INPUT], [Arg(output)]) == SIZE


@pytest.mark.parametrize("side_px", [16, 1024])
def test_the_smallest_and_the_largest(side_px: int) -> None:
    shape: Dimensions = [1, 3, side_px, side_px]
    assert input_size_of([Arg(shape)], [GOOD_OUTPUT]) == (side_px, side_px)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Arg([1, 3, 16, 32], "tensor(uint8)"), "uint8 (1, 3, 16, 32)"),
        (Arg([1, 3, 16, 32], "seq(tensor(float))"), "of another type (1, 3, 16, 32)"),
        (Arg([1, 16, 32, 3]), "float32 (1, 16, 32, 3)"),
        (Arg([1, 1, 16, 32]), "float32 (1, 1, 16, 32)"),
        (Arg([2, 3, 16, 32]), "float32 (2, 3, 16, 32)"),
        (Arg([1, 3, "their\x1bname", None]), "float32 (1, 3, ?, ?)"),
        (Arg([1, 3, 15, 32]), "float32 (1, 3, 15, 32)"),
        (Arg([1, 3, 16, 1025]), "float32 (1, 3, 16, 1025)"),
        (Arg([1, 3, 16, -1]), "float32 (1, 3, 16, -1)"),
        (Arg([1, 3, 16]), "float32 (1, 3, 16)"),
        (Arg([]), "float32 ()"),
        (Arg([1] * 9), "float32 (1, 1, 1, 1, 1, 1, ...)"),
    ],
)
def test_an_input_that_does_not_fit_is_described(found: Arg, said: str) -> None:
    with pytest.raises(Misfit) as caught:
        input_size_of([found], [GOOD_OUTPUT])
    assert str(caught.value).startswith(f"its input is {said}, expected float32 (1, 3, height, wid")
    assert "from 16 to 1024" in str(caught.value)


@pytest.mark.parametrize(("inputs", "outputs"), [(0, 1), (2, 1), (1, 0), (1, 2)])
def test_one_input_and_one_output(inputs: int, outputs: int) -> None:
    with pytest.raises(Misfit, match=f"it has {inputs} inputs and {outputs} outputs"):
        input_size_of([GOOD_INPUT] * inputs, [GOOD_OUTPUT] * outputs)


def test_an_output_of_another_type_is_described() -> None:
    with pytest.raises(Misfit, match=r"output is int64 \(1, 1, 16, 32\), expected float32 \(1, 1 "):
        input_size_of([GOOD_INPUT], [Arg([1, 1, 16, 32], "tensor(int64)")])


@pytest.mark.parametrize("channels", [1, 2])
def test_the_person_is_in_the_last_channel(channels: int) -> None:
    interface = interface_of(SIZE, np.zeros((1, channels, 16, 32), np.float32))
    assert interface.person_channel == channels - 1
    assert interface.input_shape == (1, 3, 16, 32)


@pytest.mark.parametrize(
    "shape", [(1, 3, 16, 32), (1, 0, 16, 32), (1, 1, 32, 16), (2, 1, 16, 32), (16, 32), ()]
)
def test_an_output_of_another_shape_is_described(shape: tuple[int, ...]) -> None:
    with pytest.raises(Misfit, match=r"its output is float32 \(.*expected float32 \(1, 1 or 2, 16"):
        interface_of(SIZE, np.zeros(shape, np.float32))


@pytest.mark.parametrize("output", [[], {}, None, np.zeros((1, 1, 16, 32), np.float64)])
def test_an_output_that_is_no_tensor_of_floats(output: object) -> None:
    with pytest.raises(Misfit, match="no tensor of float32"):
        interface_of(SIZE, output)
