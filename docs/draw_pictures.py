"""Draw the pictures of effects.md into docs/pictures: the portraits that ship, with each effect.

By the pipeline that the server runs, so that what is shown is what people get. Beside it is the
blur that most recipes on the web have, made here.
"""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from camveil.backgrounds.store import Backgrounds
from camveil.clips.applying import ClipClock, mask_picture
from camveil.clips.choosing import STRENGTHS
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter, load_segmenter, models_dir
from camveil.segmenters.portraits import NAMES, Portrait, portraits
from camveil.settings import Settings
from camveil.values import (
    Alpha,
    Background,
    Behind,
    Blur,
    Color,
    EffectSettings,
    FramePlace,
    Picture,
)
from camveil.values import Portrait as PortraitBlur
from docs.drawn_scenes import VIDEO_RATE_HZ, Bgr, drifting_lights, together
from docs.generated import ROOT

FOLDER: Final = ROOT / "docs/pictures"
HEIGHT_PX: Final = 300
JPEG_QUALITY: Final = 82
PLACE: Final = FramePlace(number=0, interval_s=1 / 30)
BLUR: Final = EffectSettings(revision=0, epoch=0, blur=True, mask=True)
IMAGE: Final = ROOT / "extension/src/backgrounds/shore.webp"
VIDEO_FOR_S: Final = 1.0
"Between the two pictures of it."
FRAMES_OF_TWO: Final = 4
"From the second on, each of the two is looked at closely."
GREEN: Final = Color(0, 177, 64)
NAIVE_SIGMA_PER_HEIGHT: Final = 15 / 540
"As ours of medium strength."
EDGE: Final[Mapping[str, tuple[float, float, float]]] = {
    "hopper": (0.57, 0.36, 0.28),
    "collins": (0.47, 0.0, 0.28),
}
"Where a halo shows: left, top and side of a square, of the picture's height."


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file of the page."""

    name: str
    bgr: Bgr

    def write(self, folder: Path) -> None:
        options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
        done, jpeg = cv2.imencode(".jpg", self.bgr, options)
        assert done, "encoding an image in memory cannot fail"
        (folder / self.name).write_bytes(jpeg.tobytes())


def drawings() -> Iterator[Drawing]:
    """All of them."""
    segmenter = load_segmenter(str(Settings().model), models_dir())
    backgrounds = Backgrounds()
    image = Background(backgrounds.add(IMAGE.read_bytes()), meanwhile=Blur())
    instead: dict[str, Behind] = {
        "light": Blur(STRENGTHS["light"]),
        "heavy": Blur(STRENGTHS["heavy"]),
        "portrait": PortraitBlur(STRENGTHS["heavy"]),
        "color": GREEN,
        "image": image,
    }
    for name, portrait in zip(NAMES, portraits(), strict=True):
        picture = portrait.picture
        processed = Pipeline(segmenter, ClipClock()).process(picture, BLUR, PLACE)
        assert processed.composed is not None, "blur is on"
        assert processed.alpha is not None, "the mask is on"
        naive = naive_blur(portrait, processed.alpha)
        ours = bgr_of(processed.composed)
        yield Drawing(f"{name}.jpg", _small(portrait.bgr))
        yield Drawing(f"{name}-mask.jpg", _small(bgr_of(mask_picture(processed.alpha, picture))))
        yield Drawing(f"{name}-blur.jpg", _small(ours))
        for effect, behind in instead.items():
            pipeline = Pipeline(segmenter, ClipClock(), scenes=backgrounds)
            composed = pipeline.process(picture, replace(BLUR, behind=behind), PLACE).composed
            assert composed is not None, "blur is on"
            yield Drawing(f"{name}-{effect}.jpg", _small(bgr_of(composed)))
        first, later = _on_video(segmenter, picture)
        yield Drawing(f"{name}-video.jpg", _small(first))
        yield Drawing(f"{name}-video-later.jpg", _small(later))
        yield Drawing(f"{name}-edge-naive.jpg", _edge(naive, EDGE[name]))
        yield Drawing(f"{name}-edge.jpg", _edge(ours, EDGE[name]))
    yield from _of_two(segmenter)


def _on_video(segmenter: Segmenter, picture: Picture) -> tuple[Bgr, Bgr]:
    """At the video's beginning, and later."""
    backgrounds, clock = Backgrounds(), ClipClock()
    lights = Background(backgrounds.add(drifting_lights()), meanwhile=Blur())
    settings = replace(BLUR, behind=lights)
    pipeline = Pipeline(segmenter, clock, scenes=backgrounds)
    shown: list[Bgr] = []
    with closing(pipeline):
        for number in range(round(VIDEO_FOR_S * VIDEO_RATE_HZ) + 1):
            clock.at_s = number / VIDEO_RATE_HZ
            place = FramePlace(number, 1 / VIDEO_RATE_HZ)
            composed = pipeline.process(picture, settings, place).composed
            assert composed is not None, "blur is on"
            shown.append(bgr_of(composed))
    return shown[0], shown[-1]


def _of_two(segmenter: Segmenter) -> Iterator[Drawing]:
    """Two people, of whom both or one stay."""
    both = together()
    yield Drawing("together.jpg", _small(both.bgr))
    for name, only_me in (("together-blur.jpg", False), ("together-only-me.jpg", True)):
        settings = replace(BLUR, behind=Blur(STRENGTHS["heavy"]), only_me=only_me)
        pipeline = Pipeline(segmenter, ClipClock())
        for number in range(FRAMES_OF_TWO):
            place = replace(PLACE, number=3 * number)  # so that each is computed
            composed = pipeline.process(both.picture, settings, place).composed
        assert composed is not None, "blur is on"
        yield Drawing(name, _small(bgr_of(composed)))


def naive_blur(portrait: Portrait, alpha: Alpha) -> Bgr:
    """The whole picture blurred, and the person put on top: with the same mask as ours."""
    height, width = portrait.matte.shape
    sharp = portrait.bgr.astype(np.float32)
    blurred = cv2.GaussianBlur(sharp, (0, 0), NAIVE_SIGMA_PER_HEIGHT * height)
    share = cv2.resize(alpha.values, (width, height)).astype(np.float32)[..., None] / 255
    return np.rint(sharp * share + np.asarray(blurred) * (1 - share)).astype(np.uint8)


def bgr_of(picture: Picture) -> Bgr:
    """In colour, at its size."""
    width, height = picture.size
    planes = np.concatenate([plane.reshape(-1) for plane in (picture.y, picture.u, picture.v)])
    yuv = planes.reshape(height * 3 // 2, width)
    return np.asarray(cv2.cvtColor(yuv, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _small(bgr: Bgr) -> Bgr:
    height, width = bgr.shape[:2]
    size = (round(width * HEIGHT_PX / height), HEIGHT_PX)
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)


def _edge(bgr: Bgr, square: tuple[float, float, float]) -> Bgr:
    left, top, side = (round(part * bgr.shape[0]) for part in square)
    cut = bgr[top : top + side, left : left + side]
    size = (HEIGHT_PX, HEIGHT_PX)
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    FOLDER.mkdir(exist_ok=True)
    for drawing in drawings():
        drawing.write(FOLDER)
        print((FOLDER / drawing.name).relative_to(ROOT))


if __name__ == "__main__":
    main()
