"""From a picture to a model's input, and from its output to an alpha; pure.

A picture is made small as planes, before it becomes RGB: the matrix then runs over the model's
37 thousand pixels and not over the camera's million.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.segmenters.registry import ModelInterface
from camveil.values import Alpha, Picture, Plane, Size

Tensor = npt.NDArray[np.float32]

# BT.601, what cameras deliver: contributions of U and V, each -1/2 to 1/2, to R, G and B.
V_TO_R: Final = 1.402
U_TO_G: Final = -0.344136
V_TO_G: Final = -0.714136
U_TO_B: Final = 1.772


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """A picture's planes at a model's size, U and V as large as Y."""

    y: Plane
    u: Plane
    v: Plane
    full_range: bool
    "As in Picture."


def shrink(picture: Picture, size: Size) -> Shrunk:
    """The picture's full view, squeezed into this size."""
    y, u, v = (_shrink(plane, size) for plane in (picture.y, picture.u, picture.v))
    return Shrunk(y, u, v, picture.full_range)


def input_tensor(shrunk: Shrunk, interface: ModelInterface) -> Tensor:
    """The picture as R, G, B, float32 in the interface's shape and range."""
    y, u, v = (plane.astype(np.float32) for plane in (shrunk.y, shrunk.u, shrunk.v))
    if shrunk.full_range:
        luma = y / 255
        blue, red = ((chroma - 128) / 255 for chroma in (u, v))
    else:
        luma = (y - 16) / 219
        blue, red = ((chroma - 128) / 224 for chroma in (u, v))
    tensor = np.empty(interface.input_shape, np.float32)
    tensor[0, 0] = luma + V_TO_R * red
    tensor[0, 1] = luma + U_TO_G * blue + V_TO_G * red
    tensor[0, 2] = luma + U_TO_B * blue
    np.clip(tensor, 0.0, 1.0, out=tensor)
    black, white = interface.input_range
    if (black, white) != (0.0, 1.0):
        tensor *= white - black
        tensor += black
    return tensor


def output_alpha(output: Tensor, interface: ModelInterface) -> Alpha:
    """Of the probabilities, float32 (1, channels, height, width), those of a person."""
    # OpenCV takes the absolute value: below zero, the surest background would become person.
    # Nor may what is not a number be taken for one.
    person = np.fmin(np.fmax(output[0, interface.person_channel], 0), 1)
    return Alpha(np.asarray(cv2.convertScaleAbs(person, alpha=255.0), np.uint8))


def _shrink(plane: Plane, size: Size) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
