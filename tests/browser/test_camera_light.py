"""The camera is on only while a page uses it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import choose
from tests.browser.serving import Server
from tests.browser.staging import CLIP

pytestmark = pytest.mark.browser

WITHIN_S: Final = 15.0
POLL_S: Final = 0.02


def camera_is_on(clip: Path) -> bool:
    """Whether a process of Chromium has the fake camera's file open."""
    for process in psutil.process_iter(["name"]):
        if not str(process.info["name"]).startswith("chrom"):
            continue
        try:
            if any(Path(file.path) == clip for file in process.open_files()):
                return True
        except psutil.Error:
            continue  # it has just ended
    return False


def wait_until_camera_is(on: bool, clip: Path) -> None:
    deadline_s = time.monotonic() + WITHIN_S
    while camera_is_on(clip) is not on:
        assert time.monotonic() < deadline_s, f"the camera is {'off' if on else 'on'}"
        time.sleep(POLL_S)  # no event tells what files a process has open


@pytest.mark.parametrize(
    "effects", ["{}", "{backgroundBlur: true}", "{backgroundSegmentationMask: true}"]
)
def test_the_camera_goes_off_with_the_last_track(lab: Page, clips: Path, effects: str) -> None:
    clip = clips / f"{CLIP}.y4m"
    lab.evaluate(
        f"""async () => {{
          await lab.open('track', {{width: 640, height: 480}});
          lab.watch('frames', 'track');
          await lab.track('track').applyConstraints({effects});
          await lab.more('frames', 5);
          lab.tracks.set('clone', lab.track('track').clone());
          lab.watch('clone', 'clone');
          lab.track('track').stop();
          await lab.more('clone', 5);
        }}"""
    )
    assert camera_is_on(clip)
    lab.evaluate("lab.track('clone').stop()")
    wait_until_camera_is(False, clip)


def test_who_asks_an_ended_track_what_it_has_counted_keeps_no_camera_on(
    lab: Page, clips: Path
) -> None:
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const clone = lab.track('track').clone();
          lab.track('track').stop();
          lab.track('track').stats.toJSON();
          clone.stop();
        }"""
    )
    wait_until_camera_is(False, clips / f"{CLIP}.y4m")


def test_a_site_left_alone_in_mid_call_can_still_switch_its_camera_off(
    browser: BrowserContext, lab: Page, clips: Path
) -> None:
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    choose(browser, lab, "alone")
    lab.wait_for_function(
        """async () => {
          const stream = await navigator.mediaDevices.getUserMedia({video: true});
          const [track] = stream.getVideoTracks();
          const left = !('backgroundBlur' in track.getSettings());
          track.stop();
          return left;
        }"""
    )
    lab.evaluate("lab.track('track').stop()")
    wait_until_camera_is(False, clips / f"{CLIP}.y4m")


def test_a_method_of_another_realm_stops_the_camera_too(
    lab: Page, clips: Path, server: Server
) -> None:
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const frame = document.createElement('iframe');
          document.body.append(frame);
          await lab.blur('track');
          frame.contentWindow.MediaStreamTrack.prototype.stop.call(lab.track('track'));
        }"""
    )
    wait_until_camera_is(False, clips / f"{CLIP}.y4m")
    server.wait_for_sessions(0)


def test_a_track_that_is_stopped_while_it_connects_leaves_no_session(
    lab: Page, server: Server
) -> None:
    for delay_ms in range(0, 300, 30):
        lab.evaluate(
            """async delay_ms => {
              await lab.open('track', {width: 640, height: 480});
              void lab.track('track').applyConstraints({backgroundBlur: true});
              await new Promise(resolve => setTimeout(resolve, delay_ms));
              lab.track('track').stop();
            }""",
            delay_ms,
        )
    begun_s = time.monotonic()
    server.wait_for_sessions(0)
    # The server by itself gives a session that does not connect ten seconds.
    assert time.monotonic() - begun_s < 5
