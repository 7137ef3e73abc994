"""The mask of a frame is of that very frame, and is what the specification says."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.staging import IN_BOTH_PLACES
from tests.camera.geometry import plan
from tests.camera.measuring import overlap
from tests.camera.recipe import Camera

pytestmark = [pytest.mark.browser, IN_BOTH_PLACES]

SIZE = "{width: 640, height: 480}"
SMALL = (160, 120)


def masks(page: Page, constraints: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        f"""async ([width, height]) => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track');
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
          await lab.untilCapable(lab.track('track'));
          await lab.track('track').applyConstraints({constraints});
          return lab.masks('track', 24, width, height);
        }}""",
        list(SMALL),
    )
    return found


@pytest.mark.parametrize(
    ("constraints", "verdict"),
    [
        ("{backgroundSegmentationMask: true}", "raw"),
        ("{backgroundSegmentationMask: true, backgroundBlur: true}", "composed"),
    ],
)
def test_each_mask_fits_its_own_frame_best(lab: Page, constraints: str, verdict: str) -> None:
    camera = Camera(plan(640, 480, 120))
    shifts = (-2, -1, 0, 1, 2)
    totals = dict.fromkeys(shifts, 0.0)
    found = masks(lab, constraints)
    for mask in found:
        assert mask["verdict"] == verdict
        assert mask["size"] == mask["frameSize"] == [640, 480]
        assert mask["plain"], "opaque, and R = G = B"
        ours = np.array(mask["grey"], np.uint8).reshape(SMALL[1], SMALL[0])
        for shift in shifts:
            truth = camera.truth_alpha((mask["number"] + shift) % 120)
            small = np.asarray(cv2.resize(truth, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
            totals[shift] += overlap(ours, small) / len(found)
    assert max(totals, key=lambda shift: totals[shift]) == 0, totals
    assert totals[0] > 0.9, "white is the person"


def test_with_the_mask_alone_the_frames_are_the_cameras_own(lab: Page) -> None:
    camera = Camera(plan(640, 480, 120))
    hashes = {camera.frame_hash(number) for number in range(120)}
    seen = lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          lab.watch('frames', 'track', {{hash: true}});
          await lab.until('frames', ({{verdict}}) => verdict === 'raw');
          await lab.untilCapable(lab.track('track'));
          await lab.track('track').applyConstraints({{backgroundSegmentationMask: true}});
          const from = lab.frames('frames').length;
          await lab.until('frames', ({{mask}}) => mask, from);
          await lab.more('frames', 40);
          await lab.track('track').applyConstraints({{backgroundSegmentationMask: false}});
          const off = lab.frames('frames').length;
          await lab.until('frames', ({{mask}}) => !mask, off);
          await lab.more('frames', 10);
          return lab.frames('frames');
        }}"""
    )
    assert {frame["hash"] for frame in seen} <= hashes
    assert all(frame["enabled"] is False for frame in seen)
    timestamps = [frame["timestamp_us"] for frame in seen]
    assert timestamps == sorted(set(timestamps))
    assert not any(frame["mask"] for frame in seen[-9:])


def test_a_page_may_close_its_mask(lab: Page) -> None:
    sizes = lab.evaluate(
        f"""async () => {{
          await lab.open('track', {SIZE});
          await lab.untilCapable(lab.track('track'));
          await lab.track('track').applyConstraints({{backgroundSegmentationMask: true}});
          const video = lab.track('track');
          const reader = new MediaStreamTrackProcessor({{track: video}}).readable.getReader();
          for (;;) {{
            const {{value: frame}} = await reader.read();
            const first = frame.metadata().backgroundSegmentationMask;
            if (!first) {{ frame.close(); continue; }}
            first.close();
            const clone = frame.clone();
            const [again, ofClone] =
                [frame, clone].map(one => one.metadata().backgroundSegmentationMask);
            const sizes = [first.width, again.width, ofClone.width];
            for (const one of [again, ofClone, clone, frame]) one.close();
            return sizes;
          }}
        }}"""
    )
    assert sizes == [0, 640, 640]
