# ruff: noqa: T201 (printing is its purpose)
"""Print what each stage of the effect costs on one thread.

python tests/bench/bench_pipeline.py [--model general]
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from camveil.clock import SystemClock
from camveil.pipeline.blur import blur_background
from camveil.pipeline.composite import Compositor
from camveil.pipeline.encode import H264Encoder, Vp8Encoder
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.motion import AlphaMover, luma_at
from camveil.pipeline.pipeline import Pipeline
from camveil.pipeline.png import encode_mask_png
from camveil.pipeline.portrait import portrait_background
from camveil.pipeline.refine import Coverage
from camveil.segmenters import (
    MODELS,
    AddedModels,
    OwnedSegmenter,
    Segmenter,
    load_segmenter,
    models_dir,
    open_segmenter,
)
from camveil.values import Alpha, Blur, EffectSettings, FramePlace, Picture, Plane, Size
from tests.server.unit.model_variants import Variant

Stage = Callable[[Picture], object]

SIZES = (Size(640, 480), Size(1280, 720))
PICTURES = 10
"Different ones, so that no stage profits from a warm cache and the encoder sees motion."


def main() -> None:
    parser = argparse.ArgumentParser(description="Medians of the stages of the effect.")
    parser.add_argument("--model", choices=MODELS, default="landscape")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    report(arguments.model, arguments.rounds)


def report(model: str, rounds: int) -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}, OpenCV {cv2.__version__}")
    segmenter = load_segmenter(model, models_dir())
    with TemporaryDirectory() as folder, closing(_own(Path(folder) / "own.onnx")) as own:
        own.wait_ready()
        for size in SIZES:
            rng = np.random.default_rng(1)
            pictures = [_picture(rng, size, index * 3000) for index in range(PICTURES)]
            print(f"\n{size.width}x{size.height}")
            for name, stage in _stages(segmenter, own, pictures[0]).items():
                print(f"  {name:<20} {_median_ms(stage, pictures, rounds):6.2f} ms")


def _own(file: Path) -> OwnedSegmenter:
    """The landscape model, as if it were a user's own."""
    file.write_bytes(Variant().file())
    return open_segmenter(str(file), models_dir(), SystemClock(), AddedModels(None))


def _stages(segmenter: Segmenter, own: Segmenter, example: Picture) -> dict[str, Stage]:
    alpha = _person(segmenter.input_size)
    background = blur_background(example, alpha, Blur().strength)
    compositor = Compositor(example.size)
    pipeline = Pipeline(segmenter, SystemClock())
    mover, place = AlphaMover(), FramePlace(number=0, interval_s=1 / 30)
    settings = EffectSettings(revision=0, epoch=0, blur=True, mask=True)
    options = MaskOptions()
    coverage = Coverage(options.background_below, options.person_above)
    h264, vp8 = H264Encoder(), Vp8Encoder()
    return {
        f"segment ({segmenter.name})": segmenter.segment,
        "landscape, own process": own.segment,
        "move a mask instead": lambda picture: _move(mover, alpha, picture),
        "refine": lambda _: coverage.of(alpha),
        "blur": lambda picture: blur_background(picture, alpha, Blur().strength),
        "portrait": lambda picture: portrait_background(picture, alpha, Blur().strength),
        "composite": lambda picture: compositor.compose(picture, alpha, background),
        "whole effect": lambda picture: pipeline.process(picture, settings, place),
        "mask as PNG": lambda _: encode_mask_png(alpha),
        "H.264": lambda picture: h264.encode(picture, key_frame=False),
        "VP8": lambda picture: vp8.encode(picture, key_frame=False),
    }


def _move(mover: AlphaMover, alpha: Alpha, picture: Picture) -> None:
    """Two of the mask's pixels to the right, everything."""
    luma = luma_at(picture, alpha.size)
    moved = mover.move(alpha, np.asarray(np.roll(luma, -2, axis=1)), luma)
    assert moved is not None, "then half of the work would be missing"


def _median_ms(stage: Stage, pictures: list[Picture], rounds: int) -> float:
    durations_s = []
    for index in range(rounds + 1):
        for picture in pictures:
            begun_s = time.perf_counter()
            stage(picture)
            if index > 0:  # the first round warms up
                durations_s.append(time.perf_counter() - begun_s)
    return statistics.median(durations_s) * 1000


def _picture(rng: np.random.Generator, size: Size, pts_90khz: int) -> Picture:
    y, u, v = (_plane(rng, plane) for plane in (size, size.chroma, size.chroma))
    return Picture(y, u, v, pts_90khz, full_range=False)


def _plane(rng: np.random.Generator, size: Size) -> Plane:
    """Soft structure at random places: a whole frame in motion, without a camera's noise."""
    coarse = rng.integers(16, 236, (size.height // 16, size.width // 16), np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _person(size: Size) -> Alpha:
    values = np.zeros((size.height, size.width), np.uint8)
    centre = (size.width // 2, size.height // 2)
    cv2.circle(values, centre, size.height // 3, 255, -1, cv2.LINE_AA)
    return Alpha(values)


if __name__ == "__main__":
    main()
