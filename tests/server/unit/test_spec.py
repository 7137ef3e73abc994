from dataclasses import replace

import pytest

from camveil.segmenters.registry import LANDSCAPE
from camveil.segmenters.spec import ModelInterface, channels_of, output_axes
from camveil.values import Size

SIZE = Size(32, 16)
INTERFACE = ModelInterface(input_size=SIZE, output_shape=(1, 2, 16, 32))


@pytest.mark.parametrize("sha256", ["", "8d13b7fae74af625", "F" * 64])
def test_a_row_without_a_hash_is_refused(sha256: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        replace(LANDSCAPE, sha256=sha256)


def test_a_row_without_a_licence_is_refused() -> None:
    with pytest.raises(ValueError, match="licence"):
        replace(LANDSCAPE, licence="")


def test_a_row_is_checked_as_every_interface_is() -> None:
    with pytest.raises(ValueError, match="channel 1"):
        replace(LANDSCAPE, person_channel=1)


def test_the_layout_says_where_the_colours_are() -> None:
    assert LANDSCAPE.input_shape == (1, 3, 144, 256)
    assert replace(LANDSCAPE, layout="NHWC").input_shape == (1, 144, 256, 3)


@pytest.mark.parametrize(
    ("shape", "axes", "channels"),
    [
        ((1, 1, 16, 32), "CHW", 1),
        ((1, 64, 1024, 1024), "CHW", 64),
        ((1, 16, 32, 2), "HWC", 2),
        ((1, 16, 16, 16), "CHW", 16),
        ((1, 48, 64, 21), "HWC", 21),
        ((1, 21, 48, 64), "CHW", 21),
        ((1, 16, 32), "HW", 1),
        ((16, 32), "HW", 1),
    ],
)
def test_the_axes_of_an_output_follow_from_its_shape(
    shape: tuple[int, ...], axes: str, channels: int
) -> None:
    assert output_axes(shape) == axes
    assert channels_of(shape) == channels


@pytest.mark.parametrize(
    "shape",
    [
        (),
        (32,),
        (1, 32),
        (2, 1, 16, 32),
        (2, 16, 32),
        (1, 0, 16, 32),
        (1, 65, 128, 66),
        (1, 1, 15, 32),
        (1, 1, 16, 1025),
        (1, 1, 1, 16, 32),
    ],
)
def test_what_is_no_mask_for_one_picture_has_none(shape: tuple[int, ...]) -> None:
    assert output_axes(shape) is None
    with pytest.raises(ValueError, match="is no mask"):
        replace(INTERFACE, output_shape=shape)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"input_size": Size(15, 16)}, "too small"),
        ({"input_size": Size(16, 1025)}, "too large"),
        ({"output": -1}, "no output -1"),
        ({"person_channel": 2}, "channel 2"),
        ({"person_channel": -1}, "channel -1"),
        ({"output_shape": (1, 1, 16, 32), "activation": "softmax"}, "softmax"),
        ({"output_range": (1.0, 1.0)}, "no range"),
        ({"output_range": (0.0, float("inf"))}, "no range"),
        ({"input_ranges": ((0.0, 1.0), (0.0, 1.0), (float("nan"), 1.0))}, "no range"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(INTERFACE, **changes)  # type: ignore[arg-type]
