"""Whether latency and memory stay as they are: one call, minute after minute.

`python -m tests.bench.loop.endurance [--minutes 10] [--camera 1280x720@30]`; nothing else should
run meanwhile.
"""

from __future__ import annotations

import argparse
from typing import Final

import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.common import say
from tests.bench.loop.clips import camera_of, clip_of
from tests.bench.loop.rows import EFFECTS, SETTLE_MS, open_page
from tests.browser.chromium import chromium, wait_for_extension
from tests.browser.serving import Server
from tests.browser.site import serve
from tests.browser.staging import CLIPS
from tests.soak.counts import MIB, collect_garbage, renderer_mib

MINUTE_MS: Final = 60_000
HEADER: Final = (
    "| minute | camera frames | missing | longest run | p50 ms | p95 ms | server MiB | page MiB |\n"
    "|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loop.endurance")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--camera", default="1280x720@30", metavar="WIDTHxHEIGHT@FPS")
    arguments = parser.parse_args()
    camera = camera_of(arguments.camera)
    server = Server()
    server.start()
    site = serve(CLIPS)
    say(f"{camera.name}, blur\n\n{HEADER}")
    try:
        with sync_playwright() as play, chromium(play, clip=clip_of(camera)) as browser:
            wait_for_extension(browser)
            page = open_page(browser, f"http://localhost:{site.port}/lab", camera)
            page.evaluate(
                "what => bench.apply(what, {blurred: true, masked: false})", EFFECTS["blur"]
            )
            page.wait_for_timeout(SETTLE_MS)
            for minute in range(1, arguments.minutes + 1):
                say(_row(minute, browser, page, server))
    finally:
        site.close()
        server.stop()


def _row(minute: int, browser: BrowserContext, page: Page, server: Server) -> str:
    page.evaluate("bench.begin()")
    page.wait_for_timeout(MINUTE_MS)
    found = page.evaluate("bench.end()")
    collect_garbage(browser, page)
    server_mib = psutil.Process(server.process_id).memory_info().rss / MIB
    cells = [
        str(minute),
        str(found["camera"]),
        str(found["camera"] - found["out"]),
        str(found["longest_missing_run"]),
        f"{found['p50_ms']:.1f}",
        f"{found['p95_ms']:.1f}",
        f"{server_mib:.1f}",
        f"{renderer_mib():.1f}",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
