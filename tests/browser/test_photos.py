"""ImageCapture's photos: the camera's own while nothing is hidden, else what the track shows."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.chromium import choose, chromium
from tests.browser.serving import Server
from tests.browser.staging import CLIP

pytestmark = pytest.mark.browser

ASK: Final = "async effects => (await import('/photos.js')).answers(effects ?? undefined)"
OPEN: Final = f"""async () => {{
  const {{look}} = await import('/photos.js');
  await lab.open('track', {{width: 640, height: 480}});
  const capture = new ImageCapture(lab.track('track'));
  const first = await look(await capture.takePhoto(), '{CLIP}');
  globalThis.photograph = async () =>
      (await look(await capture.takePhoto(), '{CLIP}', first.reference)).verdict;
  return first.verdict;
}}"""


@pytest.fixture(scope="module")
def theirs(playwright: Playwright, localhost: str) -> dict[str, Any]:
    """The answers of stock Chromium, about its own test camera."""
    with chromium(playwright, extension=None) as browser:
        return answers(browser, localhost)


def answers(browser: BrowserContext, localhost: str, effects: Any = None) -> dict[str, Any]:
    page = browser.new_page()
    page.goto(f"{localhost}/blank")
    found: dict[str, Any] = page.evaluate(ASK, effects)
    page.close()
    return found


@pytest.mark.parametrize("effects", [None, {"backgroundBlur": True}], ids=["raw", "blurred"])
def test_a_photo_is_asked_for_and_refused_as_of_the_cameras_own_track(
    playwright: Playwright, localhost: str, server: Server, theirs: dict[str, Any], effects: Any
) -> None:
    with chromium(playwright) as browser:
        assert answers(browser, localhost, effects) == theirs


def test_a_photo_of_a_blurred_track_is_hidden_whatever_comes_in_between(
    lab: Page, browser: BrowserContext, server: Server
) -> None:
    assert lab.evaluate(OPEN) == "raw"
    lab.evaluate("lab.blur('track')")
    hidden = lab.evaluate(
        """async () => {
          const verdicts = [];
          while (verdicts.at(-1) !== 'composed') verdicts.push(await photograph());
          return verdicts;
        }"""
    )
    assert set(hidden) <= {"composed", "concealed"}
    lab.evaluate("lab.track('track').applyConstraints({backgroundBlur: false})")
    assert lab.evaluate("photograph()") == "raw"
    # Taken while the person's choice is on its way, for longer than that takes.
    lab.evaluate(
        """() => {
          globalThis.verdicts = [];
          const track = lab.track('track');
          const forced = () => track.getSettings().backgroundBlur;
          globalThis.over = (async () => {
            for (let after = 0; after < 3;) {
              const was = forced();
              const verdict = await photograph();
              verdicts.push([was, verdict]);
              if (was) after += 1;
            }
          })();
        }"""
    )
    choose(browser, lab, "always")
    lab.evaluate("over")
    verdicts = lab.evaluate("verdicts")
    assert {verdict for forced, verdict in verdicts if forced} <= {"composed", "concealed"}
    server.stop()
    assert lab.evaluate("photograph()") in ("concealed", "composed")
