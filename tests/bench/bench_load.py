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

import psutil
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
                    busy[name].append(busy_ms)
                    loaded[name] += loaded_ms
    finally:
        site.close()
    say(
        f"{rounds} rounds of {loads} loads, medians\n"
        "\n| | main thread ms a load | loaded after ms |"
    )
    say("|---|---|---|")
    median_ms = {name: statistics.median(each) for name, each in busy.items()}
    for name, each in loaded.items():
        say(f"| {name} | {median_ms[name]:.2f} | {statistics.median(each):.2f} |")
    costs_ms = median_ms[WITH] - median_ms[WITHOUT]
    say(f"\nthe extension takes {costs_ms:.2f} ms of the page's main thread, of {MOST_MS} at most")
    sys.exit(0 if costs_ms <= MOST_MS else 1)


def load(browser: BrowserContext, address: str, loads: int) -> tuple[float, list[float]]:
    """How long a load keeps the page's main thread busy, and when each page was loaded."""
    page = open_page(browser, address)
    for _ in range(UNMEASURED):
        page.goto(address)
    before_ms = _main_threads_ms()
    loaded_ms: list[float] = []
    for _ in range(loads):
        page.goto(address)
        loaded_ms.append(float(page.evaluate(LOADED)))
    after_ms = _main_threads_ms()
    # The others are the extension's, and one that waits for the next site.
    busy_ms = max(after_ms[one] - before_ms[one] for one in before_ms)
    return busy_ms / loads, loaded_ms


def _main_threads_ms() -> dict[int, float]:
    """Processor time of each renderer's main thread so far, by process."""
    children = psutil.Process().children(recursive=True)
    renderers = [one.pid for one in children if "--type=renderer" in one.cmdline()]
    return {pid: _busy_ns(pid) / 1e6 for pid in renderers}


def _busy_ns(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0])


if __name__ == "__main__":
    main()
