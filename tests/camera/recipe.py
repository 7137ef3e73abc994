"""The fake camera's clip: a person in motion before a fine pattern, every frame numbered."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np

from tests.camera.geometry import Geometry, code_cells, person_scale, plan
from tests.camera.portrait import CutOut, Uint8Array, cut_out

# Far enough apart to measure after a codec, close enough that the model takes it for a wall.
PATTERN_LUMA = (80, 180)
PATTERN_SEED = 20260401


class Camera:
    """Every picture of the clip, made when it is asked for."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self._person: CutOut = cut_out().scaled(person_scale(geometry.height))
        self._background = _pattern(geometry)

    def bgr(self, n: int) -> Uint8Array:
        """Return frame `n` in colour: uint8, (height, width, 3)."""
        frame = self._background.copy()
        inside, of_person = self._windows(n)
        share = self._person.alpha[of_person].astype(np.float32)[..., None] / 255
        mixed = self._person.bgr[of_person] * share + frame[inside] * (1 - share)
        frame[inside] = np.rint(mixed)
        width, height = self.geometry.cell_width, self.geometry.cell_height
        for place, white in enumerate(code_cells(n)):
            frame[:height, place * width : (place + 1) * width] = 255 if white else 0
        return frame

    def i420(self, n: int) -> Uint8Array:
        """Return frame `n` as I420 planes, BT.601 limited range: uint8, (height * 3 / 2, width)."""
        return np.asarray(cv2.cvtColor(self.bgr(n), cv2.COLOR_BGR2YUV_I420), np.uint8)

    def luma(self, n: int) -> Uint8Array:
        """Return the Y plane of frame `n`: uint8, (height, width)."""
        return self.i420(n)[: self.geometry.height]

    def truth_alpha(self, n: int) -> Uint8Array:
        """Return how much of each pixel of frame `n` is person: uint8, (height, width)."""
        alpha = np.zeros((self.geometry.height, self.geometry.width), np.uint8)
        inside, of_person = self._windows(n)
        alpha[inside] = self._person.alpha[of_person]
        return alpha

    def frame_hash(self, n: int) -> str:
        """Return the SHA-256 of frame `n`'s tightly packed I420 planes, in hex."""
        return hashlib.sha256(self.i420(n).tobytes()).hexdigest()

    def _windows(self, n: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """Return where the person is in frame `n`, and which part of the cut-out that shows."""
        x, y = self.geometry.path[n]
        height, width = self._person.alpha.shape
        left, right = max(0, x), min(self.geometry.width, x + width)
        top, bottom = max(0, y), min(self.geometry.height, y + height)
        inside = (slice(top, bottom), slice(left, right))
        return inside, (slice(top - y, bottom - y), slice(left - x, right - x))


def make_camera(path: Path, width: int, height: int, frame_count: int, fps: int = 30) -> Camera:
    """Write a clip for `--use-file-for-fake-video-capture`, and its geometry beside it.

    In Chromium 156 a .y4m arrives bit for bit as I420 with no colour space, and frame 0 comes twice
    in a row at every turn of the loop but the first. A .mjpeg is a third as large and turns
    cleanly, but runs at 30 fps always and arrives with full-range luma.

    Args:
        path: ends in .y4m or .mjpeg. The geometry has the same name with the ending .json.
        width: px, even, the picture being 4:3 or wider. Ask getUserMedia for exactly this size:
            for a smaller one Chromium crops the frames without scaling them.
        height: px, even.
        frame_count: 1 to 128. Multiples of 60 have the motion that the tests are tuned for.
        fps: whole frames a second.

    Raises:
        ValueError: another ending, or a size or count that does not work.
    """
    camera = Camera(plan(width, height, frame_count, fps))
    # Complete at once: another Chromium's camera may be reading the clip of an earlier run.
    part = path.with_stem(f"{path.stem}.{os.getpid()}")
    if path.suffix == ".y4m":
        _write_y4m(part, camera)
    elif path.suffix == ".mjpeg":
        _write_mjpeg(part, camera)
    else:
        raise ValueError(f"{path.name} ends neither in .y4m nor in .mjpeg")
    part.replace(path)
    camera.geometry.write(path.with_suffix(".json"))
    return camera


def _write_y4m(path: Path, camera: Camera) -> None:
    geometry = camera.geometry
    with path.open("wb") as clip:
        size = f"W{geometry.width} H{geometry.height} F{geometry.fps}:1"
        clip.write(f"YUV4MPEG2 {size} Ip A1:1 C420jpeg\n".encode())
        for n in range(geometry.frame_count):
            clip.write(b"FRAME\n")
            clip.write(camera.i420(n).tobytes())


def _write_mjpeg(path: Path, camera: Camera) -> None:
    with path.open("wb") as clip:
        for n in range(camera.geometry.frame_count):
            done, jpeg = cv2.imencode(".jpg", camera.bgr(n), [cv2.IMWRITE_JPEG_QUALITY, 95])
            assert done, "encoding an image in memory cannot fail"
            clip.write(jpeg.tobytes())


def _pattern(geometry: Geometry) -> Uint8Array:
    """Return squares of two greys in pseudo-random order: sharp everywhere, the same everywhere."""
    rows = -(-geometry.height // geometry.pattern_px)
    columns = -(-geometry.width // geometry.pattern_px)
    squares = np.random.default_rng(PATTERN_SEED).integers(0, 2, (rows, columns))
    luma = np.array(PATTERN_LUMA, np.uint8)[squares]
    luma = luma.repeat(geometry.pattern_px, 0).repeat(geometry.pattern_px, 1)
    return np.repeat(luma[: geometry.height, : geometry.width, None], 3, axis=2)
