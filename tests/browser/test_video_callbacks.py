"""What a video element tells of the frames that it shows: a local camera's words, and the mask."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.staging import IN_BOTH_PLACES
from tests.camera.geometry import plan
from tests.camera.measuring import overlap
from tests.camera.recipe import Camera

pytestmark = pytest.mark.browser

LOCAL_CAMERA = [
    "captureTime",
    "expectedDisplayTime",
    "height",
    "mediaTime",
    "presentationTime",
    "presentedFrames",
    "width",
]
HELPERS = """
  const show = track => {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([track]);
    void video.play();
    return video;
  };
  const told = [];
  const tell = async (video, count = 1) => {
    for (let n = 0; n < count; n++) {
      const {metadata, frame} = await lab.nextShown(video);
      const {backgroundBlur, backgroundSegmentationMask: mask} = frame.metadata();
      told.push({
        ...metadata,
        keys: Object.keys(metadata),
        frame_us: frame.timestamp,
        enabled: backgroundBlur?.enabled ?? null,
        frameHasMask: mask !== undefined,
      });
      mask?.close();
      metadata.backgroundSegmentationMask?.close();
      frame.close();
    }
  };
  // From frame to frame until one is as wanted: a promise is settled before it is shown.
  const until = async (video, wanted) => {
    for (let n = 0; n < 300; n++) {
      await tell(video);
      if (wanted(told.at(-1))) return;
    }
    throw new Error(`never shown: ${wanted}`);
  };
  const ready = async track => {
    while (!track.getCapabilities().backgroundSegmentationMask.includes(true)) {
      await new Promise(resolve => track.onconfigurationchange = resolve);
    }
    return track;
  };
  const open = async (name, constraints = {}) => {
    await lab.open(name, {width: 640, height: 480, ...constraints});
    return ready(lab.track(name));
  };
