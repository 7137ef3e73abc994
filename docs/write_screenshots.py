"""Takes a picture of each state of the extension's own pages, light and dark."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.browser.own_pages import STATES, open_page, open_state
from tests.browser.serving import Server
from tests.browser.staging import CLIP, clip_folder

FOLDER: Final = Path(__file__).parent / "screenshots"
PREVIEW: Final = "preview-blurred"
"The one picture that cannot be scripted: it has the server, and the tests' camera."
SCHEMES: Final = ("light", "dark")
EXACT_COLOURS: Final = 32
"The most frequent ones: grounds, cards and letters keep theirs."
OTHER_COLOURS: Final = 96
"Few are enough for edges and thumbnails, and make small files."


def names() -> list[str]:
    """What the pictures are called, without their ending."""
    return [*(f"{state}-{scheme}" for state in STATES for scheme in SCHEMES), PREVIEW]


def shoot(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.locator("html").screenshot()))
    small(picture.convert("RGB")).save(FOLDER / f"{name}.png", optimize=True)


def shoot_preview(browser: BrowserContext) -> None:
    server = Server()
    server.start()
    try:
        page = open_page(browser, "preview")
        page.get_by_text("Background blurred").wait_for()
        shoot(page, PREVIEW)
    finally:
        server.stop()


def small(picture: Image.Image) -> Image.Image:
    """With a palette of its own, so that its file is small."""
    points = np.asarray(picture).reshape(-1, 3)
    colours, counts = np.unique(points, axis=0, return_counts=True)
    exact = colours[np.argsort(-counts)[:EXACT_COLOURS]].ravel().tolist()
    # By octree: by median cut a lamp's few green points become grey.
    others = picture.quantize(OTHER_COLOURS, method=Image.Quantize.FASTOCTREE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*exact, *others[: 3 * OTHER_COLOURS]])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    scale = ("--force-device-scale-factor=2",)
    clip = clip_folder() / f"{CLIP}.y4m"
    with (
        sync_playwright() as playwright,
        chromium(playwright, clip=clip, arguments=scale) as browser,
    ):
        for name, state in STATES.items():
            page = open_state(browser, state)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                shoot(page, f"{name}-{scheme}")
            page.evaluate("indexedDB.deleteDatabase('camveil')")
            page.close()
        shoot_preview(browser)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in docs/screenshots, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
