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
    each time and the caller's to keep, not to write to: the next one may be made from it.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._luma = _Cover(size)
        self._chroma = _Cover(size.chroma)
        self._y = _Blend(self._luma)
        self._u, self._v = _Blend(self._chroma), _Blend(self._chroma)
        self._last: tuple[Alpha, Planes] | None = None

    def compose(self, picture: Picture, alpha: Alpha, behind: Planes) -> Picture:
        """The picture where alpha is 255, what is behind where it is 0, smooth in between.

        With the very alpha and planes of the last one, only the person is put in again.
        """
        last, self._last = self._last, None  # should it fail in the middle
        again = last is not None and last[0] is alpha and last[1] is behind
        if not again:
            self._cover_with(alpha)
        y = self._y.blend(picture.y, behind.y, again=again)
        u = self._u.blend(picture.u, behind.u, again=again)
        v = self._v.blend(picture.v, behind.v, again=again)
        self._last = alpha, behind
        return Picture(y, u, v, picture.pts_90khz, picture.full_range, picture.matrix)

    def replace(
        self, picture: Picture, alpha: Alpha, backdrop: Backdrop, wrap: Wrap | None
    ) -> Picture:
        """The same with another place behind: out of focus where the edge is unsure, and with its
        light on the person. `alpha` is a crisp one.
        """
        self._last = None
        self._cover_with(alpha)
        doubt = unsure(alpha)
        self._luma.doubt(doubt)
        self._chroma.doubt(doubt)
        sharp, soft = backdrop.sharp, backdrop.soft
        y = self._y.blend(picture.y, sharp.y, soft.y)
        u = self._u.blend(picture.u, sharp.u, soft.u)
        v = self._v.blend(picture.v, sharp.v, soft.v)
        if wrap is not None:
            self._luma.light(y, wrap.y)
            self._chroma.light(u, wrap.u)
            self._chroma.light(v, wrap.v)
        return Picture(y, u, v, picture.pts_90khz, picture.full_range, picture.matrix)

    def _cover_with(self, alpha: Alpha) -> None:
        self._luma.cover_with(alpha)
        self._chroma.cover_with(alpha)


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


class _Cover:
    """What covers planes of one size, and scratch memory.

    8-bit arithmetic: two multiplications and a sum take half the time of cv2.blendLinear. Each
    product is rounded, so a blended pixel is off by one level at most and a pure one by none.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        # OpenCV writes into an array that is given as `dst` and fits.
        self.person, self.rest, self.unsure, self.sure, self._light = (
            np.empty((size.height, size.width), np.uint8) for _ in range(5)
        )
        self.box = Box(slice(0), slice(0)).of
        "Most of a picture is background: outside of it, that is all there is."

    def cover_with(self, alpha: Alpha) -> None:
        cv2.resize(alpha.values, self.size, dst=self.person, interpolation=cv2.INTER_LINEAR)
        self.box = person_box(alpha, self.size).of
        self.rest[self.box] = 255 - self.person[self.box]

    def doubt(self, unsure: Plane) -> None:
        """Where what is behind is to be out of focus; 255 = wholly."""
        cv2.resize(unsure, self.size, dst=self.unsure, interpolation=cv2.INTER_LINEAR)
        self.sure[self.box] = 255 - self.unsure[self.box]

    def light(self, plane: Plane, light: Light) -> None:
        """Add it to a composed plane."""
        there = plane[self.box]
        if there.size > 0:
            cv2.resize(light.more, self.size, dst=self._light, interpolation=cv2.INTER_LINEAR)
            cv2.add(there, self._light[self.box], dst=there)
            if light.less is not None:
                cv2.resize(light.less, self.size, dst=self._light, interpolation=cv2.INTER_LINEAR)
                cv2.subtract(there, self._light[self.box], dst=there)


class _Blend:
    """Of planes of one size."""

    def __init__(self, cover: _Cover) -> None:
        self._cover = cover
        self._rest = np.empty_like(cover.person)
        "What is behind, times how much of it is seen, where the person is."
        self._last: Plane | None = None
        "What was made last; where no person is, the next one may be the same."

    def blend(
        self, plane: Plane, behind: Plane, soft: Plane | None = None, *, again: bool = False
    ) -> Plane:
        """`again` is with the same cover, and the same behind it, as the last time."""
        cover = self._cover
        last, self._last = self._last, None
        blended = np.empty_like(cover.person)
        if again and last is not None:
            np.copyto(blended, last)  # a fifth of the time of enlarging
        else:
            cv2.resize(behind, cover.size, dst=blended, interpolation=cv2.INTER_LINEAR)
        box = cover.box
        there, rest = blended[box], self._rest[box]
        if there.size > 0:
            if soft is not None:
                cv2.multiply(there, cover.sure[box], dst=there, scale=1 / 255)
                blurred = cv2.multiply(soft[box], cover.unsure[box], scale=1 / 255)
                cv2.add(blurred, there, dst=there)
            if not again:
                cv2.multiply(there, cover.rest[box], dst=rest, scale=1 / 255)
            person = cv2.multiply(plane[box], cover.person[box], scale=1 / 255)
            cv2.add(person, rest, dst=there)
        self._last = blended
        return blended
