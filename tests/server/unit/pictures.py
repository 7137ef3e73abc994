"""Pictures with known pixels, a segmenter with a known answer, a clock that is turned by hand."""

import itertools
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
from av import VideoFrame

from camveil.segmenters import Segmenter
from camveil.segmenters.providers import Choice, Choices
from camveil.values import Alpha, FramePlace, Picture, Plane, Size

ODD_SIZES = [Size(1, 1), Size(2, 1), Size(3, 5), Size(33, 17), Size(4097, 3), Size(3, 4097)]
MODEL_SIZE = Size(256, 144)
FLICKER_LUMA = 7
PLACE = FramePlace(number=0, interval_s=1 / 30)
"Of a frame that stands alone."


class FixedSegmenter:
    """Always sees the same person."""

    name = "fixed"
    cheaper: Segmenter | None = None

    def __init__(self, alpha: Alpha) -> None:
        self._alpha = alpha
        self.input_size = alpha.size

    def segment(self, picture: Picture) -> Alpha:
        return self._alpha


class OpenedSegmenter(FixedSegmenter):
    """Likewise, and knows how often it was closed."""

    choices: Choices = {"fixed": Choice("cpu")}  # noqa: RUF012

    def __init__(self, name: str = "fixed", cheaper: Segmenter | None = None) -> None:
        super().__init__(disc_alpha())
        self.name = name
        self.cheaper = cheaper
        self.closed = 0

    def wait_ready(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


class BrightSegmenter:
    """Sees a person in all that is bright, wherever it looks; remembers what it was shown."""

    name = "bright"
    input_size = MODEL_SIZE

    def __init__(self, cheaper: "BrightSegmenter | None" = None) -> None:
        self.cheaper = cheaper
        self.shown: list[Size] = []

    def segment(self, picture: Picture) -> Alpha:
        self.shown.append(picture.size)
        small = cv2.resize(picture.y, self.input_size, interpolation=cv2.INTER_AREA)
        return Alpha(np.where(small > 150, 255, 0).astype(np.uint8))


class BrokenSegmenter:
    """A model that fails on every picture."""

    name = "broken"
    cheaper = None
    input_size = MODEL_SIZE

    def segment(self, picture: Picture) -> Alpha:
        raise RuntimeError("no memory left")


class SteppingClock:
    """A millisecond passes between one look and the next."""

    def __init__(self) -> None:
        self._ticks_ms = itertools.count()

    def now_s(self) -> float:
        return next(self._ticks_ms) / 1000


def flat(size: Size, value: int) -> Plane:
    return np.full((size.height, size.width), value, np.uint8)


def flat_picture(size: Size, y: int, u: int = 128, v: int = 128, pts_90khz: int = 0) -> Picture:
    planes = (flat(size, y), flat(size.chroma, u), flat(size.chroma, v))
    return Picture(*planes, pts_90khz, full_range=False)


def noise_picture(size: Size, seed: int = 1, pts_90khz: int = 0) -> Picture:
    """Detail in every pixel of every plane."""
    rng = np.random.default_rng(seed)
    y, u, v = (
        rng.integers(16, 236, (plane.height, plane.width), np.uint8)
        for plane in (size, size.chroma, size.chroma)
    )
    return Picture(y, u, v, pts_90khz, full_range=False)


def smooth_picture(size: Size, seed: int = 1, pts_90khz: int = 0) -> Picture:
    """Soft structure, as a codec can keep it."""
    noise = noise_picture(size, seed)
    y, u, v = (cv2.GaussianBlur(plane, (0, 0), 6) for plane in (noise.y, noise.u, noise.v))
    return Picture(_uint8(y), _uint8(u), _uint8(v), pts_90khz, full_range=False)


def flickering(picture: Picture, number: int) -> Picture:
    """The picture in the light of a bad lamp: never twice the same within three frames."""
    y = np.asarray(cv2.add(picture.y, flat(picture.size, number % 3 * FLICKER_LUMA)), np.uint8)
    return replace(picture, y=y)


def frame_of(picture: Picture, format: str = "yuv420p") -> VideoFrame:
    """A frame with the padded rows that decoders make."""
    frame = VideoFrame(*picture.size, format)
    for target, plane in zip(frame.planes, (picture.y, picture.u, picture.v), strict=True):
        height, width = plane.shape
        rows = np.asarray(memoryview(target)).view(np.uint8).reshape(-1, target.line_size)
        rows[:height, :width] = plane
    frame.pts = picture.pts_90khz
    frame.time_base = Fraction(1, 90_000)
    return frame


def disc_alpha(size: Size = MODEL_SIZE) -> Alpha:
    """A person in the middle: a disc with a soft edge, as models draw it."""
    values = np.zeros((size.height, size.width), np.uint8)
    cv2.circle(values, (size.width // 2, size.height // 2), size.height // 3, 255, -1)
    return Alpha(np.asarray(cv2.GaussianBlur(values, (0, 0), 2), np.uint8))


def wide_alpha(size: Size = MODEL_SIZE) -> Alpha:
    """A person who nearly fills the picture, so that the model always looks at all of it."""
    values = np.zeros((size.height, size.width), np.uint8)
    axes = (round(0.48 * size.width), round(0.48 * size.height))
    cv2.ellipse(values, (size.width // 2, size.height // 2), axes, 0, 0, 360, 255, -1)
    return Alpha(np.asarray(cv2.GaussianBlur(values, (0, 0), 2), np.uint8))


def uniform_alpha(value: int, size: Size = MODEL_SIZE) -> Alpha:
    return Alpha(flat(size, value))


def discs_alpha(size: Size, *discs: tuple[int, int, int]) -> Alpha:
    """People with a soft edge: x, y and radius of each."""
    alpha = flat(size, 0)
    for x, y, radius in discs:
        cv2.circle(alpha, (x, y), radius, 255, -1)
    return Alpha(_uint8(cv2.GaussianBlur(alpha, (0, 0), 1.5)))


def enlarged(alpha: Alpha, size: Size) -> Plane:
    return np.asarray(cv2.resize(alpha.values, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _uint8(plane: object) -> Plane:
    """OpenCV's results are typed as any number."""
    return np.asarray(plane, np.uint8)


def psnr_db(one: Plane, other: Plane) -> float:
    """Likeness of two planes; above 30 dB they look alike."""
    error = np.mean((one.astype(np.float64) - other) ** 2)
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))


def largest_difference(one: Plane, other: Plane) -> int:
    return int(np.abs(one.astype(np.int16) - other).max())
