"""A model's interface in the words of the command line's options; pure."""

import math
from typing import Any, Final

from camveil.segmenters.spec import IMAGENET, Range, Ranges
from camveil.values import Size

OPTIONS: Final = ("input_ranges", "colours", "activation", "person_channel", "output_range")
"What a trial can find out."
FLAGS: Final = {
    "input_size": "--input-size",
    "layout": "--layout",
    "colours": "--colours",
    "input_ranges": "--input-range",
    "output": "--output",
    "activation": "--activation",
    "person_channel": "--person-channel",
    "output_range": "--output-range",
}


def option_words(name: str, value: Any) -> str:
    """The option that asks for this value of a field of ModelInterface."""
    return f"{FLAGS[name]} {value_words(name, value)}"


def value_words(name: str, value: Any) -> str:
    """The value as the option takes it."""
    if name == "input_ranges":
        return ranges_words(value)
    if name == "output_range":
        return range_words(value)
    if name == "input_size":
        return f"{value.width}x{value.height}"
    return str(value)


def range_words(value: Range) -> str:
    return ":".join(f"{end:g}" for end in value)


def ranges_words(value: Ranges) -> str:
    if value == IMAGENET:
        return "imagenet"
    return range_words(value[0]) if len(set(value)) == 1 else ",".join(map(range_words, value))


def parse_size(text: str) -> Size:
    """`256x144`; raises ValueError."""
    width, height = text.split("x")
    return Size(int(width), int(height))


def parse_range(text: str) -> Range:
    """`0:1`; raises ValueError."""
    low, high = (float(end) for end in text.split(":"))
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        raise ValueError(f"from {low} to {high} is no range")
    return low, high


def parse_ranges(text: str) -> Ranges:
    """`0:1` for all channels, one for each with commas between, or `imagenet`; ValueError."""
    if text == "imagenet":
        return IMAGENET
    parts = [parse_range(part) for part in text.split(",")]
    if len(parts) == 1:
        parts *= 3
    red, green, blue = parts
    return red, green, blue
