"""A tab that asks for sessions without end, while other tabs have calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page

from camveil.rtc.limits import SessionLimits
from tests.browser.content_script import content_script
from tests.browser.serving import Server
from tests.browser.site import Site
from tests.browser.test_strangers import OFFER

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
REQUESTS: Final = 10_000
"Sent from the world of the content script: more than a page can cause."
FLOOD: Final = """async ([sdp, count]) => {
  const codes = {};
  let left = count;
  const ask = async () => {
    while (left-- > 0) {
      const reply = await chrome.runtime.sendMessage({type: 'openSession', sdp});
      const code = reply.ok ? 'ok' : reply.code;
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({length: 20}, ask));
  return codes;
}"""
CALL: Final = """async () => {
  await lab.open('track', {width: 640, height: 480});
  lab.watch('frames', 'track');
  await lab.until('frames', ({verdict}) => verdict === 'raw');
  await lab.blur('track');
  await lab.more('frames', 30);
  lab.forget();
}"""
OPENING: Final = """() => {
  const flood = globalThis.flood = {opened: 0, failed: 0, over: false};
  const open = async () => {
    while (!flood.over) {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({video: {width: 320}});
        const [track] = stream.getVideoTracks();
        void track.applyConstraints({backgroundBlur: true}).catch(() => {});
        flood.opened++;
        setTimeout(() => track.stop(), 3000);
      } catch {
        flood.failed++;
      }
    }
  };
  for (let i = 0; i < 3; i++) open();
}"""


@pytest.fixture
def hostile(open_lab: OpenLab, public_site: Site) -> Page:
    """A tab of another site, and so in another process."""
    return open_lab(f"https://app.example:{public_site.port}/lab")


@pytest.mark.alone
def test_ten_thousand_requests_of_a_tab_end_no_call_in_another_and_refuse_no_other_tab(
    lab: Page,
    hostile: Page,
    open_lab: OpenLab,
    localhost: str,
    server: Server,
) -> None:
    sdp = hostile.evaluate(OFFER)
    evaluate = content_script(hostile)
    lab.evaluate(CALL)
    reference = lab.evaluate("lab.knownReference()")
    codes = evaluate(FLOOD, [sdp, REQUESTS])
    assert sum(codes.values()) == REQUESTS
    assert codes["too-many-sessions"] > 0.99 * REQUESTS
    assert server.health()["sessions"] <= 1 + SessionLimits().count_per_tab
    # The browser itself has so much to do that a result may be late, and its frame concealed.
    verdicts = lab.evaluate("lab.frames('frames').map(({verdict}) => verdict)")
    assert set(verdicts) <= {"composed", "concealed"}
    lab.evaluate(
        "lab.until('frames', ({verdict}) => verdict === 'composed', lab.frames('frames').length)"
    )
    third = open_lab(f"{localhost}/lab")
    third.evaluate("reference => lab.useReference(reference)", reference)
    third.evaluate("lab.open('track', {width: 640, backgroundBlur: true})")
    third.evaluate("lab.blur('track')")
    third.evaluate("lab.watch('frames', 'track')")
    third.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")


@pytest.mark.alone
def test_cameras_without_end_in_a_tab_leave_room_for_others(
    lab: Page,
    hostile: Page,
    open_lab: OpenLab,
    localhost: str,
    server: Server,
) -> None:
    lab.evaluate(CALL)
    reference = lab.evaluate("lab.knownReference()")
    hostile.evaluate(OPENING)
    hostile.wait_for_function("flood.opened >= 30")
    third = open_lab(f"{localhost}/lab")
    third.evaluate("reference => lab.useReference(reference)", reference)
    third.evaluate("lab.open('track', {width: 640, backgroundBlur: true})")
    third.evaluate("lab.blur('track')")
    third.evaluate("lab.watch('frames', 'track')")
    third.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")
    sessions = server.health()["sessions"]
    hostile.evaluate("flood.over = true")
    seen = lab.evaluate("lab.frames('frames').map(({verdict}) => verdict)")
    assert sessions <= 2 + SessionLimits().count_per_tab
    assert set(seen) <= {"composed", "concealed"}
