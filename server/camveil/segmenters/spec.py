"""What a model is: how it is fed and read, and where it comes from."""

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from camveil.values import Size

SIDE_PX: Final = range(16, 1024 + 1)
"What a model's input and output may have as width and height."
CHANNELS: Final = range(1, 64 + 1)
"What its output may have."

Layout = Literal["NCHW", "NHWC"]
Colours = Literal["RGB", "BGR"]
YUV: Final = "YUV"
Activation = Literal["none", "sigmoid", "softmax"]
Range = tuple[float, float]
Ranges = tuple[Range, Range, Range]
Axes = Literal["CHW", "HWC", "HW"]

UNIT: Final[Range] = (0.0, 1.0)
IMAGENET: Final[Ranges] = ((-2.1179, 2.2489), (-2.0357, 2.4286), (-1.8044, 2.64))
"What the mean and deviation of ImageNet's pictures make of black and white."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInterface:
    """How to feed a model, and what to read from it. Raises ValueError for what cannot be."""

    input_size: Size
    layout: Layout = "NCHW"
    "Order of the input's axes, of which the first is 1 and C is 3."
    colours: Colours | Literal["YUV"] = "RGB"
    """Order of the input's channels. YUV is BT.601's: Y from 0 to 1, U and V from -1/2 to 1/2;
    what ships takes that, which costs less to make."""
    input_ranges: Ranges = (UNIT, UNIT, UNIT)
    "What black and white become: in red, in green, in blue. YUV has its own."
    output: int = 0
    "Which of the outputs has the person."
    output_shape: tuple[int, ...]
    "Of that output, with its axes of length 1."
    activation: Activation = "none"
    "What makes probabilities of the output; softmax is over its channels."
    person_channel: int = 0
    "Of the output: the one that is read."
    output_range: Range = UNIT
    "What is surely background and surely person, after the activation."

    def __post_init__(self) -> None:
        if not all(side_px in SIDE_PX for side_px in self.input_size):
            raise ValueError(f"its input of {self.input_size} is too small or too large")
        if self.output < 0:
            raise ValueError(f"there is no output {self.output}")
        if output_axes(self.output_shape) is None:
            raise ValueError(f"an output of {self.output_shape} is no mask")
        if self.person_channel not in range(self.channels):
            raise ValueError(f"channel {self.person_channel} is none of {self.channels}")
        if self.activation == "softmax" and self.channels < 2:
            raise ValueError("a softmax needs two channels or more")
        if self.colours == YUV and self.input_ranges != (UNIT, UNIT, UNIT):
            raise ValueError("YUV has ranges of its own")
        for low, high in (*self.input_ranges, self.output_range):
            if not (math.isfinite(low) and math.isfinite(high)) or low == high:
                raise ValueError(f"from {low} to {high} is no range")

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input in the order of `layout`."""
        width, height = self.input_size
        return (1, 3, height, width) if self.layout == "NCHW" else (1, height, width, 3)

    @property
    def channels(self) -> int:
        """Of the output."""
        return channels_of(self.output_shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec(ModelInterface):
    """One model file and its interface. A row without hash or licence is refused."""

    name: str
    "What the user chooses it by."
    file: str
    "Name in the folder of models."
    sha256: str
    "Of the file, 64 lower-case hexadecimal digits."
    licence: str
    "SPDX identifier of the weights' licence, or its name."

    def __post_init__(self) -> None:
        # Not super(): it fails in a class that slots have made anew.
        ModelInterface.__post_init__(self)
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"model {self.name!r} has no sha256")
        if not self.licence:
            raise ValueError(f"model {self.name!r} has no licence")


def output_axes(shape: tuple[int, ...]) -> Axes | None:
    """What the axes of an output are; None if it cannot be a mask for one picture."""
    if shape[:1] == (1,) and len(shape) == 4:
        _, first, second, third = shape
        fitting: list[tuple[int, Axes]] = []
        if first in CHANNELS and second in SIDE_PX and third in SIDE_PX:
            fitting.append((first, "CHW"))
        if first in SIDE_PX and second in SIDE_PX and third in CHANNELS:
            fitting.append((third, "HWC"))
        # Channels are fewer than pixels.
        return min(fitting)[1] if fitting else None
    if len(shape) == 2 or (len(shape) == 3 and shape[0] == 1):
        return "HW" if all(side_px in SIDE_PX for side_px in shape[-2:]) else None
    return None


def channels_of(shape: tuple[int, ...]) -> int:
    """How many an output of this shape has, which `output_axes` knows."""
    match output_axes(shape):
        case "CHW":
            return shape[-3]
        case "HWC":
            return shape[-1]
        case _:
            return 1
