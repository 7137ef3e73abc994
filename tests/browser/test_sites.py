"""Pages of every kind: public, strict policy, framed, several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.site import Site
from tests.browser.staging import framed, watch_plain

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
BLUR = """async () => {
  await lab.open('track', {width: 640, height: 480});
  lab.watch('frames', 'track');
  await lab.until('frames', ({verdict}) => verdict === 'raw');
  await lab.blur('track');
  await lab.until('frames', ({verdict, enabled}) => verdict === 'composed' && enabled === true);
}"""


def test_a_public_page_under_a_strict_policy(
    open_lab: OpenLab, public_site: Site, server: Any
) -> None:
    page = open_lab(f"https://app.example:{public_site.port}/strict/lab")
    page.evaluate(
        "globalThis.violations = []; document.addEventListener('securitypolicyviolation',"
        " event => violations.push(event.violatedDirective))"
    )
    page.evaluate(BLUR)
    assert page.evaluate("violations") == []


def test_a_frame_of_another_origin(open_lab: OpenLab, public_site: Site, server: Any) -> None:
    page = open_lab(f"https://app.example:{public_site.port}/lab")
    address = f"https://other.example:{public_site.port}/lab"
    frame = framed(page, address)
    frame.wait_for_selector("html[data-lab=ready]")
    frame.evaluate("lab.useClip('640x480')")
    frame.evaluate(BLUR)


def test_two_sites_share_one_camera_with_opposite_settings(
    open_lab: OpenLab, public_site: Site, server: Any
) -> None:
    blurred = open_lab(f"https://app.example:{public_site.port}/lab")
    plain = open_lab(f"https://other.example:{public_site.port}/lab")
    watch_plain(plain)
    blurred.evaluate(BLUR)
    start = plain.evaluate("lab.frames('frames').length")
    plain.evaluate("lab.more('frames', 20)")
    since = blurred.evaluate("lab.frames('frames').length")
    blurred.evaluate("from => lab.until('frames', f => f.verdict === 'composed', from)", since)
    blurred.evaluate("lab.more('frames', 20)")
    assert verdicts(plain, start) == {"raw"}
    assert verdicts(blurred, since) <= {"composed", "concealed"}


def verdicts(page: Page, start: int) -> set[str]:
    return set(page.evaluate("from => lab.frames('frames').slice(from).map(f => f.verdict)", start))


def test_a_site_that_is_left_alone_finds_stock_chromium(
    browser: BrowserContext, lab: Page, open_lab: OpenLab
) -> None:
    traces = """() => [
      navigator.mediaDevices.getSupportedConstraints().backgroundBlur,
      'onconfigurationchange' in MediaStreamTrack.prototype,
      MediaDevices.prototype.getUserMedia.toString().includes('[native code]'),
    ]"""
    assert lab.evaluate(traces)[:2] == [True, True]
    origin = lab.evaluate("origin")
    worker = browser.service_workers[0]
    worker.evaluate("origin => chrome.storage.local.set({policies: {[origin]: 'alone'}})", origin)
    alone = open_lab(lab.url)
    assert alone.evaluate(traces) == [None, False, True]
    settings = alone.evaluate("lab.open('track', {width: 640, height: 480})")
    assert "backgroundBlur" not in settings


def test_the_legacy_call_gives_the_same_track(lab: Page) -> None:
    lab.evaluate(
        """async () => {
          const stream = await new Promise((resolve, reject) =>
              navigator.webkitGetUserMedia({video: true}, resolve, reject));
          await lab.untilCapable(stream.getVideoTracks()[0]);
        }"""
    )
