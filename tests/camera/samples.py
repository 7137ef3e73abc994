"""What the fake camera's frames look like at a consumer, made without a browser.

The measures are tested against these pictures in Python; `python -m tests.camera.samples DIR`
writes them with the expected results for the JavaScript tests.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.geometry import Geometry, plan
from tests.camera.measuring import calibrate, classify, measure
from tests.camera.portrait import Uint8Array
from tests.camera.recipe import Camera

TINY_SIZE = (16, 9)
"Width and height of the copy that a concealed frame is enlarged from."


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture that a consumer might get, and what it is."""

    name: str
    verdict: str
    luma: Uint8Array


def composed(camera: Camera, n: int) -> Uint8Array:
    """Return frame `n` with everything but the person blurred, as I420 planes."""
    height = camera.geometry.height
    sharp = camera.bgr(n).astype(np.float32)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 16 * height / 720), np.float32)
    share = camera.truth_alpha(n).astype(np.float32)[..., None] / 255
    return _i420(np.asarray(sharp * share + blurred * (1 - share), np.float32))


def concealed(camera: Camera, n: int) -> Uint8Array:
    """Return frame `n` hidden as a whole, as I420 planes."""
    size = (camera.geometry.width, camera.geometry.height)
    tiny = cv2.resize(camera.bgr(n), TINY_SIZE, interpolation=cv2.INTER_AREA)
    return _i420(np.asarray(cv2.resize(tiny, size, interpolation=cv2.INTER_LINEAR), np.float32))


def black(geometry: Geometry) -> Uint8Array:
    """Return a black frame as I420 planes."""
    return _i420(np.zeros((geometry.height, geometry.width, 3), np.float32))


def through_codec(frames: list[Uint8Array], fps: int, bit_rate: int) -> list[Uint8Array]:
    """Return I420 frames after H.264 as the server encodes it, `bit_rate` in bits per second."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.height, encoder.width = frames[0].shape[0] * 2 // 3, frames[0].shape[1]
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, fps)
    encoder.framerate = Fraction(fps, 1)
    encoder.bit_rate = bit_rate
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)

    def decoded() -> Iterator[Uint8Array]:
        for n, frame in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(frame, format="yuv420p")
            picture.pts = n
            for packet in encoder.encode(picture):
                yield from map(_planes, decoder.decode(packet))
        for packet in encoder.encode(None):
            yield from map(_planes, decoder.decode(packet))
        yield from map(_planes, decoder.decode(None))

    return list(decoded())


def samples(camera: Camera, n: int) -> list[Sample]:
    """Return one picture of every kind, all of frame `n`, and a raw one of half the size."""
    height, width = camera.geometry.height, camera.geometry.width
    raw = camera.luma(n)
    half = cv2.resize(raw, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return [
        Sample("raw", "raw", raw),
        Sample("half", "raw", np.asarray(half, np.uint8)),
        Sample("composed", "composed", composed(camera, n)[:height]),
        Sample("concealed", "concealed", concealed(camera, n)[:height]),
        Sample("black", "black", black(camera.geometry)[:height]),
    ]


def write_samples(folder: Path, camera: Camera, n: int) -> None:
    """Write the geometry, each sample's luma plane, and what Python measures in it."""
    geometry = camera.geometry
    geometry.write(folder / "camera.json")
    reference = calibrate(measure(camera.luma(n), geometry))
    expected = []
    for sample in samples(camera, n):
        (folder / f"{sample.name}.luma").write_bytes(sample.luma.tobytes())
        measures = measure(sample.luma, geometry)
        expected.append(
            {
                "name": sample.name,
                "width": sample.luma.shape[1],
                "height": sample.luma.shape[0],
                "measures": asdict(measures),
                "verdict": classify(measures, reference).value,
            }
        )
    (folder / "raw.i420").write_bytes(camera.i420(n).tobytes())
    facts = {"number": n, "i420_sha256": camera.frame_hash(n), "samples": expected}
    (folder / "expected.json").write_text(json.dumps(facts, indent=1) + "\n")


def _i420(bgr: npt.NDArray[np.float32]) -> Uint8Array:
    rounded = np.rint(bgr).astype(np.uint8)
    return np.asarray(cv2.cvtColor(rounded, cv2.COLOR_BGR2YUV_I420), np.uint8)


def _planes(frame: av.VideoFrame) -> Uint8Array:
    return np.asarray(frame.to_ndarray(), np.uint8)


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]), Camera(plan(320, 240, 60)), 13)
