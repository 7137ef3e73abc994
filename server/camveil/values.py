"""What the parts of the server hand to each other: frozen, checked once at the border."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from camveil.protocol import HEAVY_STRENGTH, MEDIUM_STRENGTH

Plane = npt.NDArray[np.uint8]
"""One plane: uint8 (height, width); rows may be padded, the pixels of a row lie side by side."""


class Size(NamedTuple):
    """Width and height in pixels, in OpenCV's order."""

    width: int
    height: int

    @property
    def chroma(self) -> "Size":
        """Size of the U and V planes of an I420 picture of this size."""
        return Size((self.width + 1) // 2, (self.height + 1) // 2)


class Matrix(Enum):
    """How much of red and of blue is in luma, from which the rest of the conversion follows."""

    BT601 = (0.299, 0.114)
    BT709 = (0.2126, 0.0722)
    BT2020 = (0.2627, 0.0593)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded I420 picture with its timing. Whoever receives one must not write to it."""

    y: Plane
    "Luma, (height, width)."
    u: Plane
    "Blue difference, (ceil(height / 2), ceil(width / 2))."
    v: Plane
    "Red difference, as u."
    pts_90khz: int
    "Presentation time in ticks of the RTP video clock."
    full_range: bool
    "Luma spans 0 to 255; otherwise 16 to 235, and chroma 16 to 240."
    matrix: Matrix = Matrix.BT601
    "What its colours are made by; cameras deliver BT.601."

    def __post_init__(self) -> None:
        for name, plane in (("y", self.y), ("u", self.u), ("v", self.v)):
            _check_plane(f"plane {name}", plane)
        size = self.size
        for name, plane in (("u", self.u), ("v", self.v)):
            if plane.shape != (size.chroma.height, size.chroma.width):
                raise ValueError(
                    f"plane {name} must be {size.chroma.width}x{size.chroma.height} in a picture "
                    f"of {size.width}x{size.height}, got (height, width) {plane.shape}"
                )

    @property
    def size(self) -> Size:
        height, width = self.y.shape
        return Size(width, height)


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Y, U and V of a picture without a time: each of any size, to be enlarged to the picture's."""

    y: Plane
    u: Plane
    v: Plane


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """How much of each pixel is person, smaller than its picture; 255 = person."""

    values: Plane
    "uint8 (height, width)."

    def __post_init__(self) -> None:
        _check_plane("alpha", self.values)

    @property
    def size(self) -> Size:
        height, width = self.values.shape
        return Size(width, height)


@dataclass(frozen=True, slots=True)
class FramePlace:
    """Where a frame stands among the camera's, those included that nobody processes."""

    number: int
    "In intervals of the camera: the difference of two is how many frames lie between them."
    interval_s: float
    "From one frame of the camera to the next, as they arrive; more than 0."


@dataclass(frozen=True, slots=True)
class Blur:
    """What is behind the person, without its detail."""

    strength: float = MEDIUM_STRENGTH
    "Deviation in pixels in a picture of 540 lines; more than 0, up to MAX_STRENGTH."


@dataclass(frozen=True, slots=True)
class Portrait:
    """The same, growing with the distance from the person."""

    strength: float
    "As far away as it grows; otherwise as in Blur."


@dataclass(frozen=True, slots=True)
class Color:
    """One colour, sRGB, 0 to 255 each."""

    red: int
    green: int
    blue: int


@dataclass(frozen=True, slots=True)
class Background:
    """An image or a video of the person's."""

    id: str
    "SHA-256 of its file, in hexadecimal."
    meanwhile: Blur = Blur(HEAVY_STRENGTH)
    "What hides the room until the server has it: who chose a picture wants nothing of it seen."


Behind = Blur | Portrait | Color | Background
"""What is to be seen in place of the background."""


@dataclass(frozen=True, slots=True)
class EffectSettings:
    """What the page wants of each frame, as its last Configure said."""

    revision: int
    "Counts the changes; 0 to 2**32 - 1."
    epoch: int
    "Run of media since the last anchoring; 0 to 2**16 - 1."
    blur: bool
    "Return frames with the background hidden."
    mask: bool
    "Return each frame's mask."
    behind: Behind = field(default_factory=Blur)
    "What hides the background when blur is on."
    only_me: bool = False
    "Hide everybody but one person."


@dataclass(frozen=True, slots=True)
class StageTimings:
    """How long one frame spent where."""

    wait_us: int
    "From decoded to taken by the effect."
    segment_us: int
    composite_us: int
    encode_us: int


def _check_plane(name: str, plane: Plane) -> None:
    if plane.dtype != np.uint8 or plane.ndim != 2:
        raise ValueError(f"{name} must be uint8 (height, width), got {plane.dtype} {plane.shape}")
    if plane.size == 0:
        raise ValueError(f"{name} has no pixels: {plane.shape}")
    # OpenCV copies anything else silently, and every frame would pay for it.
    if plane.shape[1] > 1 and plane.strides[1] != 1:
        raise ValueError(f"the pixels of a row of {name} must lie side by side")
