"""`make demo`: the demo page in Chromium with the extension, on this machine's own camera.

Without a camera a sample clip is the camera. Without a display the pictures before and after go to
build/demo/.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.browser.serving import PORT, Server
from tests.camera.recipe import make_camera

BUILD: Final = Path(__file__).parents[1] / "build"
PICTURES: Final = BUILD / "demo"
VIEWPORT: Final = {"width": 1280, "height": 900}
STATES: Final = {
    "before": "",
    "after": "#blur",
    "mask": "#mode=mask",
    "green": "#mode=green",
    "transparent": "#mode=transparent",
    "overlay": "#mode=overlay",
}
SETTLED_FRAMES: Final = 45
"After so many the figures on the page are those of a call."
ADDRESS: Final = f"http://127.0.0.1:{PORT}/"


def main() -> None:
    headless = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    has_camera = any(Path("/dev").glob("video*"))
    clip = None if has_camera and not headless else sample_clip()
    server = Server()
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with (
            sync_playwright() as playwright,
            chromium(playwright, clip=clip, fake=clip is not None, headless=headless) as browser,
        ):
            if headless:
                take_pictures(browser)
            else:
                show(browser)
    except KeyboardInterrupt:
        pass  # the usual way to leave
    finally:
        server.stop()


def sample_clip() -> Path:
    """Make the clip of the browser tests, in the demo's size."""
    clip = BUILD / "camera" / "1280x720.mjpeg"
    clip.parent.mkdir(parents=True, exist_ok=True)
    make_camera(clip, 1280, 720, 60)
    return clip


def show(browser: BrowserContext) -> None:
    """Leave Chromium to the person until the last window is closed."""
    page = browser.pages[0] if browser.pages else browser.new_page()
    page.goto(ADDRESS)
    say(f"{ADDRESS} is open in Chromium. Close its window, or Ctrl-C here, to stop.")
    browser.wait_for_event("close", timeout=0)


def take_pictures(browser: BrowserContext) -> None:
    """Write one picture of each state of the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, fragment in STATES.items():
        page = browser.new_page()
        page.set_viewport_size({"width": VIEWPORT["width"], "height": VIEWPORT["height"]})
        page.goto(ADDRESS + fragment)
        wait_until_shown(page, fragment)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path)
        page.close()
        say(str(path))


def wait_until_shown(page: Page, fragment: str, frames: int = SETTLED_FRAMES) -> None:
    """Wait until the page runs and so many frames have come that show what was asked for."""
    page.wait_for_selector("html[data-state=running]")
    counted = "blurredFrames" if fragment == "#blur" else "maskedFrames" if fragment else "frames"
    # The page's own policy forbids what wait_for_function would need.
    page.evaluate(
        """([counted, frames]) => new Promise(resolve => {
          const enough = () => Number(document.documentElement.dataset[counted]) >= frames;
          if (enough()) resolve();
          new MutationObserver(() => enough() && resolve())
              .observe(document.documentElement, {attributes: true});
        })""",
        [counted, frames],
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