"""
"What the stories below are told with."


def run(page: Page, story: str) -> Any:
    return page.evaluate(f"async () => {{{HELPERS}{story}}}")


def assert_one_clock(told: list[dict[str, Any]]) -> None:
    """Time goes on evenly, and is that of the camera, whoever made the frames."""
    times = [one["mediaTime"] for one in told]
    assert times == sorted(times)
    shown_s = [one["presentationTime"] / 1000 for one in told]
    drift = [media - shown for media, shown in zip(times, shown_s, strict=True)]
    assert all(abs(after - before) < 0.3 for before, after in pairwise(drift)), drift
    # A camera's frame is captured so long after the document's begin as after the camera's.
    between_ms = [one["captureTime"] - 1000 * one["mediaTime"] for one in told]
    assert max(between_ms) - min(between_ms) < 10, between_ms
    assert all(one["captureTime"] <= one["presentationTime"] for one in told)


@IN_BOTH_PLACES
def test_toggling_changes_no_clock(lab: Page) -> None:
    told = run(
        lab,
        """const track = await open('track');
        const video = show(track);
        await tell(video, 10);
        const steps = [
          [{backgroundBlur: true}, one => one.enabled],
          [{backgroundBlur: false}, one => !one.enabled],
          [{backgroundSegmentationMask: true}, one => one.frameHasMask],
          [{backgroundSegmentationMask: false}, one => !one.frameHasMask],
        ];
        for (const [constraints, wanted] of steps) {
          await track.applyConstraints(constraints);
          await until(video, wanted);
          await tell(video, 10);
        }
        return told;""",
    )
    assert_one_clock(told)
    mask = "backgroundSegmentationMask"
    assert all([key for key in one["keys"] if key != mask] == LOCAL_CAMERA for one in told)
    assert all(one["keys"] == sorted(one["keys"]) for one in told)
    assert {mask in one["keys"] for one in told} == {True, False}
    assert {one["enabled"] for one in told} == {True, False}
    # What else is shown by then is another frame.
    same = [one for one in told if abs(one["frame_us"] - 1e6 * one["mediaTime"]) < 1]
    assert len(same) > len(told) / 2
    assert all((mask in one["keys"]) == one["frameHasMask"] for one in same)


def test_what_is_told_of_the_cameras_own_frames_is_as_chromium_tells_it(lab: Page) -> None:
    pairs = run(
        lab,
        """const frame = document.createElement('iframe');
        frame.src = '/204';  // it keeps a document in which nothing is replaced but getUserMedia
        document.body.append(frame);
        const {prototype} = frame.contentWindow.HTMLVideoElement;
        const native = prototype.requestVideoFrameCallback;
        if (native === HTMLVideoElement.prototype.requestVideoFrameCallback) throw new Error();
        const video = show(await open('track'));
        const pairs = [];
        while (pairs.length < 10) {
          pairs.push(await Promise.all([video.requestVideoFrameCallback, native].map(method =>
              new Promise(resolve => method.call(video, (now, told) => resolve([now, told]))))));
        }
        return pairs;""",
    )
    assert all(ours == native for ours, native in pairs)


def test_a_second_camera_that_opens_with_blur_has_one_clock(lab: Page) -> None:
    told = run(
        lab,
        """const first = show(await open('first'));
        await lab.nextShown(first).then(({frame}) => frame.close());
        const track = await open('second', {backgroundBlur: true});
        const video = show(track);
        await until(video, one => one.enabled);
        await tell(video, 5);
        for (const backgroundBlur of [false, true]) {
          await track.applyConstraints({backgroundBlur});
          await until(video, one => one.enabled === backgroundBlur);
          await tell(video, 10);
        }
        return told;""",
    )
    assert_one_clock(told)
    assert told[0]["mediaTime"] < 10, "since its own begin"


@IN_BOTH_PLACES
def test_each_mask_is_of_the_very_frame_that_is_shown(lab: Page) -> None:
    camera = Camera(plan(640, 480, 120))
    size = (160, 120)
    found = run(
        lab,
        f"""const track = await open('track');
        lab.watch('frames', 'track');
        await lab.until('frames', ({{verdict}}) => verdict === 'raw');
        await track.applyConstraints({{backgroundSegmentationMask: true}});
        return lab.shownMasks('track', 24, {size[0]}, {size[1]});""",
    )
    shifts = (-2, -1, 0, 1, 2)
    totals = dict.fromkeys(shifts, 0.0)
    for mask in found:
        assert mask["size"] == [640, 480]
        assert mask["plain"], "opaque, and R = G = B"
        ours = np.array(mask["grey"], np.uint8).reshape(size[1], size[0])
        for shift in shifts:
            truth = camera.truth_alpha((mask["number"] + shift) % 120)
            small = np.asarray(cv2.resize(truth, size, interpolation=cv2.INTER_AREA), np.uint8)
            totals[shift] += overlap(ours, small) / len(found)
    assert max(totals, key=lambda shift: totals[shift]) == 0, totals
    assert totals[0] > 0.9, "white is the person"


def test_each_callback_gets_a_mask_of_its_own(lab: Page) -> None:
    sizes = run(
        lab,
        """const track = await open('track');
        await track.applyConstraints({backgroundSegmentationMask: true});
        const video = show(track);
        const next = () => new Promise(resolve => video.requestVideoFrameCallback(
            (_, {backgroundSegmentationMask: mask}) => resolve(mask)));
        for (let n = 0; n < 300; n++) {
          const [one, two] = await Promise.all([next(), next()]);
          if (!one) continue;
          one.close();
          const sizes = [one === two, one.width, two.width, two.height];
          two.close();
          return sizes;
        }""",
    )
    assert sizes == [False, 0, 640, 480]


def test_a_frame_that_is_black_has_no_mask(lab: Page) -> None:
    told = run(
        lab,
        """const track = await open('track');
        await track.applyConstraints({backgroundSegmentationMask: true});
        const video = show(track);
        await until(video, one => one.frameHasMask);
        track.enabled = false;
        told.length = 0;
        await tell(video, 20);
        return told;""",
    )
    black = [one for one in told if "captureTime" not in one]
    assert len(black) > 10, "of a black frame Chromium tells no captureTime"
    keys = [key for key in LOCAL_CAMERA if key != "captureTime"]
    assert all(one["keys"] == keys and not one["frameHasMask"] for one in black)
    times = [one["mediaTime"] for one in told]
    assert times == sorted(times)


def test_callbacks_are_called_as_chromium_calls_them(lab: Page) -> None:
    told = run(
        lab,
        """const video = show(await open('track'));
        const order = [];
        const ids = [];
        const ask = callback => { ids.push(video.requestVideoFrameCallback(callback)); };
        const failed = new Promise(resolve => addEventListener('error', event => {
          event.preventDefault();
          resolve(event);
        }, {once: true}));
        const thrown = new Error('thrown');
        await new Promise(resolve => {
          ask(function (...args) { order.push([this === globalThis || this, args.length]); });
          ask(() => { order.push('cancels'); video.cancelVideoFrameCallback(ids[2]); });
          ask(() => order.push('cancelled'));
          ask(() => { void Promise.resolve().then(() => order.push('settles')); });
          ask(() => { order.push('throws'); throw thrown; });
          ask(() => { ask(() => resolve()); order.push('asks'); });
        });
        const {error, filename, lineno} = await failed;
        const place = thrown.stack.match(/(\\d+):\\d+\\)?$/m)[1];
        const said = [[], [5], [{handleEvent() {}}]].map(args => {
          try {
            return video.requestVideoFrameCallback(...args);
          } catch (problem) {
            return problem.message;
          }
        });
        return {
          order,
          ids: ids.map(id => id - ids[0]),
          said,
          error: error === thrown,
          lines: thrown.stack.split('\\n').filter(line => line.includes('native')),
          handlers: [filename.includes('native'), lineno > 0, place > 0],
        };""",
    )
    name = "Failed to execute 'requestVideoFrameCallback' on 'HTMLVideoElement': "
    no_function = f"{name}parameter 1 is not of type 'Function'."
    assert told == {
        "order": [[True, 2], "cancels", "settles", "throws", "asks"],
        "ids": [0, 1, 2, 3, 4, 5, 6],
        "said": [f"{name}1 argument required, but only 0 present.", no_function, no_function],
        "error": True,
        "lines": [],
        "handlers": [False, True, True],
    }


def test_other_videos_are_told_of_as_before(lab: Page) -> None:
    keys = run(
        lab,
        """await open('track', {backgroundSegmentationMask: true});
        await lab.watchPeer('peer', 'track');
        const video = show(lab.track('peer'));
        const {metadata, frame} = await lab.nextShown(video);
        const found = [Object.keys(metadata), Object.keys(frame.metadata())];
        frame.close();
        return found;""",
    )
    remote = sorted({*LOCAL_CAMERA, "processingDuration", "receiveTime", "rtpTimestamp"})
    remote.remove("captureTime")
    assert keys[0] == remote
    assert "backgroundBlur" not in keys[1]
