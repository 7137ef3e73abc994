"""What can go wrong in the middle of a call: each fault caused for real, and mended."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import psutil
from playwright.sync_api import BrowserContext, Page

from tests.browser.serving import Server
from tests.browser.staging import ROUNDS

CONSUMERS: Final = ("frames", "clone", "video")
MOST_RECOVERY_MS: Final = 3000
"Held to when there are many rounds, on a machine that does nothing else."
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
    needs_own_browser: bool = False
    recovery_ms: float = MOST_RECOVERY_MS


@dataclass(frozen=True, slots=True)
class Round:
    """What the page's consumers saw from the fault's cause to the first composed frame after it."""

    raw_frames: int
    recovery_ms: float
    "From the mend to the next composed frame."


def _nothing(_call: Call) -> None:
    pass


def _restart(call: Call) -> None:
    call.server.kill()
    call.server.start()


def kill_worker(context: BrowserContext) -> None:
    """End the extension's service worker; it is started again when it is needed."""
    browser = context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    for target in session.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "service_worker":
            session.send("Target.closeTarget", {"targetId": target["targetId"]})
    session.detach()


def _kill_worker_and_server(call: Call) -> None:
    kill_worker(call.browser)
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
        _kill_worker_and_server, lambda call: call.server.start(), needs_own_browser=True
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
          await lab.blur('track');
          lab.tracks.set('clone', lab.track('track').clone());
          lab.watch('clone', 'clone');
          await lab.watchVideo('video', 'track');
          lab.forget();
          await lab.more('frames', 5);
        }"""
    )
    return Call(page, browser, server)


def run_rounds(call: Call, name: str, fault: Fault) -> None:
    """As many as were asked for; fails with the first frame that shows the room."""
    rounds = []
    for _ in range(ROUNDS):
        rounds.append(run_round(call, fault))
        assert rounds[-1].raw_frames == 0, f"{name}, round {len(rounds)}"
    if ROUNDS > 1:
        recovery_ms = max(one.recovery_ms for one in rounds)
        said = f"{ROUNDS} rounds, no raw frame, composed again after {recovery_ms:.0f} ms at most"
        sys.stdout.write(f"\n{name}: {said}\n")
        assert recovery_ms <= fault.recovery_ms


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
    fault.mend(call)
    mended_ms = float(page.evaluate("performance.now()"))
    page.evaluate(
        """async mended_ms => {
          await lab.until('frames', ({verdict, at_ms}) =>
              verdict === 'composed' && at_ms > mended_ms);
          await lab.more('frames', 10);
        }""",
        mended_ms,
    )
    seen: dict[str, list[dict[str, Any]]] = {
        name: page.evaluate("name => lab.frames(name)", name) for name in CONSUMERS
    }
    back_ms = next(
        frame["at_ms"]
        for frame in seen["frames"]
        if frame["verdict"] == "composed" and frame["at_ms"] > mended_ms
    )
    return Round(
        raw_frames=sum(frame["verdict"] == "raw" for one in seen.values() for frame in one),
        recovery_ms=back_ms - mended_ms,
    )
