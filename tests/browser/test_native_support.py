"""A browser that makes effects itself: they stay its own, and what it lacks is added."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.chromium import choose, chromium
from tests.browser.serving import Server
from tests.browser.staging import CLIP

pytestmark = pytest.mark.browser

BLUR: Final = "MediaCaptureBackgroundBlur,MediaCaptureConfigurationChange"
HELPERS: Final = """
  const next = async (track, wanted) => {
    const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
    for (;;) {
      const {value: frame} = await reader.read();
      const {backgroundBlur, backgroundSegmentationMask: mask} = frame.metadata();
      frame.close();
      mask?.close();
      const told = {enabled: backgroundBlur?.enabled, mask: mask !== undefined};
      if (!wanted(told)) continue;
      await reader.cancel();
      return told;
    }
  };
  const told = track => [
    track.getSettings().backgroundBlur,
    track.getCapabilities().backgroundBlur,
    track.getSettings().backgroundSegmentationMask,
    track.getCapabilities().backgroundSegmentationMask,
  ];
"""


def with_features(playwright: Playwright, clip: Path | None = None) -> Any:
    arguments = (f"--enable-blink-features={BLUR}",)
    return chromium(playwright, clip=clip, arguments=arguments)


@pytest.fixture
def native(playwright: Playwright) -> Any:
    """Chromium that blurs its own test camera itself, and makes no masks."""
    with with_features(playwright) as browser:
        yield browser


def run(page: Page, story: str) -> Any:
    return page.evaluate(f"async () => {{{HELPERS}{story}}}")


def open_page(browser: BrowserContext, localhost: str) -> Page:
    page = browser.new_page()
    page.goto(f"{localhost}/lab")
    page.wait_for_selector("html[data-lab=ready]")
    return page


def test_its_blur_stays_its_own_and_the_mask_is_added(
    native: BrowserContext, localhost: str, server: Server
) -> None:
    page = open_page(native, localhost)
    found = run(
        page,
        """
        await lab.open('track', {width: 640, height: 480, backgroundBlur: true});
        const track = lab.track('track');
        const opened = [told(track), track.getConstraints()];
        const on = await next(track, ({enabled}) => enabled);
        await track.applyConstraints({backgroundBlur: {exact: false}});
        const off = await next(track, ({enabled}) => !enabled);
        const applied = [told(track), track.getConstraints()];
        return {opened, on, off, applied};
        """,
    )
    free = [False, True]
    assert found["opened"][0] == [True, free, False, free]
    assert found["opened"][1]["backgroundBlur"] is True
    assert (found["on"]["enabled"], found["off"]["enabled"]) == (True, False)
    assert found["applied"] == [[False, free, False, free], {"backgroundBlur": {"exact": False}}]
    assert server.health()["sessions"] == 0
    found = run(
        page,
        """
        const track = lab.track('track');
        await track.applyConstraints({backgroundSegmentationMask: {exact: true}});
        const masked = await next(track, ({mask}) => mask);
        const clone = track.clone();
        await clone.applyConstraints({backgroundBlur: true});
        const both = [told(clone), told(track)];
        return {masked, both};
        """,
    )
    assert found["masked"] == {"enabled": False, "mask": True}
    assert found["both"] == [[True, free, True, free], [False, free, True, free]]


def test_the_persons_choice_still_wins(
    native: BrowserContext, localhost: str, server: Server
) -> None:
    page = open_page(native, localhost)
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const track = lab.track('track');
          globalThis.events = [];
          track.onconfigurationchange = () => events.push([
              track.getSettings().backgroundBlur, track.getCapabilities().backgroundBlur]);
        }"""
    )
    choose(native, page, "always")
    run(page, "await next(lab.track('track'), ({enabled}) => enabled);")
    page.wait_for_function("events.length > 0")
    found = run(
        page,
        """
        const track = lab.track('track');
        await track.applyConstraints({backgroundBlur: false});
        const stays = told(track);
        const refused = await track.applyConstraints({backgroundBlur: {exact: false}})
            .catch(({name, constraint}) => [name, constraint]);
        const {enabled} = await next(track, () => true);
        return {stays: stays.slice(0, 2), refused, enabled};
        """,
    )
    assert found == {
        "stays": [True, [True]],
        "refused": ["OverconstrainedError", "backgroundBlur"],
        "enabled": True,
    }
    server.wait_for_sessions(1)
    choose(native, page, "site")
    page.wait_for_function("events.length > 1")
    assert page.evaluate("events") == [[True, [True]], [False, [False, True]]]
    run(page, "await next(lab.track('track'), ({enabled}) => !enabled);")


def test_always_blur_hides_from_the_first_frame_on(
    playwright: Playwright, clips: Path, localhost: str, server: Server
) -> None:
    with with_features(playwright, clips / f"{CLIP}.y4m") as browser:
        page = open_page(browser, localhost)
        page.evaluate(
            f"""async () => {{
              await lab.useClip('{CLIP}');
              // The browser makes effects for cameras that have them: this one has none.
              await lab.open('first', {{width: 640, height: 480}});
              lab.watch('first', 'first');
              await lab.until('first', ({{verdict}}) => verdict === 'raw');
              await lab.track('first').applyConstraints({{backgroundBlur: {{exact: true}}}});
              await lab.until('first', ({{verdict}}) => verdict === 'composed');
            }}"""
        )
        choose(browser, page, "always")
        page.evaluate(
            """async () => {
              while (!('forced' in globalThis)) {
                await lab.open('track', {width: 640, height: 480});
                const {backgroundBlur} = lab.track('track').getCapabilities();
                if (backgroundBlur.length === 1) globalThis.forced = true;
                else lab.track('track').stop();
              }
              lab.watch('frames', 'track');
              await lab.more('frames', 20);
            }"""
        )
        verdicts = page.evaluate("lab.frames('frames').map(({verdict}) => verdict)")
    assert set(verdicts) <= {"concealed", "composed"}
