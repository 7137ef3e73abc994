"""What can go wrong in the middle of a call: each fault caused for real, and mended."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import psutil
from playwright.sync_api import BrowserContext, Page

from tests.browser.serving import Server

CONSUMERS: Final = ("frames", "clone", "video")
SLEEP_S: Final = float(os.environ.get("FAULT_SLEEP_S", "4"))
"How long a tab is frozen or the computer asleep: longer than any result is waited for."


@dataclass(frozen=True, slots=True)
class Call:
    """A page with blur on, its browser and its server."""

    page: Page
    browser: BrowserContext
    server: Server


@dataclass(frozen=True, slots=True)
class Fault:
    """How it is caused and mended, and whether results stay away in between."""

    cause: Callable[[Call], None]
    mend: Callable[[Call], None]
    conceals: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """What the page's consumers saw from the fault's cause to the first composed frame after it."""

    raw_frames: int
    longest_gap_ms: float
    concealed_fps: float | None
    recovery_ms: float


def _nothing(_call: Call) -> None:
    pass


def _restart(call: Call) -> None:
    call.server.kill()
    call.server.start()


def _kill_worker_and_server(call: Call) -> None:
    browser = call.browser.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    for target in session.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "service_worker":
            session.send("Target.closeTarget", {"targetId": target["targetId"]})
    session.detach()
    call.server.kill()


def _freeze_tab(call: Call) -> None:
    session = call.browser.new_cdp_session(call.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(SLEEP_S)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.detach()


def _hide_tab(call: Call) -> None:
    call.browser.new_page().bring_to_front()


def _show_tab(call: Call) -> None:
    call.page.bring_to_front()
    call.browser.pages[-1].close()


def _sleep(call: Call) -> None:
    """As a computer does: everything stands still, then everything goes on."""
    chromium = [
        process
        for process in psutil.Process().children(recursive=True)
        if process.name().startswith("chrom")
    ]
    call.server.freeze()
    for process in chromium:
        process.send_signal(signal.SIGSTOP)
    time.sleep(SLEEP_S)
    for process in chromium:
        process.send_signal(signal.SIGCONT)
    call.server.thaw()


FAULTS: Final = {
    "server killed": Fault(lambda call: call.server.kill(), lambda call: call.server.start()),
    "server stopped": Fault(lambda call: call.server.freeze(), lambda call: call.server.thaw()),
    "server restarted": Fault(_restart, _nothing),
    "service worker and server killed": Fault(
        _kill_worker_and_server, lambda call: call.server.start()
    ),
    "tab frozen": Fault(_freeze_tab, _nothing, conceals=False),
    "tab hidden": Fault(_hide_tab, _show_tab, conceals=False),
    "computer asleep": Fault(_sleep, _nothing, conceals=False),
}


def begin(page: Page, browser: BrowserContext, server: Server) -> Call:
    """Switch blur on and watch every consumer."""
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.until('frames', ({verdict}) => verdict === 'raw');
          await lab.track('track').applyConstraints({backgroundBlur: true});
          lab.tracks.set('clone', lab.track('track').clone());
          lab.watch('clone', 'clone');
          await lab.watchVideo('video', 'track');
          lab.count('count', 'track');
          lab.forget();
          await lab.more('frames', 5);
        }"""
    )
    return Call(page, browser, server)


def run_round(call: Call, fault: Fault) -> Round:
    """Cause the fault, mend it, and measure what was seen."""
    page = call.page
    page.evaluate(
        """async () => {
          for (const name of ['frames', 'clone', 'video']) {
            await lab.until(name, ({verdict}) => verdict === 'composed', lab.frames(name).length);
          }
          lab.forget();
        }"""
    )
    fault.cause(call)
    if fault.conceals:
        page.evaluate("lab.until('frames', ({verdict}) => verdict === 'concealed')")
    page.evaluate("lab.more('frames', 45)")
    mended_ms = float(page.evaluate("performance.now()"))
    fault.mend(call)
    # The server answers before this; what counts is the time from its return.
    page.evaluate(
        """async mended_ms => {
          await lab.until('frames', ({verdict, at_ms}) =>
              verdict === 'composed' && at_ms > mended_ms);
          await lab.more('frames', 10);
        }""",
        mended_ms,
    )
    seen: dict[str, list[dict[str, Any]]] = {
        name: page.evaluate("name => lab.frames(name)", name) for name in (*CONSUMERS, "count")
    }
    frames = seen["frames"]
    back_ms = next(
        frame["at_ms"]
        for frame in frames
        if frame["verdict"] == "composed" and frame["at_ms"] > mended_ms
    )
    delivered_ms = [one["at_ms"] for one in seen["count"]]
    runs = itertools.groupby(frames, key=lambda frame: frame["verdict"] == "concealed")
    concealed = [[frame["at_ms"] for frame in run] for hidden, run in runs if hidden]
    longest_ms = max(concealed, key=len, default=[])
    within_ms = [one for one in delivered_ms if longest_ms[:1] <= [one] <= longest_ms[-1:]]
    return Round(
        raw_frames=sum(frame["verdict"] == "raw" for one in seen.values() for frame in one),
        longest_gap_ms=max(b - a for a, b in itertools.pairwise(delivered_ms)),
        concealed_fps=_rate(within_ms),
        recovery_ms=back_ms - mended_ms,
    )


def _rate(times_ms: list[float]) -> float | None:
    if len(times_ms) < 20:
        return None
    return (len(times_ms) - 1) * 1000 / (times_ms[-1] - times_ms[0])
