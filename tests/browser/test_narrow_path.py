"""A server elsewhere, on a path that carries less than the cameras of this machine give."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import open_options
from tests.browser.elsewhere import ADDRESS, pair, serving_elsewhere, use
from tests.browser.own_network import INSIDE, plug_in, run_inside
from tests.browser.staging import CLIP

pytestmark = pytest.mark.browser

RATE: Final = "2500kbit"
"Both ways together. What is sent over a wide path is twice that."
SETTLED_FRAMES: Final = 240
COUNTED_FRAMES: Final = 90


def narrow() -> None:
    """Packets that the path does not carry wait for 100 ms, and are lost then."""
    words = f"qdisc add dev lo root tbf rate {RATE} burst 32k latency 100ms"
    subprocess.run(["tc", *words.split()], check=True)


def blurred_page(browser: BrowserContext, address: str, token: str) -> Page:
    """A page whose camera is blurred by the server elsewhere."""
    page = browser.new_page()
    page.goto(address)
    page.evaluate("clip => lab.useClip(clip)", CLIP)
    options = open_options(browser)
    use(options, ADDRESS)
    pair(options, token)
    expect(options.locator("#server")).to_have_text("Server ready, paired")
    page.bring_to_front()
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.blur('track');
        }"""
    )
    return page


def composed_part(page: Page) -> float:
    """How many of the camera's frames are composed; the others are concealed."""
    return float(
        page.evaluate(
            """async count => {
              lab.forget();
              await lab.more('frames', count);
              const seen = lab.frames('frames');
              return seen.filter(({verdict}) => verdict === 'composed').length / seen.length;
            }""",
            COUNTED_FRAMES,
        )
    )


if INSIDE:

    @pytest.fixture(scope="session", autouse=True)
    def _card() -> None:
        plug_in()

    def test_less_is_sent_and_frames_keep_coming(
        browser_with_access: BrowserContext, localhost: str, tmp_path: Path
    ) -> None:
        everywhere = ("--host", "0.0.0.0")  # noqa: S104 (of a network with nobody else in it)
        with serving_elsewhere(tmp_path, *everywhere) as (_, token):
            page = blurred_page(browser_with_access, f"{localhost}/lab", token)
            assert composed_part(page) > 0.9, "over a wide path"
            narrow()
            page.evaluate("frames => lab.more('frames', frames)", SETTLED_FRAMES)
            assert composed_part(page) > 2 / 3

else:

    @pytest.mark.alone
    def test_in_a_network_of_its_own() -> None:
        run_inside(__file__)
