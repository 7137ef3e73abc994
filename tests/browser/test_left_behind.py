"""What a page leaves behind when it is done with its camera: nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.content_script import content_world
from tests.browser.staging import CLIP, ROUNDS
from tests.browser.test_camera_light import wait_until_camera_is

pytestmark = pytest.mark.browser

LEFT = "garbage collected without being closed"
WITHIN_S: Final = 15.0

STARTS: Final = 10 if ROUNDS == 1 else 100
"With effects, with clones and with readers among them; `make faults` makes a hundred."
OPEN: Final = {
    "ImageBitmap": "one.width > 0",
    "MediaStreamTrack": "one.readyState === 'live'",
    "RTCPeerConnection": "one.signalingState !== 'closed'",
    "VideoFrame": "one.codedWidth > 0",
}
"What a camera is made of, and how one can be told that is still in use."
STARTS_AND_STOPS: Final = """async starts => {
  const effects = [{backgroundBlur: true}, {backgroundSegmentationMask: true}, {}, {}, {}];
  for (let start = 0; start < starts; start++) {
    const effect = effects[start % effects.length];
    const asked = start % 2 ? effect : {};
    const stream = await navigator.mediaDevices.getUserMedia({video: {width: 640, ...asked}});
    let [track] = stream.getVideoTracks();
    // What a busy machine refuses leaves nothing behind either.
    await track.applyConstraints(effect).catch(() => {});
    if (start % 4 === 1) {
      const clone = track.clone();
      track.stop();
      track = clone;
    }
    if (start % 3 === 0) {
      const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
      for (let n = 0; n < 2; n++) {
        const {value: frame} = await reader.read();
        frame.metadata().backgroundSegmentationMask?.close();
        frame.close();
      }
      await reader.cancel();
    }
    track.stop();
  }
}"""


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
      await lab.blur('track');
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
    lab.evaluate("lab.blur('next')")
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


COUNT: Final = """function() {
  let [inUse, all] = [0, 0];
  for (const one of this) {
    try {
      inUse += Number(IS_OPEN);
      all += 1;
    } catch {
      // The prototype of a derived type, which is found too, is none.
    }
  }
  return [inUse, all];
}"""


def what_is_left(devtools: CDPSession, world: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Of each type in OPEN, how many are in use, and how many there are, in one of the worlds."""
    left = {}
    for name, is_open in OPEN.items():
        asked = {"expression": f"{name}.prototype", "objectGroup": "left", **world}
        prototype = devtools.send("Runtime.evaluate", asked)["result"]["objectId"]
        query = {"prototypeObjectId": prototype, "objectGroup": "left"}
        found = devtools.send("Runtime.queryObjects", query)["objects"]["objectId"]
        count = COUNT.replace("IS_OPEN", is_open)
        call = {"objectId": found, "functionDeclaration": count, "returnByValue": True}
        in_use, all_of_them = devtools.send("Runtime.callFunctionOn", call)["result"]["value"]
        devtools.send("Runtime.releaseObjectGroup", {"objectGroup": "left"})
        if all_of_them:
            left[name] = (in_use, all_of_them)
    return left


def test_starts_and_stops_leave_nothing_behind(lab: Page, clips: Path, server: Any) -> None:
    lab.evaluate(STARTS_AND_STOPS, STARTS)
    server.wait_for_sessions(0)
    wait_until_camera_is(False, clips / f"{CLIP}.y4m")
    devtools, content_id = content_world(lab)
    deadline_s = time.monotonic() + WITHIN_S
    while True:
        # What looks for objects collects garbage, too, but now and then none at all.
        devtools.send("HeapProfiler.collectGarbage")
        left = [what_is_left(devtools, world) for world in ({}, {"contextId": content_id})]
        counts = [count for world in left for count in world.values()]
        # The last start's may wait for another turn of the collector; one of each start would not.
        if all(in_use == 0 and there < STARTS for in_use, there in counts) and not lab.workers:
            break
        assert time.monotonic() < deadline_s, (left, lab.workers)
        time.sleep(0.1)  # what garbage has been collected, nobody is told
