"""A clip for measuring, of a portrait that ships: somebody who sways before a camera."""

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

from camveil.pipeline.encode import VIDEO_TIME_BASE, H264Encoder
from camveil.segmenters.portraits import portraits
from camveil.values import Alpha, Picture, Plane, Size

RATE: Final = 30
TICKS: Final = int(1 / VIDEO_TIME_BASE) // RATE
"From one picture to the next."
SUFFIX: Final = ".ts"
"Of the file: it takes an encoder's packets as a call does."

SWAY_S: Final = 2.5
"There and back."
SWAY_OF_WIDTH: Final = 0.08
DIP_OF_PERSON: Final = 0.035
PERSON_OF_HEIGHT: Final = 0.85
PERSON_OF_WIDTH: Final = 0.9
"At most, in a narrow picture."
NOISE: Final = 2.0
"Of a camera's sensor, in levels: no two pictures are ever the same."
SHAPES_OF_HEIGHT: Final = 1 / 45
"Side of what is on the wall behind: sharp enough for a blur to be seen."
WALL_LUMA: Final = (60, 170)
WALL_CHROMA: Final = (118, 138)
"From the darkest and weakest of it to the brightest and strongest."


class SwayingPerson:
    """Pictures of one size, each made when it is asked for."""

    def __init__(self, size: Size) -> None:
        """The sides must be even."""
        self.size = size
        portrait = portraits()[0]
        height, width = portrait.matte.shape
        scale = min(PERSON_OF_HEIGHT * size.height / height, PERSON_OF_WIDTH * size.width / width)
        person = portrait.picture
        large = Size(_even(width * scale), _even(height * scale))
        self._matte = _scaled(portrait.matte, large)
        self._person = _planes(person, large)
        rng = np.random.default_rng(1)
        self._wall = (
            _wall(rng, size, WALL_LUMA),
            _wall(rng, size.chroma, WALL_CHROMA),
            _wall(rng, size.chroma, WALL_CHROMA),
        )
        noise = np.rint(rng.normal(0, NOISE, (size.height, size.width)))
        self._brighter = np.clip(noise, 0, 255).astype(np.uint8)
        self._darker = np.clip(-noise, 0, 255).astype(np.uint8)
        self._mattes = tuple(_scaled(self._matte, _size(plane)) for plane in self._person)

    def picture(self, number: int) -> Picture:
        """The one with this number: limited range, timed at RATE."""
        x, y = self._corner(number)
        luma, u, v = (
            _before(wall, person, matte, x // step, y // step)
            for wall, person, matte, step in zip(
                self._wall, self._person, self._mattes, (1, 2, 2), strict=True
            )
        )
        shift = tuple(np.random.default_rng(number).integers(0, self.size.height, 2))
        noisy = cv2.add(luma, np.roll(self._brighter, shift, (0, 1)))
        noisy = cv2.subtract(noisy, np.roll(self._darker, shift, (0, 1)))
        return Picture(np.asarray(noisy, np.uint8), u, v, number * TICKS, full_range=False)

    def alpha(self, number: int) -> Alpha:
        """How much of each pixel of that picture is person, at the picture's size."""
        x, y = self._corner(number)
        nobody = np.zeros((self.size.height, self.size.width), np.uint8)
        return Alpha(_before(nobody, self._matte, self._matte, x, y))

    def _corner(self, number: int) -> tuple[int, int]:
        """The person's upper left one, even; she is cut off by the picture's lower edge."""
        turn = 2 * math.pi * number / (SWAY_S * RATE)
        height, width = self._matte.shape
        x = (self.size.width - width) / 2 + SWAY_OF_WIDTH * self.size.width * math.sin(turn)
        y = self.size.height - height + DIP_OF_PERSON * height * (1 + math.sin(2 * turn))
        return _even(x), _even(y)


def pictures(size: Size, count: int) -> Iterator[Picture]:
    """So many, one after the other."""
    person = SwayingPerson(size)
    return map(person.picture, range(count))


def write_built_in(path: Path, size: Size, count: int) -> Iterator[int]:
    """Write them as a call's sender would send them, to a file that ends in SUFFIX.

    Tells the number of each that is in. Raises OSError.
    """
    encoder = H264Encoder()
    with av.open(f"file:{path}", "w") as container:
        stream = container.add_mux_stream("h264", rate=Fraction(RATE), **size._asdict())
        assert isinstance(stream, av.VideoStream)
        stream.time_base = VIDEO_TIME_BASE
        for number, picture in enumerate(pictures(size, count)):
            packet = encoder.encode(picture, key_frame=number == 0)
            packet.stream = stream
            container.mux(packet)
            yield number
    encoder.close()


def _before(wall: Plane, person: Plane, matte: Plane, x: int, y: int) -> Plane:
    """A person in front, of whom what is outside is cut off."""
    made = wall.copy()
    left, top = max(0, x), max(0, y)
    right = min(wall.shape[1], x + person.shape[1])
    bottom = min(wall.shape[0], y + person.shape[0])
    inside = np.s_[top:bottom, left:right]
    of_person = np.s_[top - y : bottom - y, left - x : right - x]
    share = matte[of_person].astype(np.uint16)
    made[inside] = (person[of_person] * share + wall[inside] * (255 - share) + 127) // 255
    return made


def _wall(rng: np.random.Generator, size: Size, values: tuple[int, int]) -> Plane:
    """Shapes with soft edges everywhere, the same each time."""
    side_px = max(1, SHAPES_OF_HEIGHT * size.height)
    shape = (math.ceil(size.height / side_px), math.ceil(size.width / side_px))
    coarse = rng.integers(*values, shape, np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _planes(picture: Picture, size: Size) -> tuple[Plane, Plane, Plane]:
    return (
        _scaled(picture.y, size),
        _scaled(picture.u, size.chroma),
        _scaled(picture.v, size.chroma),
    )


def _scaled(plane: Plane, size: Size) -> Plane:
    how = cv2.INTER_AREA if size.height < plane.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=how), np.uint8)


def _size(plane: Plane) -> Size:
    height, width = plane.shape
    return Size(width, height)


def _even(length: float) -> int:
    return 2 * round(length / 2)
