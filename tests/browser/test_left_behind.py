"""What a page leaves behind when it is done with its camera: nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LEFT = "garbage collected without being closed"


def collect_garbage(page: Page) -> None:
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")


def assert_no_frame_is_left(
    lab: Page, open_lab: Callable[[str], Page], server: Any, story: str
) -> None:
    """Tell the story three times in the page; each frame in it must have been closed."""
    said: list[str] = []
    lab.on("console", lambda message: said.append(message.text))
    for _ in range(3):
        lab.evaluate(story)
        server.wait_for_sessions(0)
    collect_garbage(lab)
    # Chromium reports frames that were left every ten seconds, counted from a page's first frame.
    # So by the time at which a later page is told of its own, this one would have been.
    careless = open_lab(lab.url)
    with careless.expect_console_message(lambda message: LEFT in message.text):
        careless.evaluate(
            """() => {
              const canvas = new OffscreenCanvas(1, 1);
              canvas.getContext('2d');
              void new VideoFrame(canvas, {timestamp: 0});
            }"""
        )
        collect_garbage(careless)
    lab.evaluate("0")
    assert [text for text in said if LEFT in text] == []


def test_no_frame_of_a_blurred_track_is_left_to_the_garbage_collector(
    lab: Page, open_lab: Callable[[str], Page], server: Any
) -> None:
    story = """async () => {
      await lab.open('track', {width: 640, height: 480});
      lab.watch('frames', 'track');
      await lab.track('track').applyConstraints({backgroundBlur: true});
      await lab.more('frames', 5);
      await lab.unwatch('frames');  // between two frames, or Chromium itself would leave one
      lab.track('track').stop();
    }"""
    assert_no_frame_is_left(lab, open_lab, server, story)


def test_no_connection_is_left_that_never_came_about(lab: Page, server: Any) -> None:
    devtools = lab.context.new_cdp_session(lab)
    devtools.send("Performance.enable")
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    server.kill()
    lab.evaluate(
        """() => {
          void lab.track('track').applyConstraints({backgroundBlur: true});
          lab.track('track').stop();
        }"""
    )
    server.start()
    lab.evaluate("lab.open('next', {width: 640, height: 480})")
    lab.evaluate("lab.track('next').applyConstraints({backgroundBlur: true})")
    lab.evaluate("lab.track('next').stop()")
    server.wait_for_sessions(0)

    def connections() -> float:
        devtools.send("HeapProfiler.collectGarbage")
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        counts = {one["name"]: one["value"] for one in metrics}
        return float(counts["RTCPeerConnections"])

    deadline_s = time.monotonic() + 5
    while connections() > 0:
        assert time.monotonic() < deadline_s
        time.sleep(0.02)  # the metrics cannot push
