"""Draw the backgrounds that come with the extension into extension/src/backgrounds.

Out of nothing but numbers: nobody has rights to them. `bundled-backgrounds.js` gets their ids.
"""

import argparse
import hashlib
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from docs.generated import ROOT

FOLDER: Final = ROOT / "extension/src/backgrounds"
MODULE: Final = ROOT / "extension/src/shared/bundled-backgrounds.js"
WIDTH, HEIGHT = 1280, 720
WEBP_QUALITY: Final = 84

Image = npt.NDArray[np.float32]
"""Linear mixtures of sRGB, blue first: (height, width, 3), 0 to 255."""


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    FOLDER.mkdir(exist_ok=True)
    lines = []
    for name, draw in DRAWINGS.items():
        pixels = np.clip(np.rint(draw()), 0, 255).astype(np.uint8)
        done, webp = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
        assert done, "encoding an image in memory cannot fail"
        data = webp.tobytes()
        (FOLDER / f"{name}.webp").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        lines += ["  {", f"    id: '{digest}',", f"    name: '{name}',"]
        lines += [f"    file: '/backgrounds/{name}.webp',", "  },"]
        print(f"{name}.webp: {len(data)} bytes")
    MODULE.write_text(HEAD + "\n".join(lines) + "\n]);\n", "utf-8")


HEAD: Final = """\
/** The backgrounds that come with the extension. Written by docs/draw_backgrounds.py. */

/**
 * @typedef {object} BundledBackground
 * @property {string} id as that of a background of the person's own
 * @property {string} name a word for it, which pages translate
 * @property {string} file path of an image in the extension's folder
 */

/** @type {readonly Readonly<BundledBackground>[]} */
export const BUNDLED_BACKGROUNDS = Object.freeze([
"""


def dusk() -> Image:
    """A sky after sunset over three ranges of hills."""
    image = vertical([(0, (94, 52, 38)), (0.55, (120, 98, 178)), (0.8, (122, 172, 246))])
    rng = np.random.default_rng(3)
    for base, height, color in (
        (0.66, 0.07, (118, 92, 130)),
        (0.76, 0.09, (86, 60, 84)),
        (0.88, 0.08, (48, 34, 46)),
    ):
        paint(image, below(base - height * ridge(rng)), color)
    return soft(image, 1.2)


def studio() -> Image:
    """A grey wall in the light of one lamp."""
    x, y = grid()
    light = np.exp(-(((x - 0.62) / 0.55) ** 2 + ((y - 0.38) / 0.6) ** 2))
    return shade((92, 88, 84), (206, 208, 210), light)


def lights() -> Image:
    """A town at night, far out of focus."""
    image = vertical([(0, (40, 24, 16)), (1, (24, 18, 20))])
    rng = np.random.default_rng(11)
    x, y = grid()
    for _ in range(46):
        centre = rng.uniform(0, WIDTH / HEIGHT), rng.normal(0.58, 0.16)
        radius = rng.uniform(0.02, 0.06)
        away = np.hypot(x * WIDTH / HEIGHT - centre[0], y - centre[1])
        disc = np.clip((radius - away) / 0.006, 0, 1) * rng.uniform(0.15, 0.6)
        warm = np.array(((70, 150, 255), (120, 190, 250), (230, 170, 120))[rng.integers(3)])
        image += disc[..., None].astype(np.float32) * (warm - image)
    return soft(image, 1.5)


def shore() -> Image:
    """Sand, sea and sky, as stripes that run into each other."""
    return vertical(
        [
            (0, (236, 208, 168)),
            (0.46, (246, 236, 222)),
            (0.48, (190, 160, 92)),
            (0.68, (206, 190, 140)),
            (0.72, (214, 226, 236)),
            (0.76, (160, 194, 222)),
            (1, (138, 176, 210)),
        ]
    )


DRAWINGS: Final[dict[str, Callable[[], Image]]] = {
    "studio": studio,
    "dusk": dusk,
    "shore": shore,
    "lights": lights,
}


Share = npt.NDArray[np.float32]
"""(height, width), 0 to 1."""
Bgr = tuple[int, int, int]


def grid() -> tuple[Share, Share]:
    """x and y of each pixel, 0 to 1."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return x / WIDTH, y / HEIGHT


def vertical(stops: list[tuple[float, Bgr]]) -> Image:
    """Colours at heights, from the top, and what lies between."""
    at = np.linspace(0, 1, HEIGHT)
    channels = [np.interp(at, [h for h, _ in stops], [c[i] for _, c in stops]) for i in range(3)]
    column = np.stack(channels, axis=1).astype(np.float32)
    return np.repeat(column[:, None], WIDTH, axis=1)


def shade(dark: Bgr, bright: Bgr, light: Share) -> Image:
    low, high = np.array(dark, np.float32), np.array(bright, np.float32)
    return np.asarray(low + light[..., None] * (high - low), np.float32)


def ridge(rng: np.random.Generator) -> Share:
    """A line of hills, 0 to 1 for each column."""
    waves = sum(
        np.sin(np.linspace(0, rng.uniform(2, 4) * 2**octave, WIDTH) + rng.uniform(0, 6)) / 2**octave
        for octave in range(5)
    )
    line = np.asarray(waves, np.float32)
    return np.asarray((line - line.min()) / (line.max() - line.min()), np.float32)


def below(line: Share) -> Share:
    """Of each pixel, how far it is under a line, which has a height for each column."""
    _, y = grid()
    return np.asarray(np.clip((y - line) * HEIGHT, 0, 1), np.float32)


def paint(image: Image, where: Share, color: Bgr) -> None:
    image += where[..., None] * (np.array(color, np.float32) - image)


def soft(image: Image, sigma_px: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.float32)


if __name__ == "__main__":
    main()
