"""Part of a picture, and where it lies in an alpha; pure."""

from dataclasses import replace
from typing import Final, NamedTuple

from camveil.values import Picture, Size

ALPHA_SIDE_PX: Final = 320
"""The longer one of an alpha. A quarter of what most cameras have, and half of the others: then
pixels of the alpha and of the picture meet. With more, masks are no better and cost more."""


class Box(NamedTuple):
    """In pixels of an alpha; right and bottom are the first that are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> Size:
        return Size(self.right - self.left, self.bottom - self.top)


def alpha_size(picture: Size) -> Size:
    """That of every alpha of pictures of this size: the same shape, never larger."""
    longer = max(picture)
    if longer <= ALPHA_SIDE_PX:
        return picture
    width, height = (max(1, round(side * ALPHA_SIDE_PX / longer)) for side in picture)
    return Size(width, height)


def whole(size: Size) -> Box:
    return Box(0, 0, *size)


def cropped(picture: Picture, box: Box, alpha: Size) -> Picture:
    """What the box of an alpha of this size covers, as it lies in memory.

    The box begins at even pixels, or U and V would be half a pixel beside Y.
    """
    width, height = picture.size
    left, right = (_even(side * width / alpha.width) for side in (box.left, box.right))
    top, bottom = (_even(side * height / alpha.height) for side in (box.top, box.bottom))
    right = width if box.right == alpha.width else right
    bottom = height if box.bottom == alpha.height else bottom
    chroma = (slice(top // 2, (bottom + 1) // 2), slice(left // 2, (right + 1) // 2))
    return replace(
        picture,
        y=picture.y[top:bottom, left:right],
        u=picture.u[chroma],
        v=picture.v[chroma],
    )


def _even(place: float) -> int:
    return 2 * round(place / 2)
