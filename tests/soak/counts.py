"""What a running server and its browser hold: counted from outside, without a word from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import psutil
from playwright.sync_api import BrowserContext, Page

from tests.browser.serving import FaultyServer, Server

MIB = 2**20
COLLECT: Final = json.dumps({"id": 1, "method": "HeapProfiler.collectGarbage"})


@dataclass(frozen=True, slots=True)
class Counts:
    """With one tab open, and one camera in it that is blurred."""

    tasks: list[str]
    threads: int
    file_descriptors: int
    server_mib: float
    renderer_mib: float


def count(server: FaultyServer, browser: BrowserContext, page: Page) -> Counts:
    """Count when garbage is collected; `page` is the tab."""
    collect_garbage(browser, page)
    process = psutil.Process(server.process_id)
    return Counts(
        tasks=server.tasks(),
        threads=process.num_threads(),
        file_descriptors=process.num_fds(),
        server_mib=server_mib(server),
        renderer_mib=renderer_mib(),
    )


def collect_garbage(browser: BrowserContext, page: Page) -> None:
    """That of the tab and of its workers."""
    session = browser.new_cdp_session(page)
    workers: list[str] = []
    answers: list[dict[str, Any]] = []
    session.on("Target.attachedToTarget", lambda event: workers.append(event["sessionId"]))
    session.on("Target.receivedMessageFromTarget", lambda event: answers.append(event))
    attach = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
    session.send("Target.setAutoAttach", attach)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        for worker in workers:
            message = {"sessionId": worker, "message": COLLECT}
            session.send("Target.sendMessageToTarget", message)
    while len(answers) < 3 * len(workers):
        session.send("HeapProfiler.collectGarbage")  # answers come in while another is waited for
    session.detach()


def server_mib(server: Server) -> float:
    return float(psutil.Process(server.process_id).memory_info().rss / MIB)


def renderer_mib() -> float:
    """Of the tab. The others are the service worker's, and one that waits for the next tab."""
    return max(_renderer_bytes()) / MIB


def _renderer_bytes() -> Iterator[int]:
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends while it is looked at
            if "--type=renderer" in one.cmdline():
                yield one.memory_info().rss
