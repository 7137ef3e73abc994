"""A site on which the person wants blur always: no way to the camera leads past it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import choose
from tests.browser.faults import kill_worker
from tests.browser.serving import Server
from tests.browser.staging import CLIP, watch_plain

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
WAYS = {
    "a set of constraints that is null": "devices.getUserMedia({video: null})",
    "a set of constraints that is a function": "devices.getUserMedia({video() {}})",
    "document.all, which claims to be undefined": "devices.getUserMedia({video: document.all})",
    "a call whose argument is a function": "devices.getUserMedia(Object.assign(() => {}, any))",
    "a member that is another one when read again": "devices.getUserMedia(fickle)",
    "an inherited member": "devices.getUserMedia(Object.create(any))",
    "the legacy call": (
        "new Promise((...both) => navigator.webkitGetUserMedia({video: null}, ...both))"
    ),
    "the legacy call, back to document.all": """new Promise(resolve => {
        MediaStream.prototype.toString = function() { resolve(this); return ''; };
        navigator.webkitGetUserMedia(any, document.all, document.all);
    })""",
    "the legacy call where no list can be iterated": """new Promise((...both) => {
        const native = Array.prototype[Symbol.iterator];
        Array.prototype[Symbol.iterator] = function*() {};
        navigator.webkitGetUserMedia.apply(navigator, [any, both[0], both[1]]);
        Array.prototype[Symbol.iterator] = native;
    })""",
    "what seems to be no constraint": "lying('some', () => true)",
    "names that are none": "lying('includes', () => false)",
    "the end of the stack": """new Promise((resolve, reject) => {
        const deeper = () => {
          try { deeper(); } catch { devices.getUserMedia(any).then(resolve, () => {}); }
        };
        deeper();
        setTimeout(reject, 3000, new RangeError());
    })""",
}
REFUSED = (
    WAYS["a member that is another one when read again"],
    WAYS["what seems to be no constraint"],
    WAYS["the end of the stack"],
)
"What may come to nothing."
ASK = """async () => {
  const devices = navigator.mediaDevices;
  const any = {video: true};
  let reads = 0;
  const lying = (name, lie) => {
    const native = Array.prototype[name];
    Array.prototype[name] = lie;
    try {
      return devices.getUserMedia(any);
    } finally {
      Array.prototype[name] = native;
    }
  };
  const fickle = {get video() { reads += 1; return reads > 1; }};
  let stream;
  try {
    stream = await WAY;
  } catch (error) {
    return {refused: error.name};
  }
  const [track] = stream.getVideoTracks();
  lab.tracks.set('track', track);
  lab.watch('frames', 'track');
  await lab.more('frames', 5);
  return {
    capability: track.getCapabilities().backgroundBlur,
    verdicts: lab.frames('frames').map(({verdict}) => verdict),
  };
}"""


def open_forced(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    """Open a lab on a site that is forced, and that knows what a raw frame is like."""
    watch_plain(lab)
    reference = lab.evaluate("lab.knownReference()")
    address = lab.url
    choose(browser, lab, "always")
    lab.close()
    page = open_lab(address)
    page.evaluate("reference => lab.useReference(reference)", reference)
    return page


@pytest.fixture
def forced_lab(browser: BrowserContext, lab: Page, open_lab: OpenLab) -> Page:
    return open_forced(browser, lab, open_lab)


def open_anew(page: Page, reference: Any) -> None:
    """Reload a lab, so that nothing of before is left but what a raw frame is like."""
    page.reload()
    page.wait_for_selector("html[data-lab=ready]")
    page.evaluate("clip => lab.useClip(clip)", CLIP)
    page.evaluate("reference => lab.useReference(reference)", reference)


def test_no_way_to_ask_gets_round_the_choice(forced_lab: Page, subtests: pytest.Subtests) -> None:
    reference = forced_lab.evaluate("lab.knownReference()")
    for name, way in WAYS.items():
        with subtests.test(name):
            open_anew(forced_lab, reference)
            found: Any = forced_lab.evaluate(ASK.replace("WAY", way))
            if "refused" in found:
                assert way in REFUSED
                continue
            assert found["capability"] == [True]
            assert set(found["verdicts"]) <= {"composed", "concealed"}


@pytest.mark.own_browser
def test_the_choice_holds_while_the_service_worker_is_dead(
    browser: BrowserContext, forced_lab: Page, open_lab: OpenLab, server: Server
) -> None:
    reference = forced_lab.evaluate("lab.knownReference()")
    address = forced_lab.url
    forced_lab.close()
    kill_worker(browser)
    server.freeze()
    try:
        page = open_lab(address)
        page.evaluate("reference => lab.useReference(reference)", reference)
        page.evaluate(
            """async () => {
              await lab.open('track', true);
              lab.watch('frames', 'track');
              await lab.more('frames', 30);
            }"""
        )
        assert set(page.evaluate("lab.frames('frames').map(({verdict}) => verdict)")) == {
            "concealed"
        }
    finally:
        server.thaw()
    page.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")
    assert "raw" not in page.evaluate("lab.frames('frames').map(({verdict}) => verdict)")
