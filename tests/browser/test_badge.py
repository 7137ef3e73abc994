"""The badge on the toolbar, and a blur beside ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, Worker, expect

from tests.browser.chromium import choose, open_popup
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

BADGE: Final = """async wanted => {
  const [{id: tabId}] = await chrome.tabs.query({active: true});
  for (;;) {
    const text = await chrome.action.getBadgeText({tabId});
    if (text === wanted) return chrome.action.getTitle({tabId});
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}"""
"The title with it; returns when the badge of the tab in front says what is wanted."


@pytest.fixture
def badge(browser: BrowserContext, lab: Page) -> Callable[[str], str]:
    """Waits until the lab's badge says this; returns its title."""
    worker: Worker = browser.service_workers[0]

    def wait(wanted: str) -> str:
        title: str = worker.evaluate(BADGE, wanted)
        return title

    lab.bring_to_front()
    return wait


def test_the_badge_says_what_the_tab_shows(
    browser: BrowserContext, lab: Page, server: Server, badge: Callable[[str], str]
) -> None:
    assert badge("") == "Camveil"
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    lab.evaluate("lab.watch('frames', 'track')")
    # By its first frame the lab knows the camera; that must be one with nothing hidden.
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'raw')")
    assert badge("off") == "Camveil: Background not blurred"
    choose(browser, lab, "always")
    assert badge("on") == "Camveil: Background blurred"
    server.stop()
    assert badge("!") == "Camveil: No server"
    server.start()
    badge("on")
    lab.evaluate("lab.track('track').stop()")
    badge("")


def test_a_blur_of_the_page_s_own_is_told_of_while_ours_is_on(
    browser: BrowserContext, lab: Page
) -> None:
    lab.evaluate("fetch('/libs/@mediapipe/selfie_segmentation.js').then(answer => answer.status)")
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    lab.evaluate("lab.watch('frames', 'track')")
    # By its first frame the lab knows the camera; that must be one with nothing hidden.
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'raw')")
    popup = open_popup(browser, lab)
    expect(popup.locator("#effect")).to_have_text("Background not blurred")
    expect(popup.locator("#twice")).to_be_hidden()
    choose(browser, lab, "always")
    expect(popup.locator("#twice")).to_contain_text("a blur of its own, with MediaPipe")
