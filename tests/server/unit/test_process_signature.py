from dataclasses import dataclass

import pytest

from camveil.segmenters.process.signature import Misfit, signature_of
from camveil.segmenters.process.wishes import Wishes
from camveil.segmenters.spec import Layout
from camveil.values import Size

Dimensions = list[int | str | None]
SIZE = Size(32, 16)
NOTHING = Wishes()


@dataclass
class Arg:
    shape: Dimensions
    type: str = "tensor(float)"
    name: str = "theirs"


GOOD_INPUT = Arg([1, 3, 16, 32])
GOOD_OUTPUT = Arg([1, 1, 16, 32])


def misfit(source: Arg, wishes: Wishes = NOTHING, outputs: list[Arg] | None = None) -> str:
    with pytest.raises(Misfit) as caught:
        signature_of([source], outputs or [GOOD_OUTPUT], wishes)
    return str(caught.value)


@pytest.mark.parametrize("output", [[1, 1, 16, 32], [1, 2, 16, 32], ["n", None, "h", "w"], []])
def test_a_model_that_fits(output: Dimensions) -> None:
    """What the output is like is seen when there is one."""
    found = signature_of([GOOD_INPUT], [Arg(output, name="mask")], NOTHING)
    assert (found.input_name, found.output_name, found.output) == ("theirs", "mask", 0)
    assert (found.input_size, found.layout) == (SIZE, "NCHW")


@pytest.mark.parametrize("shape", [[1, 16, 32, 3], ["batch", 16, 32, 3], [-1, 16, 32, 3]])
def test_the_colours_may_come_last(shape: Dimensions) -> None:
    found = signature_of([Arg(shape)], [GOOD_OUTPUT], NOTHING)
    assert (found.input_size, found.layout) == (SIZE, "NHWC")


@pytest.mark.parametrize("side_px", [16, 1024])
def test_the_smallest_and_the_largest(side_px: int) -> None:
    found = signature_of([Arg([1, 3, side_px, side_px])], [GOOD_OUTPUT], NOTHING)
    assert found.input_size == (side_px, side_px)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Arg([1, 3, 16, 32], "tensor(uint8)"), "uint8 (1, 3, 16, 32)"),
        (Arg([1, 3, 16, 32], "tensor(float16)"), "float16 (1, 3, 16, 32)"),
        (Arg([1, 3, 16, 32], "seq(tensor(float))"), "of another type (1, 3, 16, 32)"),
        (Arg([1, 1, 16, 32]), "float32 (1, 1, 16, 32)"),
        (Arg([1, 4, 16, 32]), "float32 (1, 4, 16, 32)"),
        (Arg([2, 3, 16, 32]), "float32 (2, 3, 16, 32)"),
        (Arg([1, 3, 15, 32]), "float32 (1, 3, 15, 32)"),
        (Arg([1, 3, 16, 1025]), "float32 (1, 3, 16, 1025)"),
        (Arg([1, 16, 1025, 3]), "float32 (1, 16, 1025, 3)"),
        (Arg([1, 3, 16]), "float32 (1, 3, 16)"),
        (Arg([]), "float32 ()"),
        (Arg([1] * 9), "float32 (1, 1, 1, 1, 1, 1, ...)"),
    ],
)
def test_an_input_that_does_not_fit_is_described(found: Arg, said: str) -> None:
    words = misfit(found)
    assert words.startswith(f"its input is {said}, expected float32 (1, 3, height, width) or (1, ")
    assert "from 16 to 1024" in words


def test_a_size_that_is_left_open_is_asked_for() -> None:
    open_input = Arg([1, 3, "their\x1bname", None])
    assert misfit(open_input) == (
        "its input is float32 (1, 3, ?, ?): say which size it gets, --input-size WIDTHxHEIGHT"
    )
    found = signature_of([open_input], [GOOD_OUTPUT], Wishes(input_size=SIZE))
    assert found.input_size == SIZE
    assert "an input of 8 is not allowed" in misfit(open_input, Wishes(input_size=Size(32, 8)))


def test_a_size_that_the_model_has_cannot_be_another() -> None:
    assert "leave --input-size out" in misfit(GOOD_INPUT, Wishes(input_size=Size(64, 32)))
    assert signature_of([GOOD_INPUT], [GOOD_OUTPUT], Wishes(input_size=SIZE)).input_size == SIZE


@pytest.mark.parametrize("shape", [[1, None, 16, None], [1, 3, 16, 3], [None, None, None, None]])
def test_colours_that_may_be_anywhere_are_asked_for(shape: Dimensions) -> None:
    assert misfit(Arg(shape)).endswith("say which axis has the colours, --layout")


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_the_layout_that_was_asked_for(layout: Layout) -> None:
    wishes = Wishes(layout=layout, input_size=SIZE)
    found = signature_of([Arg([None, None, None, None])], [GOOD_OUTPUT], wishes)
    assert (found.input_size, found.layout) == (SIZE, layout)


def test_a_layout_that_cannot_be_is_said_so() -> None:
    assert misfit(GOOD_INPUT, Wishes(layout="NHWC")).endswith("NHWC is not its layout")


@pytest.mark.parametrize("count", [0, 2, 5])
def test_one_input(count: int) -> None:
    with pytest.raises(Misfit, match=f"it has {count} inputs, expected one: the picture"):
        signature_of([GOOD_INPUT] * count, [GOOD_OUTPUT], NOTHING)


def test_of_several_outputs_one_is_asked_for() -> None:
    outputs = [Arg([1, 2], "tensor(int64)"), Arg([1, 1, 16, 32], name="second")]
    assert misfit(GOOD_INPUT, outputs=outputs) == (
        "it has 2 outputs (0: int64 (1, 2), 1: float32 (1, 1, 16, 32)): say which, --output NUMBER"
    )
    assert "say which" in misfit(GOOD_INPUT, Wishes(output=2), outputs)
    found = signature_of([GOOD_INPUT], outputs, Wishes(output=1))
    assert (found.output_name, found.output) == ("second", 1)


def test_a_model_without_any_output() -> None:
    with pytest.raises(Misfit, match="it has 0 outputs"):
        signature_of([GOOD_INPUT], [], NOTHING)


def test_an_output_of_another_type_is_described() -> None:
    words = misfit(GOOD_INPUT, outputs=[Arg([1, 1, 16, 32], "tensor(int64)")])
    assert words.startswith("its output is int64 (1, 1, 16, 32), expected float32 (1, channels, ")
