"""Where a person meets a background that is not their own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Alpha, Picture, Plane, Planes

Share = npt.NDArray[np.float32]
"""Float32 (height, width), 0 to 1."""


class BlendMode(StrEnum):
    """How light is added to the person."""

    SCREEN = "screen"
    "The brighter the person is already, the less."
    LINEAR_DODGE = "linear-dodge"
    "All of it."


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOptions:
    """How an edge is decided before another background, where the room must not shine through."""

    background_below: float = 0.3
    "Coverage up to which a pixel is background: 0 to 1."
    person_above: float = 0.9
    """Coverage from which it is person; more than `background_below`. Nearer to the person than to
    the background: the room would shine through as a fringe."""
    calming: float = 0.01
    "In heights of the picture: how far what is unsure goes by its neighbours; 0 for not at all."


@dataclass(frozen=True, slots=True)
class LightWrap:
    """The background's light, which comes round the person's edge."""

    strength: float = 0.3
    "0 for none, up to 1."
    mode: BlendMode = BlendMode.SCREEN
    reach: float = 0.05
    "In heights of the picture: how far it comes."


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """What a plane gains and loses, at the alpha's size.

    Two unsigned planes take a fifth of the time of one with signs.
    """

    more: Plane
    less: Plane | None
    "None for a plane that only gains."


@dataclass(frozen=True, slots=True, eq=False)
class Wrap:
    """The light on each plane."""

    y: Light
    u: Light
    v: Light


def crisp(alpha: Alpha, options: EdgeOptions) -> Alpha:
    """What is unsure is calmed by its neighbours, then decided."""
    share = np.asarray(LEVELS[alpha.values], np.float32)
    if options.calming > 0:
        sigma_px = options.calming * alpha.size.height
        around = np.asarray(cv2.GaussianBlur(share, (0, 0), sigma_px), np.float32)
        share = share + doubt(share) * (around - share)
    between = options.person_above - options.background_below
    decided = np.clip((share - options.background_below) / between, 0, 1)
    return Alpha(np.rint(255 * decided).astype(np.uint8))


def doubt(share: Share) -> Share:
    """1 where person and background are equally likely, 0 where one of them is certain."""
    return np.asarray(4 * share * (1 - share), np.float32)


LEVELS: Final = np.arange(256, dtype=np.float32) / np.float32(255)
DOUBT: Final = np.asarray(np.rint(255 * doubt(LEVELS)), np.uint8)


def unsure(alpha: Alpha) -> Plane:
    """The same of an alpha: 255 where it is half."""
    return np.asarray(cv2.LUT(alpha.values, DOUBT), np.uint8)


def wrap_of(picture: Picture, alpha: Alpha, soft: Planes, wrap: LightWrap) -> Wrap:
    """The light of a background, of which `soft` is a blur at the alpha's size."""
    person = alpha.values
    window_px = 2 * round(wrap.reach * alpha.size.height) + 1
    inside = cv2.blur(person, (window_px, window_px))
    light = cv2.multiply(person, cv2.bitwise_not(inside), scale=wrap.strength / 255)
    black, white = (0, 255) if picture.full_range else (16, 235)
    if wrap.mode is BlendMode.SCREEN:
        seen = cv2.resize(picture.y, alpha.size, interpolation=cv2.INTER_NEAREST)
        dark = cv2.subtract(np.full_like(seen, white), seen)
        light = cv2.multiply(light, dark, scale=1 / (white - black))

    def lit(plane: npt.NDArray[np.uint8]) -> Plane:
        return np.asarray(cv2.multiply(plane, light, scale=1 / 255), np.uint8)

    def above(plane: Plane, level: int) -> Plane:
        return lit(np.asarray(cv2.subtract(plane, np.full_like(plane, level)), np.uint8))

    def below(plane: Plane, level: int) -> Plane:
        return lit(np.asarray(cv2.subtract(np.full_like(plane, level), plane), np.uint8))

    return Wrap(
        Light(above(soft.y, black), None),
        Light(above(soft.u, 128), below(soft.u, 128)),
        Light(above(soft.v, 128), below(soft.v, 128)),
    )
