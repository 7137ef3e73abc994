"""The demo page: an ordinary page that shows what the extension gives it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import PORT
from tests.demo import wait_until_shown

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(browser: BrowserContext, server: Any) -> Page:
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def open_demo(page: Page, fragment: str) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/{fragment}")
    wait_until_shown(page, fragment)


def test_the_switches_follow_and_set_the_track(demo: Page) -> None:
    open_demo(demo, "")
    blur, mask = demo.locator("#blur-switch"), demo.locator("#mask-switch")
    expect(blur).to_have_attribute("aria-checked", "false")
    expect(demo.locator("#frame-blur")).to_have_text("no")
    blur.click()
    expect(blur).to_have_attribute("aria-checked", "true")
    expect(demo.locator("#frame-blur")).to_have_text("yes")
    mask.click()
    expect(demo.locator("#frame-mask")).to_contain_text("640")
    blur.click()
    expect(demo.locator("#frame-blur")).to_have_text("no")


def test_live_figures(demo: Page) -> None:
    open_demo(demo, "#blur")
    for stage in ("#segment_ms", "#composite_ms", "#encode_ms", "#latency", "#frame-rate"):
        expect(demo.locator(stage)).to_have_text(re.compile(r"[1-9]"))


@pytest.mark.parametrize("mode", ["mask", "green", "transparent", "overlay"])
def test_each_mode_is_made_from_the_mask(demo: Page, mode: str) -> None:
    open_demo(demo, f"#mode={mode}")
    corner, person = demo.evaluate(
        """() => {
          const canvas = document.querySelector('canvas');
          const {data, width, height} = canvas.getContext('2d')
              .getImageData(0, 0, canvas.width, canvas.height);
          const at = (x, y) => [...data.subarray(4 * (Math.round(y * height) * width
              + Math.round(x * width)))].slice(0, 4);
          return [at(.04, .3), at(.5, .8)];
        }"""
    )
    if mode == "mask":
        assert corner == [0, 0, 0, 255]
        assert min(person) > 240
    elif mode == "green":
        assert corner == [0, 255, 0, 255]
        assert person[1] < 200
    elif mode == "transparent":
        assert (corner[3], person[3]) == (0, 255)
    else:
        assert person[2] > person[0] + 40, "blue by default"
