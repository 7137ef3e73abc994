"""Whether latency and memory stay as they are: one call, minute after minute.

`python -m tests.bench.loop.endurance [--minutes 10] [--camera 1280x720@30]`; nothing else should
run meanwhile.
"""

from __future__ import annotations

import argparse
from statistics import fmean
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.common import say
from tests.bench.loop.clips import camera_of, clip_of
from tests.bench.loop.peer_stats import PeerStats
from tests.bench.loop.rows import apply, open_page
from tests.browser.chromium import chromium
from tests.browser.serving import Server
from tests.browser.staging import serving
from tests.soak.counts import collect_garbage, renderer_mib, server_mib

MINUTE_S: Final = 60
OF_THE_SERVER: Final = ("segment_ms", "composite_ms", "encode_ms")
HEADER: Final = (
    "| minute | camera frames | missing | longest run | p50 ms | p95 ms | encode | segment "
    "| composite | encode again | jitter buffer | decode | server MiB | page MiB |\n"
    f"|{'---|' * 14}"
)
"The times between are means of a frame in milliseconds, in the order in which it takes its way."


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loop.endurance")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--camera", default="1280x720@30", metavar="WIDTHxHEIGHT@FPS")
    arguments = parser.parse_args()
    camera = camera_of(arguments.camera)
    server = Server()
    say(f"{camera.name}, blur\n\n{HEADER}")
    with (
        serving(server) as site,
        sync_playwright() as play,
        chromium(play, clip=clip_of(camera)) as browser,
    ):
        page = open_page(browser, f"http://localhost:{site.port}/lab", camera)
        apply(page, "blur")
        stats = PeerStats(page)
        for minute in range(1, arguments.minutes + 1):
            say(_row(minute, browser, page, server, stats))


def _row(minute: int, browser: BrowserContext, page: Page, server: Server, stats: PeerStats) -> str:
    page.evaluate("bench.begin()")
    before = stats.counts()
    stages: list[dict[str, Any]] = []
    for _ in range(MINUTE_S):
        page.wait_for_timeout(1000)
        stages.append(server.health())
    found = page.evaluate("bench.end()")
    counts = stats.counts().since(before)
    collect_garbage(browser, page)
    cells = [
        str(minute),
        str(found["camera"]),
        str(found["camera"] - found["out"]),
        str(found["longest_missing_run"]),
        f"{found['p50_ms']:.1f}",
        f"{found['p95_ms']:.1f}",
        f"{counts.encode_s * 1000 / counts.sent:.1f}",
        *(f"{fmean(one[name] for one in stages):.1f}" for name in OF_THE_SERVER),
        f"{counts.jitter_buffer_s * 1000 / counts.returned:.1f}",
        f"{counts.decode_s * 1000 / counts.returned:.1f}",
        f"{server_mib(server):.1f}",
        f"{renderer_mib():.1f}",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
