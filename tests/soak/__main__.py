"""Open, toggle, kill and close at random for some minutes; then count what is left.

`python -m tests.soak [MINUTES] [SEED]`; nothing else should run meanwhile. Exits with 1 when a bar
is missed. The server is killed after the last count only, because a new process begins with new
memory; it is stopped and goes on all the time.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import EXTENSION_ID
from tests.browser.faults import kill_worker
from tests.browser.serving import FaultyServer
from tests.browser.staging import CLIP, staged
from tests.soak.counts import Counts, count
from tests.soak.tabs import MOST_TABS, Tab, act, crash

MINUTES: Final = 10
MOST_GROWTH: Final = 1.05
SLACK: Final = 2
"Tasks, threads and file descriptors that may be on their way out when they are counted."
COUNTED: Final = {
    "backgroundBlur": True,
    "backgroundSegmentationMask": True,
    "width": 640,
    "height": 480,
}
"The camera that is open at each count: one of another size takes other memory."
STOPPED_S: Final = 1.5
KILLING_S: Final = 60
ORPHANED_S: Final = 45
"After that. The server finds out within 30 s that a tab is gone which rested and said no goodbye."


class Soak:
    """One run: what is open, and what has been found."""

    def __init__(self, server: FaultyServer, browser: BrowserContext, port: int) -> None:
        self.dice = random.Random()
        self.server = server
        self.browser = browser
        self.port = port
        self.opened = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.frames: Counter[str] = Counter()
        self.hangs = 0
        self.errors: list[str] = []
        self.left = 0
        self.forced = False
        self.reference = self._reference()
        self.tabs = [self._tab()]

    def run(self, minutes: float) -> tuple[Counts, Counts]:
        """The counts after the first minute and at the end."""
        begun_s = time.monotonic()
        self._act_until(begun_s + 60, kills=False)
        first = self._count()
        self._act_until(begun_s + minutes * 60, kills=False)
        last = self._count()
        self._act_until(time.monotonic() + KILLING_S, kills=True)
        return first, last

    def end(self) -> int:
        """Close every tab; the number of sessions that are left over."""
        for tab in list(self.tabs):
            self._close(tab)
        if self.server.has_sessions(0, ORPHANED_S):
            return 0
        return int(self.server.health()["sessions"])

    def _act_until(self, end_s: float, *, kills: bool) -> None:
        while time.monotonic() < end_s:
            tab = self.dice.choice(self.tabs)
            try:
                what = self._act(tab, kills=kills)
            except PlaywrightError as error:
                # Everything that a tab is asked for must come to an end, and a good one.
                what = "failed"
                self.hangs += "hangs" in str(error)
                self.errors.append(str(error).splitlines()[0])
                self._tell(tab, "failed")
                self._close(tab)
            self.done[what] += 1
            if not self.tabs:
                self.tabs.append(self._tab())
            for each in self.tabs:
                self._tally(each)

    def _act(self, tab: Tab, *, kills: bool) -> str:
        chance = self.dice.random()
        if chance < 0.06 and len(self.tabs) < MOST_TABS:
            self.tabs.append(self._tab())
            return "new tab"
        if chance < 0.10 and len(self.tabs) > 1:
            last = self.tabs[-1]  # the first is there from beginning to end
            if self.dice.random() < 0.3:
                self._tally(last)
                self.tabs.remove(last)
                crash(last)
                return "crashed tab"
            self._close(last)
            return "closed tab"
        if chance < 0.13:
            self._force(not self.forced)
            return "switch"
        if chance < 0.15:
            kill_worker(self.browser)
            return "killed worker"
        if chance < 0.17:
            self.server.freeze()
            time.sleep(STOPPED_S)
            self.server.thaw()
            return "stopped server"
        if chance < 0.25 and kills:
            self.server.kill()
            for _ in range(self.dice.randrange(4)):
                act(tab, self.dice, self.refused)
            self.server.start()
            return "killed server"
        return act(tab, self.dice, self.refused)

    def _force(self, on: bool) -> None:
        """Turn the person's switch for the site, as the popup does."""
        if not on:
            for tab in self.tabs:
                tab.call("setForced", False)
        self.forced = on
        self._choose([tab.origin for tab in self.tabs])
        if on:
            for tab in self.tabs:
                tab.page.wait_for_function("soak.allHide()")
                tab.call("setForced", True)

    def _choose(self, origins: list[str]) -> None:
        """Store the person's choice for these sites."""
        page = self.browser.new_page()
        page.goto(f"chrome-extension://{EXTENSION_ID}/popup/popup.html")
        choice = "always" if self.forced else "site"
        page.evaluate(
            "policies => chrome.storage.local.set({policies})", dict.fromkeys(origins, choice)
        )
        page.close()

    def _count(self) -> Counts:
        """With the first tab alone, and one blurred camera in it."""
        if self.forced:
            self._force(False)
        for tab in self.tabs[1:]:
            self._close(tab)
        (tab,) = self.tabs
        for name in list(tab.names):
            tab.call("stop", name)
            tab.names.remove(name)
        self.server.wait_for_sessions(0, ORPHANED_S)
        tab.call("open", tab.new_name(), COUNTED)
        tab.page.wait_for_timeout(3000)
        # On a busy machine a first try may have been given up, which ends by itself.
        self.server.wait_for_sessions(1, ORPHANED_S)
        self._tally(tab)
        return count(self.server, self.browser, tab.page)

    def _tab(self) -> Tab:
        # Each of a site of its own, and so in a process of its own: what Chromium says of frames
        # that were left is of this tab then, and not of one that was closed in mid-frame.
        self.opened += 1
        origin = f"http://tab{self.opened}.localhost:{self.port}"
        if self.forced:
            self._choose([origin, *(each.origin for each in self.tabs)])
        tab = Tab(self.browser, origin, self.reference, CLIP)
        if self.forced:
            tab.call("setForced", True)
        return tab

    def _close(self, tab: Tab) -> None:
        if tab in self.tabs:
            self.tabs.remove(tab)
        if not tab.page.is_closed():
            self._tally(tab)
            tab.page.close()

    def _tally(self, tab: Tab) -> None:
        frames = tab.call("tally")
        self.frames.update(frames)
        if "raw" in frames:
            self._tell(tab, f"{frames['raw']} raw frames")
        self.errors += tab.errors
        tab.errors.clear()
        self.left += tab.left
        tab.left = 0

    def _tell(self, tab: Tab, found: str) -> None:
        say(f"{time.strftime('%T')} {tab.origin}: {found}, forced {self.forced}, after")
        for call in tab.history:
            say(f"  {call}")

    def _reference(self) -> Any:
        """What a raw frame measures, before anything hides."""
        page = self.browser.new_page()
        page.goto(f"http://localhost:{self.port}/lab")
        page.wait_for_selector("html[data-lab=ready]")
        page.evaluate("clip => lab.useClip(clip)", CLIP)
        page.evaluate("lab.open('track', {width: 640, height: 480})")
        page.evaluate("lab.watch('frames', 'track')")
        page.evaluate("lab.until('frames', ({verdict}) => verdict === 'raw')")
        reference = page.evaluate("lab.knownReference()")
        page.close()
        return reference


