"""From a picture to a model's input, and from its output to an alpha; pure.

A picture is made small as planes, before it becomes RGB: the matrix then runs over the model's
37 thousand pixels and not over the camera's million.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.colors import converted
from camveil.segmenters.shrinking import shrink_plane
from camveil.segmenters.spec import UNIT, YUV, Activation, ModelInterface, output_axes
from camveil.values import Alpha, Matrix, Picture, Plane, Planes, Size

Tensor = npt.NDArray[np.float32]

# BT.601, what cameras deliver: contributions of Y, 0 to 1, and of U and V, each -1/2 to 1/2.
TO_RGB: Final = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]])


FULL: Final = (0, 255, 255)
LIMITED: Final = (16, 219, 224)
"Black's level, and how many Y has from there, and U and V in all."


def _matrix(black: float, luma_levels: float, chroma_levels: float) -> npt.NDArray[np.float32]:
    """From levels of Y, U and V to levels of R, G and B, 0 to 255; what is added comes last."""
    scaled = TO_RGB * (255 / np.array([luma_levels, chroma_levels, chroma_levels]))
    added = -scaled @ np.array([black, 128, 128])
    return np.column_stack([scaled, added]).astype(np.float32)


FULL_RANGE: Final = _matrix(*FULL)
LIMITED_RANGE: Final = _matrix(*LIMITED)


def _levels(black: float, luma_levels: float, chroma_levels: float) -> tuple[Tensor, Tensor]:
    """From levels of Y to 0 to 1, and from those of U and of V to -1/2 to 1/2."""
    level = np.arange(256, dtype=np.float32)
    luma = np.clip((level - black) / luma_levels, 0, 1)
    return luma, np.clip((level - 128) / chroma_levels, -0.5, 0.5)


FULL_LEVELS: Final = _levels(*FULL)
LIMITED_LEVELS: Final = _levels(*LIMITED)


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """A picture's planes at a model's size, U and V as large as Y."""

    y: Plane
    u: Plane
    v: Plane
    full_range: bool
    "As in Picture."


def shrink(picture: Picture, size: Size) -> Shrunk:
    """The picture's full view, squeezed into this size, with a camera's matrix."""
    planes = Planes(*(shrink_plane(plane, size) for plane in (picture.y, picture.u, picture.v)))
    usual = converted(planes, picture.matrix, Matrix.BT601, full_range=picture.full_range)
    return Shrunk(usual.y, usual.u, usual.v, picture.full_range)


def shrink_again(shrunk: Shrunk, size: Size) -> Shrunk:
    """The same for a model that needs less."""
    y, u, v = (shrink_plane(plane, size) for plane in (shrunk.y, shrunk.u, shrunk.v))
    return Shrunk(y, u, v, shrunk.full_range)


def input_tensor(shrunk: Shrunk, interface: ModelInterface) -> Tensor:
    """The picture in the interface's colours, shape and ranges, float32."""
    planes = _yuv(shrunk) if interface.colours == YUV else _rgb(shrunk, interface)
    if interface.layout == "NHWC":
        planes = planes.transpose(1, 2, 0)
    return np.ascontiguousarray(planes[np.newaxis])


def _yuv(shrunk: Shrunk) -> Tensor:
    luma, chroma = FULL_LEVELS if shrunk.full_range else LIMITED_LEVELS
    planes = np.empty((3, *shrunk.y.shape), np.float32)
    cv2.LUT(shrunk.y, luma, dst=planes[0])
    cv2.LUT(shrunk.u, chroma, dst=planes[1])
    cv2.LUT(shrunk.v, chroma, dst=planes[2])
    return planes


def _rgb(shrunk: Shrunk, interface: ModelInterface) -> Tensor:
    # Eight bits, as in any picture: in float32 it takes three times as long.
    pixels = cv2.merge((shrunk.y, shrunk.u, shrunk.v))
    rgb = cv2.transform(pixels, FULL_RANGE if shrunk.full_range else LIMITED_RANGE)
    planes = np.empty((3, *shrunk.y.shape), np.float32)
    for plane, colour, (black, white) in zip(
        planes, cv2.split(rgb), interface.input_ranges, strict=True
    ):
        np.multiply(colour, np.float32((white - black) / 255), out=plane)
        if black != 0:
            plane += black
    return planes[::-1] if interface.colours == "BGR" else planes


def output_alpha(output: Tensor, interface: ModelInterface) -> Alpha:
    """What a model says of a picture, float32 in the interface's shape, at the input's size."""
    channels = by_channel(output, interface.output_shape)
    if interface.activation != "softmax":  # which alone needs the others
        person = activated(channels[interface.person_channel], interface.activation)
    else:
        person = activated(channels, "softmax")[interface.person_channel]
    background, surely = interface.output_range
    if interface.output_range != UNIT:
        person = (person - background) / (surely - background)
    # OpenCV takes the absolute value: below zero, the surest background would become person.
    # Nor may what is not a number be taken for one; it fails either comparison.
    if not (person.min() >= 0 and person.max() <= 1):
        person = np.fmin(np.fmax(person, 0), 1)
    alpha = np.asarray(cv2.convertScaleAbs(person, alpha=255.0), np.uint8)
    width, height = interface.input_size
    if alpha.shape != (height, width):
        resized = cv2.resize(alpha, interface.input_size, interpolation=cv2.INTER_LINEAR)
        alpha = np.asarray(resized, np.uint8)
    return Alpha(alpha)


def by_channel(output: Tensor, shape: tuple[int, ...]) -> Tensor:
    """An output of this shape, which `output_axes` knows, as (channels, height, width)."""
    axes = output_axes(shape)
    assert axes is not None
    planes = output.reshape(shape[-len(axes) :])
    if axes == "HWC":
        return planes.transpose(2, 0, 1)
    return planes if axes == "CHW" else planes[np.newaxis]


def activated(said: Tensor, activation: Activation) -> Tensor:
    """Probabilities. What is infinite or no number stays so; softmax is over the first axis."""
    with np.errstate(all="ignore"):
        if activation == "sigmoid":
            return np.asarray(1 / (1 + np.exp(-said)), np.float32)
        if activation == "softmax":
            # Less the largest: what remains cannot overflow.
            powers = np.exp(said - said.max(axis=0))
            return np.asarray(powers / powers.sum(axis=0), np.float32)
    return said
