"""configurationchange: what has changed from outside is hidden at once, and told with one event."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import choose
from tests.browser.site import Site
from tests.browser.staging import framed

pytestmark = pytest.mark.browser

CHANGES = 6
OPEN = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width: 640, height: 480}});
  const [track] = stream.getVideoTracks();
  globalThis.events = [];
  globalThis.frames = [];
  let heard = () => {};
  let seen = () => {};
  globalThis.eventsReach = async count => {
    while (events.length < count) await new Promise(resolve => heard = resolve);
  };
  globalThis.frameThat = async hidden => {
    while (frames.at(-1)?.hidden !== hidden) await new Promise(resolve => seen = resolve);
  };
  const setting = () => track.getSettings().backgroundBlur;
  track.onconfigurationchange = () => {
    events.push({at_ms: performance.timeOrigin + performance.now(), setting: setting()});
    heard();
  };
  const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
  void (async () => {
    for (;;) {
      const {value: frame} = await reader.read();
      const hidden = frame.metadata().backgroundBlur.enabled;
      frames.push({hidden, setting: setting(), events: events.length});
      frame.close();
      seen();
    }
  })();
}"""


def test_a_switch_is_told_to_each_document_with_one_event_at_a_moment_of_its_own(
    browser: BrowserContext,
    open_lab: Callable[[str], Page],
    public_site: Site,
    server: Any,
) -> None:
    page = open_lab(f"https://app.example:{public_site.port}/lab")
    documents = (page, framed(page, f"https://other.example:{public_site.port}/lab"))
    for document in documents:
        document.evaluate(OPEN)
    for change in range(CHANGES):
        choose(browser, page, "site" if change % 2 else "always")
        for document in documents:
            document.evaluate("count => eventsReach(count)", change + 1)
            document.evaluate("hidden => frameThat(hidden)", change % 2 == 0)
    told = [document.evaluate("events") for document in documents]
    for events in told:
        assert [event["setting"] for event in events] == [True, False] * (CHANGES // 2)
    for document in documents:
        frames = document.evaluate("frames")
        # Settings change with their event, whatever the frames show by then.
        assert all(frame["setting"] is (frame["events"] % 2 == 1) for frame in frames)
        # Nothing is uncovered before its event.
        for before, frame in itertools.pairwise(frames):
            uncovers = before["hidden"] and not frame["hidden"]
            assert not uncovers or frame["events"] % 2 == 0
    apart_ms = [abs(here["at_ms"] - there["at_ms"]) for here, there in zip(*told, strict=True)]
    assert max(apart_ms) > 10