@contextmanager
def soaking() -> Iterator[Soak]:
    server = FaultyServer()
    with staged(server) as (browser, site):
        yield Soak(server, browser, site.port)


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    with soaking() as soak:
        soak.dice.seed(seed)
        first, last = soak.run(minutes)
        orphans = soak.end()
    leaks = soak.frames["raw"]
    done = ", ".join(f"{number} {what}" for what, number in sorted(soak.done.items()))
    say(f"{minutes:g} minutes, seed {seed}: {done}")
    say(f"refused, as they may be while there is no server: {dict(soak.refused)}")
    say(f"frames of tracks that must hide: {dict(soak.frames)}")
    say(f"after the first minute: {first}")
    say(f"at the end:             {last}")
    say(f"leaks {leaks}, hangs {soak.hangs}, errors {len(soak.errors)}, orphans {orphans}")
    say(f"frames left to the garbage collector, as Chromium says: {soak.left}")
    for error in sorted(set(soak.errors)):
        say(f"  {error}")
    good = (
        (leaks, soak.hangs, len(soak.errors), orphans) == (0, 0, 0, 0)
        and len(last.tasks) <= len(first.tasks) + SLACK
        and last.threads <= first.threads + SLACK
        and last.file_descriptors <= first.file_descriptors + SLACK
        and last.server_mib <= first.server_mib * MOST_GROWTH
        and last.renderer_mib <= first.renderer_mib * MOST_GROWTH
    )
    sys.exit(0 if good else 1)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
