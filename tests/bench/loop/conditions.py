"""How many frames come when nobody looks, or when the page is busy with something else.

`python -m tests.bench.loop.conditions [--seconds 20] [--camera 1280x720@30]`; nothing else should
run meanwhile.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench.common import say
from tests.bench.loop.clips import camera_of, clip_of
from tests.bench.loop.rows import EFFECTS, SETTLE_MS, Camera, show_page
from tests.browser.chromium import EXTENSION, chromium
from tests.browser.serving import Server
from tests.browser.staging import serving

BUSY_MS: Final = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loop.conditions")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--camera", default="1280x720@30", metavar="WIDTHxHEIGHT@FPS")
    arguments = parser.parse_args()
    camera = camera_of(arguments.camera)
    say(f"{camera.name}, frames a second\n\n| | blur | no extension |\n|---|---|---|")
    with serving(Server()) as site, sync_playwright() as play:
        address = f"http://localhost:{site.port}/lab"
        both = [
            _fps(play, address, camera, extension, arguments.seconds)
            for extension in (EXTENSION, None)
        ]
    for with_blur, without in zip(*both, strict=True):
        say(f"| {with_blur[0]} | {with_blur[1]:.1f} | {without[1]:.1f} |")


def _fps(
    play: Playwright, address: str, camera: Camera, extension: Path | None, seconds: int
) -> list[tuple[str, float]]:
    with chromium(play, clip=clip_of(camera), extension=extension) as browser:
        page = show_page(browser, address, camera)
        if extension:
            page.evaluate("what => bench.set(what)", EFFECTS["blur"])
        page.wait_for_timeout(SETTLE_MS)
        found = [("seen", _shown(page, seconds, 0))]
        found.append(
            (f"main thread busy for {BUSY_MS} ms at a time", _shown(page, seconds, BUSY_MS))
        )
        browser.new_page().bring_to_front()
        found.append(("hidden", _shown(page, seconds, 0)))
        return found


def _shown(page: Page, seconds: int, busy_ms: int) -> float:
    script = "([seconds, busy_ms]) => bench.shownFps(seconds, busy_ms)"
    return float(page.evaluate(script, [seconds, busy_ms]))


if __name__ == "__main__":
    main()
