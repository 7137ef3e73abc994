"""What a page pays at load that never opens a camera: with the extension, and without, by turns.

`python -m tests.bench.bench_load [ROUNDS] [LOADS]`; nothing else should run meanwhile. Exits with 1
when the bar is missed.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

from tests.bench.common import open_page, say
from tests.browser.chromium import EXTENSION, chromium
from tests.browser.site import serve
from tests.browser.staging import clip_folder

ROUNDS: Final = 5
LOADS: Final = 60
UNMEASURED: Final = 10
MOST_MS: Final = 2.0
LOADED: Final = "performance.getEntriesByType('navigation')[0].loadEventEnd"
WITH: Final = "with"
WITHOUT: Final = "without"
EXTENSIONS: Final[dict[str, Path | None]] = {WITH: EXTENSION, WITHOUT: None}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    loads = int(sys.argv[2]) if len(sys.argv) > 2 else LOADS
    site = serve(clip_folder())
    address = f"http://localhost:{site.port}/blank"
    busy: dict[str, list[float]] = defaultdict(list)
    loaded: dict[str, list[float]] = defaultdict(list)
    try:
        with sync_playwright() as playwright:
            for _ in range(rounds):
                for name, extension in EXTENSIONS.items():
                    with chromium(playwright, extension=extension) as browser:
                        busy_ms, loaded_ms = load(browser, address, loads)
                    busy[name] += busy_ms
                    loaded[name] += loaded_ms
    finally:
        site.close()
    say(f"{rounds} rounds of {loads} loads, medians\n\n| | main thread ms | loaded after ms |")
    say("|---|---|---|")
    median_ms = {name: statistics.median(each) for name, each in busy.items()}
    for name, each in loaded.items():
        say(f"| {name} | {median_ms[name]:.2f} | {statistics.median(each):.2f} |")
    costs_ms = median_ms[WITH] - median_ms[WITHOUT]
    say(f"\nthe extension takes {costs_ms:.2f} ms of the page's main thread, of {MOST_MS} at most")
    sys.exit(0 if costs_ms <= MOST_MS else 1)


def load(browser: BrowserContext, address: str, loads: int) -> tuple[list[float], list[float]]:
    """For each load: how long the main thread was busy, and when the page was loaded."""
    page = open_page(browser, address)
    session = browser.new_cdp_session(page)
    session.send("Performance.enable")
    busy_ms: list[float] = []
    loaded_ms: list[float] = []
    before_s = 0.0
    for _ in range(UNMEASURED + loads):
        page.goto(address)
        loaded_ms.append(float(page.evaluate(LOADED)))
        metrics = session.send("Performance.getMetrics")["metrics"]
        (now_s,) = (one["value"] for one in metrics if one["name"] == "TaskDuration")
        busy_ms.append((now_s - before_s) * 1000)
        before_s = now_s
    return busy_ms[UNMEASURED:], loaded_ms[UNMEASURED:]


if __name__ == "__main__":
    main()
