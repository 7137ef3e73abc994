"""Takes a picture of each state of the extension's own pages, light and dark."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.chromium import chromium
from tests.browser.own_pages import STATES, open_state

FOLDER: Final = Path(__file__).parent / "screenshots"
COLOURS: Final = 128
"Few are enough for flat areas and letters, and make small files."


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    scale = ("--force-device-scale-factor=2",)
    with sync_playwright() as playwright, chromium(playwright, arguments=scale) as browser:
        for name, state in STATES.items():
            for scheme in ("light", "dark"):
                page = open_state(browser, state, scheme)
                picture = Image.open(io.BytesIO(page.locator("html").screenshot()))
                small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                small.save(FOLDER / f"{name}-{scheme}.png", optimize=True)
                page.evaluate("indexedDB.deleteDatabase('camveil')")
                page.close()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in docs/screenshots, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
