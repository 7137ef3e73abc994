"""The soak's tabs and what is done in them, at random."""

from __future__ import annotations

import json
import random
import time
from collections import Counter, deque
from contextlib import suppress
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

MOST_TABS: Final = 3
MOST_TRACKS: Final = 3
HANGS_AFTER_MS: Final = 20_000
SIZES: Final = ((640, 480), (320, 240))
WITHIN: Final = """async ([name, args]) => {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('hangs')), %d);
  });
  try {
    return await Promise.race([soak[name](...args), late]);
  } finally {
    clearTimeout(timer);
  }
}"""


LEFT: Final = "garbage collected without being closed"
"What Chromium says of a frame that was on its way to us when its camera was stopped, too."


class Tab:
    """A page with cameras; every call to it has an end."""

    def __init__(self, browser: BrowserContext, origin: str, reference: Any, clip: str) -> None:
        self.origin = origin
        self.errors: list[str] = []
        self.names: list[str] = []
        self.history: deque[str] = deque(maxlen=12)
        "The last calls and their arguments, for whoever looks for the cause of a find."
        self.left = 0
        self._next = 0
        self.page: Page = browser.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.page.goto(f"{origin}/lab")
        self.page.wait_for_selector("html[data-lab=ready]")
        self.page.evaluate("clip => lab.useClip(clip)", clip)
        self.page.evaluate("reference => lab.useReference(reference)", reference)
        self.page.add_script_tag(url="/soak.js", type="module")
        self.page.wait_for_selector("html[data-soak=ready]")

    def call(self, name: str, *args: object) -> Any:
        if name != "tally":
            self.history.append(f"{time.strftime('%T')} {name} {json.dumps(args)}")
        return self.page.evaluate(WITHIN % HANGS_AFTER_MS, [name, list(args)])

    def new_name(self) -> str:
        self._next += 1
        self.names.append(f"track {self._next}")
        return self.names[-1]

    def _hear(self, message: Any) -> None:
        if LEFT in message.text:
            self.left += 1
        elif message.type == "error" and "404" not in message.text:
            self.errors.append(f"{message.text} ({message.location})")


def constraints(dice: random.Random) -> dict[str, object]:
    width, height = dice.choice(SIZES)
    return {
        "backgroundBlur": dice.random() < 0.6,
        "backgroundSegmentationMask": dice.random() < 0.3,
        "width": width,
        "height": height,
    }


def act(tab: Tab, dice: random.Random, refused: Counter[str]) -> str:
    """Do one thing in a tab; what it was."""
    if not tab.names or (len(tab.names) < MOST_TRACKS and dice.random() < 0.2):
        wanted = constraints(dice)
        tab.call("open", tab.new_name(), wanted)
        return "open"
    name = dice.choice(tab.names)
    what = dice.choices(["toggle", "burst", "clone", "stop"], [5, 1, 1, 2])[0]
    if what in ("toggle", "burst"):
        calls = [constraints(dice) for _ in range(1 if what == "toggle" else 4)]
        refused.update(error for error in tab.call("apply", name, calls) if error)
    elif what == "clone" and len(tab.names) < MOST_TRACKS:
        tab.call("clone", name, tab.new_name())
    else:
        tab.call("stop", name)
        tab.names.remove(name)
        what = "stop"
    return what


def crash(tab: Tab) -> None:
    """As a tab does that runs out of memory."""
    with suppress(PlaywrightError):
        tab.page.goto("chrome://crash", timeout=HANGS_AFTER_MS)
    tab.page.close()
