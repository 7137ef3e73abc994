"""What a stream costs when there are several, each in a tab of its own: does each get its share?

`python -m tests.bench.loop.streams [--seconds 20] [--camera 640x480@30] [--tabs 1 2 4 8]
[--workers 1] [--apart]`; nothing else should run meanwhile.

Tabs of one browser share its camera, whose frame comes to all of them in the same moment. With
`--apart` each tab is in a browser of its own, with a camera of its own, as several people have it.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import BrowserContext, sync_playwright

from tests.bench.common import say
from tests.bench.loop.clips import camera_of, clip_of
from tests.bench.loop.rows import Camera, apply, open_page
from tests.bench.loop.usage import Watch
from tests.browser.chromium import chromium
from tests.browser.serving import Server
from tests.browser.staging import serving

HEADER: Final = (
    "| tabs | fps out of each | missing % at most | longest run | p50 ms | p95 ms "
    "| server ms a frame | server cores | Chromium cores |\n|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Tab:
    """What one tab saw."""

    fps: float
    missing_percent: float
    longest_run: int
    p50_ms: float
    p95_ms: float


def main() -> None:
    arguments = _arguments()
    camera = camera_of(arguments.camera)
    server = Server("--workers", str(arguments.workers))
    say(f"{camera.name}, blur, server with --workers {arguments.workers}\n\n{HEADER}")
    with serving(server) as site:
        address = f"http://localhost:{site.port}/lab"
        for count in arguments.tabs:
            with sync_playwright() as play, ExitStack() as browsers:
                apart = [
                    browsers.enter_context(chromium(play, clip=clip_of(camera)))
                    for _ in range(count if arguments.apart else 1)
                ]
                tabs = [apart[tab % len(apart)] for tab in range(count)]
                say(_row(tabs, address, server, camera, arguments.seconds))
            server.wait_for_sessions(0)


def _row(
    tabs: list[BrowserContext], address: str, server: Server, camera: Camera, seconds: int
) -> str:
    """Of a tab in each of these browsers."""
    pages = []
    for browser in tabs:
        page = open_page(browser, address, camera)
        apply(page, "blur")
        pages.append(page)
    for page in pages:
        page.evaluate("bench.begin()")
    of_server, of_chromium = Watch.of_server(server.process_id), Watch.of_chromium()
    begun_s = time.monotonic()
    pages[0].wait_for_timeout(seconds * 1000)
    served, shown = of_server.usage(), of_chromium.usage()
    elapsed_s = time.monotonic() - begun_s
    found = [_tab(page.evaluate("bench.end()")) for page in pages]
    frames = sum(tab.fps for tab in found) * elapsed_s
    fps = f"{min(tab.fps for tab in found):.1f}"
    if len(tabs) > 1:
        fps += f" to {max(tab.fps for tab in found):.1f}"
    cells = [
        str(len(tabs)),
        fps,
        f"{max(tab.missing_percent for tab in found):.2f}",
        str(max(tab.longest_run for tab in found)),
        f"{max(tab.p50_ms for tab in found):.1f}",
        f"{max(tab.p95_ms for tab in found):.1f}",
        f"{served.cores * elapsed_s * 1000 / frames:.1f}",
        f"{served.cores:.2f}",
        f"{shown.cores:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _tab(found: dict[str, Any]) -> Tab:
    camera = max(1, found["camera"])
    return Tab(
        fps=found["out"] / max(found["elapsed_s"], 0.001),
        missing_percent=100 * (1 - found["out"] / camera),
        longest_run=found["longest_missing_run"],
        p50_ms=found["p50_ms"] or 0.0,
        p95_ms=found["p95_ms"] or 0.0,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loop.streams")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--camera", default="640x480@30", metavar="WIDTHxHEIGHT@FPS")
    parser.add_argument("--tabs", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--workers", type=int, default=1, help="processes of the server")
    parser.add_argument("--apart", action="store_true", help="a browser and a camera for each tab")
    return parser.parse_args()


if __name__ == "__main__":
    main()
