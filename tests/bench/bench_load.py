"""What a page pays at load that never opens a camera.

`python -m tests.bench.bench_load [LOADS]`; nothing else should run meanwhile. Three Chromiums,
one without the extension, one with it, and one with it whose content scripts are empty, load the
same page by turns: no content script costs less than an empty one. Exits with 1 if the bar is
missed.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench.common import say
from tests.browser.chromium import EXTENSION, chromium
from tests.browser.site import serve
from tests.browser.staging import clip_folder

LOADS: Final = 100
NEW_PROCESSES: Final = 20
UNMEASURED: Final = 10
MOST_MS: Final = 2.0
SETTLED_AFTER_S: Final = 0.1
"What the extension does in the background when a page has loaded counts, too."


class Loader:
    """A Chromium of its own in which one page is loaded again and again."""

    def __init__(self, playwright: Playwright, stack: ExitStack, extension: Path | None) -> None:
        others = set(_browsers())
        browser = stack.enter_context(chromium(playwright, extension=extension))
        (self._browser,) = set(_browsers()) - others
        self._page: Page = browser.new_page()

    def load(self, address: str) -> float:
        """How long a load keeps the main threads of pages busy, in ms."""
        before_ms = dict(self._main_threads_ms())
        self._page.goto(address)
        time.sleep(SETTLED_AFTER_S)
        return sum(ms - before_ms.get(pid, 0.0) for pid, ms in self._main_threads_ms())

    def _main_threads_ms(self) -> Iterator[tuple[int, float]]:
        """Processor time of the main thread of each process that may hold pages, so far."""
        for child in self._browser.children(recursive=True):
            try:
                arguments = child.cmdline()
                if "--type=renderer" in arguments and "--extension-process" not in arguments:
                    yield child.pid, _busy_ns(child.pid) / 1e6
            except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                continue  # it has just ended


def main() -> None:
    loads = int(sys.argv[1]) if len(sys.argv) > 1 else LOADS
    site = serve(clip_folder())
    again = [f"http://localhost:{site.port}/blank"] * loads
    # Each site has a process of its own.
    anew = [f"http://site{n}.localhost:{site.port}/blank" for n in range(NEW_PROCESSES)]
    try:
        with sync_playwright() as playwright, ExitStack() as stack:
            empty = Path(stack.enter_context(TemporaryDirectory())) / "empty"
            loaders = [
                Loader(playwright, stack, extension)
                for extension in (None, emptied(EXTENSION, empty), EXTENSION)
            ]
            compare(loaders, again[:1] * UNMEASURED)
            say("| a load | content scripts | ms | more than without, ms | of half of them, ms |")
            say("|---|---|---|---|---|")
            costs_ms = tell("again", compare(loaders, again))
            tell("in a new process", compare(loaders, anew))
    finally:
        site.close()
    say(f"\nmedians of {loads} and {NEW_PROCESSES} loads; the bar is {MOST_MS} ms for one again")
    sys.exit(0 if costs_ms <= MOST_MS else 1)


def emptied(extension: Path, copy: Path) -> Path:
    """Make a copy of the extension whose content scripts are there and do nothing."""
    shutil.copytree(extension, copy)
    for script in json.loads((copy / "manifest.json").read_text())["content_scripts"]:
        for name in script["js"]:
            (copy / name).write_text(";")
    return copy


def compare(loaders: list[Loader], addresses: list[str]) -> list[list[float]]:
    """Load each address in all of them, by turns; how long each loader took for each, in ms."""
    took_ms: list[list[float]] = [[] for _ in loaders]
    for turn, address in enumerate(addresses):
        for each in range(len(loaders)):
            at = (turn + each) % len(loaders)
            took_ms[at].append(loaders[at].load(address))
    return took_ms


def tell(what: str, took_ms: list[list[float]]) -> float:
    """Print a row each; the median of the differences that the extension makes, in ms."""
    without_ms, empty_ms, with_ms = took_ms
    say(f"| {what} | none | {statistics.median(without_ms):.2f} | | |")
    costs_ms = 0.0
    for scripts, taken_ms in (("empty", empty_ms), ("ours", with_ms)):
        differences = [there - here for here, there in zip(without_ms, taken_ms, strict=True)]
        low, costs_ms, high = statistics.quantiles(differences, n=4)
        say(
            f"| {what} | {scripts} | {statistics.median(taken_ms):.2f} "
            f"| {costs_ms:.2f} | {low:.2f} to {high:.2f} |"
        )
    return costs_ms


def _browsers() -> Iterator[psutil.Process]:
    """The first process of each Chromium that runs."""
    for child in psutil.Process().children(recursive=True):
        arguments = child.cmdline()
        if "--remote-debugging-pipe" in arguments and not any(
            "--type=" in one for one in arguments
        ):
            yield child


def _busy_ns(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0])


if __name__ == "__main__":
    main()
