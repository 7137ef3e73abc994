"""The person over another background, on the planes."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import cv2
import numpy as np

from camveil.pipeline.edges import Light, Wrap, unsure
from camveil.pipeline.scenes import Backdrop
from camveil.values import Alpha, Picture, Plane, Planes, Size

REACH_PX: Final = 2
"Of a pixel of the alpha when it is enlarged, in its own pixels: one, and one for rounding."


class Compositor:
    """Blends pictures of one size; for one thread at a time.

    What a blend needs in between is kept from picture to picture. What it returns is new memory
    each time and belongs to the caller.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._luma = _PlaneBlend(size)
        self._chroma = _PlaneBlend(size.chroma)

    def compose(self, picture: Picture, alpha: Alpha, behind: Planes) -> Picture:
        """The picture where alpha is 255, what is behind where it is 0, smooth in between."""
        self._luma.cover_with(alpha)
        self._chroma.cover_with(alpha)
        y = self._luma.blend(picture.y, behind.y)
        u = self._chroma.blend(picture.u, behind.u)
        v = self._chroma.blend(picture.v, behind.v)
        return Picture(y, u, v, picture.pts_90khz, picture.full_range)

    def replace(
        self, picture: Picture, alpha: Alpha, backdrop: Backdrop, wrap: Wrap | None
    ) -> Picture:
        """The same with another place behind: out of focus where the edge is unsure, and with its
        light on the person. `alpha` is a crisp one.
        """
        doubt = unsure(alpha)
        for blend in (self._luma, self._chroma):
            blend.cover_with(alpha)
            blend.doubt(doubt)
        sharp, soft = backdrop.sharp, backdrop.soft
        y = self._luma.blend(picture.y, sharp.y, soft.y)
        u = self._chroma.blend(picture.u, sharp.u, soft.u)
        v = self._chroma.blend(picture.v, sharp.v, soft.v)
        if wrap is not None:
            self._luma.add(y, wrap.y)
            self._chroma.add(u, wrap.u)
            self._chroma.add(v, wrap.v)
        return Picture(y, u, v, picture.pts_90khz, picture.full_range)


@dataclass(frozen=True, slots=True)
class Box:
    """Rows and columns of a plane."""

    rows: slice
    columns: slice

    @property
    def of(self) -> tuple[slice, slice]:
        """As an index of the plane."""
        return self.rows, self.columns


def person_box(alpha: Alpha, size: Size) -> Box:
    """Outside of it an alpha that is enlarged to `size` is 0 everywhere; it may be empty."""
    x, y, width, height = cv2.boundingRect(alpha.values)
    if width == 0 or height == 0:
        return Box(slice(0), slice(0))
    return Box(
        _enlarged(y, height, alpha.size.height, size.height),
        _enlarged(x, width, alpha.size.width, size.width),
    )


def _enlarged(begin: int, length: int, side: int, enlarged_side: int) -> slice:
    scale = enlarged_side / side
    return slice(
        max(0, floor((begin - REACH_PX) * scale)),
        min(enlarged_side, ceil((begin + length + REACH_PX) * scale)),
    )


class _PlaneBlend:
    """Scratch memory for planes of one size.

    8-bit arithmetic: two multiplications and a sum take half the time of cv2.blendLinear. Each
    product is rounded, so a blended pixel is off by one level at most and a pure one by none.
    """

    def __init__(self, size: Size) -> None:
        self._size = size
        shape = (size.height, size.width)
        # OpenCV writes into an array that is given as `dst` and fits.
        self._person = np.empty(shape, np.uint8)
        self._rest = np.empty(shape, np.uint8)
        self._doubt = np.empty(shape, np.uint8)
        self._trust = np.empty(shape, np.uint8)
        self._light = np.empty(shape, np.uint8)
        self._box = Box(slice(0), slice(0))

    def cover_with(self, alpha: Alpha) -> None:
        cv2.resize(alpha.values, self._size, dst=self._person, interpolation=cv2.INTER_LINEAR)
        self._box = person_box(alpha, self._size)
        self._rest[self._box.of] = 255 - self._person[self._box.of]

    def doubt(self, unsure: Plane) -> None:
        """Where what is behind is to be out of focus; 255 = wholly."""
        cv2.resize(unsure, self._size, dst=self._doubt, interpolation=cv2.INTER_LINEAR)
        self._trust[self._box.of] = 255 - self._doubt[self._box.of]

    def blend(self, plane: Plane, behind: Plane, soft: Plane | None = None) -> Plane:
        blended = np.empty_like(self._person)
        cv2.resize(behind, self._size, dst=blended, interpolation=cv2.INTER_LINEAR)
        # Most of a picture is background: there it is done.
        box = self._box.of
        there = blended[box]
        if there.size > 0:
            if soft is not None:
                cv2.multiply(there, self._trust[box], dst=there, scale=1 / 255)
                blurred = cv2.multiply(soft[box], self._doubt[box], scale=1 / 255)
                cv2.add(blurred, there, dst=there)
            cv2.multiply(there, self._rest[box], dst=there, scale=1 / 255)
            person = cv2.multiply(plane[box], self._person[box], scale=1 / 255)
            cv2.add(person, there, dst=there)
        return blended

    def add(self, plane: Plane, light: Light) -> None:
        """Onto a plane that was blended."""
        box = self._box.of
        there = plane[box]
        if there.size > 0:
            cv2.resize(light.more, self._size, dst=self._light, interpolation=cv2.INTER_LINEAR)
            cv2.add(there, self._light[box], dst=there)
            if light.less is not None:
                cv2.resize(light.less, self._size, dst=self._light, interpolation=cv2.INTER_LINEAR)
                cv2.subtract(there, self._light[box], dst=there)
