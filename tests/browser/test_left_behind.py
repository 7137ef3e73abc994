"""What a page leaves behind when it is done with its camera: nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.content_script import content_world
from tests.browser.staging import CLIP
from tests.browser.test_camera_light import wait_until_camera_is

pytestmark = pytest.mark.browser

LEFT = "garbage collected without being closed"

CYCLES: Final = 100
TYPES: Final = ("ImageBitmap", "MediaStreamTrack", "RTCPeerConnection", "VideoFrame", "Worker")
"Of what a camera is made, in the page and in the content script."
MOST_LEFT: Final = 4
"Of each type: what the last start may still hold. Of most of them each start makes one."
WITHIN_S: Final = 30.0


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


def test_no_frame_is_left_of_a_page_that_copies_and_shows_them(
    lab: Page, open_lab: Callable[[str], Page], server: Any
) -> None:
    story = """async () => {
      await lab.open('track', {width: 640, height: 480});
      const track = lab.track('track');
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = new MediaStream([track]);
      await video.play();
      const {port1, port2} = new MessageChannel();
      const show = async () => {
        for (let n = 0; n < 5; n++) {
          const {frame, metadata} = await lab.nextShown(video);
          class Own extends VideoFrame {}
          const copies = [frame, new Own(video), new VideoFrame(video, {timestamp: 5})];
          copies.push(frame.clone(), structuredClone({frame}).frame);
          copies.push(new VideoFrame(frame, {metadata: frame.metadata()}));
          copies.push(await new Promise(resolve => {
            port2.onmessage = ({data}) => resolve(data);
            port1.postMessage(frame);
          }));
          for (const metadata of [5, {backgroundBlur: {}}]) {
            try {
              copies.push(new VideoFrame(frame, {metadata}));
            } catch {}
          }
          const closed = frame.metadata().backgroundSegmentationMask;
          if (closed) {
            closed.close();
            const metadata = {backgroundSegmentationMask: closed};
            try {
              copies.push(new VideoFrame(frame, {metadata}));
            } catch {}
          }
          for (const copy of copies) copy.close();
        }
      };
      await show();
      await track.applyConstraints({backgroundBlur: true, backgroundSegmentationMask: true});
      await show();
      port1.close();
      video.srcObject = null;
      track.stop();
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


STARTS_AND_STOPS: Final = """async cycles => {
  const effects = [{backgroundBlur: true}, {backgroundSegmentationMask: true}];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const effect = cycle % 10 === 5 && effects[(cycle - 5) / 10 % 2];
    const video = {width: 640, height: 480, ...(cycle % 20 === 5 ? effect : {})};
    const stream = await navigator.mediaDevices.getUserMedia({video});
    let [track] = stream.getVideoTracks();
    if (effect) await track.applyConstraints(effect);
    if (cycle % 4 === 1) {
      const clone = track.clone();
      track.stop();
      track = clone;
    }
    if (cycle % 5 === 0) {
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
"Each in its own way: with an effect, cloned, read, or none of it."


def what_is_left(devtools: CDPSession, world: dict[str, int]) -> dict[str, int]:
    """Of TYPES, how many are there when garbage has been collected, in one of the page's worlds."""
    counts: dict[str, int] = {}
    for name in TYPES:
        where = {"expression": f"{name}.prototype", "objectGroup": "count", **world}
        prototype = devtools.send("Runtime.evaluate", where)["result"]["objectId"]
        query = {"prototypeObjectId": prototype, "objectGroup": "count"}
        found = devtools.send("Runtime.queryObjects", query)["objects"]["objectId"]
        length = {"objectId": found, "functionDeclaration": "function() { return this.length; }"}
        counts[name] = devtools.send("Runtime.callFunctionOn", length)["result"]["value"]
        devtools.send("Runtime.releaseObjectGroup", {"objectGroup": "count"})
    return counts


def test_a_hundred_starts_and_stops_leave_nothing(lab: Page, clips: Path, server: Any) -> None:
    lab.evaluate(STARTS_AND_STOPS, CYCLES)
    server.wait_for_sessions(0)
    wait_until_camera_is(False, clips / f"{CLIP}.y4m")
    devtools, content_id = content_world(lab)
    deadline_s = time.monotonic() + WITHIN_S
    for world in ({}, {"contextId": content_id}):
        while max((left := what_is_left(devtools, world)).values()) > MOST_LEFT:
            assert time.monotonic() < deadline_s, left
            time.sleep(0.1)  # garbage that is collected cannot push
        assert left["RTCPeerConnection"] == left["VideoFrame"] == 0
    assert lab.workers == []
