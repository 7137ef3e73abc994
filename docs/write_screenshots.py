"""Takes a picture of each state of the extension's own pages, light and dark."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

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
COLOURS: Final = 128
"Few are enough for flat areas and letters, and make small files."


def names() -> list[str]:
    """What the pictures are called, without their ending."""
    return [*(f"{state}-{scheme}" for state in STATES for scheme in SCHEMES), PREVIEW]


def shoot(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.locator("html").screenshot()))
    # By octree: by median cut a lamp's few green points become grey.
    small = picture.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    small.save(FOLDER / f"{name}.png", optimize=True)


def shoot_preview(browser: BrowserContext) -> None:
    server = Server()
    server.start()
    try:
        page = open_page(browser, "preview")
        page.get_by_text("Background blurred").wait_for()
        shoot(page, PREVIEW)
    finally:
        server.stop()


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
