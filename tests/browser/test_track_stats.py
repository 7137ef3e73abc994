"""MediaStreamTrack.stats of a camera's tracks, as mediacapture-extensions has it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.chromium import chromium

pytestmark = pytest.mark.browser

OPEN = """async () => {
  await lab.open('track', {width: 640, height: 480, frameRate: 30});
  globalThis.track = lab.track('track');
  globalThis.until = async (track, condition) => {
    while (!condition(track.stats)) await new Promise(resolve => setTimeout(resolve, 5));
  };
}"""


@pytest.fixture
def page(lab: Page) -> Page:
    lab.evaluate(OPEN)
    return lab


def test_frames_are_counted_whether_or_not_anybody_looks_at_them(page: Page) -> None:
    found: dict[str, Any] = page.evaluate(
        """async () => {
          const {stats} = track;
          await until(track, ({deliveredFrames}) => deliveredFrames > 10);
          const {deliveredFrames, discardedFrames, totalFrames} = stats.toJSON();
          return {
            same: track.stats === stats,
            sum: totalFrames - deliveredFrames - discardedFrames,
            text: String(stats),
            own: Reflect.ownKeys(stats),
            keys: Object.keys(stats.toJSON()),
            type: stats instanceof MediaStreamTrackVideoStats,
          };
        }"""
    )
    assert found == {
        "same": True,
        "sum": 0,
        "text": "[object MediaStreamTrackVideoStats]",
        "own": [],
        "keys": ["deliveredFrames", "discardedFrames", "totalFrames"],
        "type": True,
    }


def test_a_clone_counts_from_nothing_and_a_disabled_track_does_not_count(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          await until(track, ({totalFrames}) => totalFrames > 20);
          track.enabled = false;
          const at = track.stats.totalFrames;
          const clone = track.clone();
          const begun = clone.stats.totalFrames;
          clone.enabled = true;
          await until(clone, ({totalFrames}) => totalFrames > 15);
          const frozen = track.stats.totalFrames - at;
          clone.stop();
          track.enabled = true;
          await until(track, ({totalFrames}) => totalFrames > at + 5);
          return {begun, frozen};
        }"""
    )
    assert found["begun"] == 0
    assert 0 <= found["frozen"] <= 1  # one may have been on its way


def test_frames_that_a_lower_rate_leaves_out_are_discarded(page: Page) -> None:
    page.evaluate(
        """async () => {
          await track.applyConstraints({frameRate: {max: 10}});
          await until(track, ({discardedFrames}) => discardedFrames > 5);
        }"""
    )


def test_stats_go_off_with_the_track_and_other_tracks_have_none(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          await until(track, ({totalFrames}) => totalFrames > 0);
          const {stats} = track;
          track.stop();
          const stopped = stats.totalFrames > 0 && track.stats === stats;
          const [canvas] = document.createElement('canvas').captureStream().getVideoTracks();
          let thrown;
          try {
            Object.create(MediaStreamTrackVideoStats.prototype).totalFrames;
          } catch (error) {
            thrown = String(error);
          }
          return {stopped, canvas: canvas.stats, thrown};
        }"""
    )
    assert found == {"stopped": True, "canvas": None, "thrown": "TypeError: Illegal invocation"}


def test_counting_does_not_tie_the_camera_to_its_size(
    playwright: Playwright, localhost: str
) -> None:
    # Without a clip: Chromium's own fake camera has several sizes.
    with chromium(playwright) as browser:
        page = browser.new_page()
        page.goto(f"{localhost}/blank")
        found = page.evaluate(
            """async () => {
              const video = {width: 640, height: 480};
              const stream = await navigator.mediaDevices.getUserMedia({video});
              const [track] = stream.getVideoTracks();
              const {stats} = track;
              const before = stats.totalFrames;
              await track.applyConstraints({width: 1280, height: 720});
              const {width, height} = track.getSettings();
              return {width, height, grows: stats.totalFrames >= before};
            }"""
        )
    assert found == {"width": 1280, "height": 720, "grows": True}
