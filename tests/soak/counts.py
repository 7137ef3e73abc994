"""What a running server and its browser hold: counted from outside, without a word from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil
from playwright.sync_api import BrowserContext, Page

from tests.browser.serving import FaultyServer

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Counts:
    """With one tab open, and one camera in it that is blurred."""

    tasks: int
    threads: int
    file_descriptors: int
    server_mib: float
    renderer_mib: float


def count(server: FaultyServer, browser: BrowserContext, page: Page) -> Counts:
    """Count when garbage is collected; `page` is the tab."""
    collect_garbage(browser, page)
    process = psutil.Process(server.pid)
    return Counts(
        tasks=server.tasks(),
        threads=process.num_threads(),
        file_descriptors=process.num_fds(),
        server_mib=process.memory_info().rss / MIB,
        renderer_mib=renderer_mib(),
    )


def collect_garbage(browser: BrowserContext, page: Page) -> None:
    """That of the tab."""
    session = browser.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    session.detach()


def renderer_mib() -> float:
    """Of the tab. The others are the service worker's, and one that waits for the next tab."""
    return max(_renderer_bytes()) / MIB


def _renderer_bytes() -> Iterator[int]:
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends while it is looked at
            if "--type=renderer" in one.cmdline():
                yield one.memory_info().rss
