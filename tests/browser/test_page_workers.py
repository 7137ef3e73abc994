"""Frames in the page's dedicated workers tell what they tell in the page; all else is as it was."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import cv2
import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import chromium, open_popup
from tests.browser.site import Site
from tests.camera.geometry import plan
from tests.camera.measuring import overlap
from tests.camera.recipe import Camera

pytestmark = pytest.mark.browser

SMALL: Final = (160, 120)
DIFFERENCES: Final = {
    # The page's timeline has no classic worker's script, and calls a module's a script.
    "/entries",
    # An event of ours tells that a script cannot be loaded.
    "/told/blob that is revoked/isTrusted",
    "/told/missing/isTrusted",
    # What is no script is said to fail in `importScripts`.
    "/told/broken/message",
    # A worker can say where its requests come from, but not where XMLHttpRequest's do.
    "/told/classic/referrer of an xhr",
    "/told/module/referrer of an xhr",
    "/told/module with credentials/referrer of an xhr",
    # What a script imports sees that ours was there when it was.
    "/told/classic/failure",
    "/told/classic/imported",
}
"What a worker that begins with our script finds otherwise; docs/workers.md says the same."
UNIQUE: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORKERS: Final = {
    "classic": "new Worker('/workers/watch.js')",
    "module": "new Worker(new URL('/workers/watch.js', location), {type: 'module'})",
    "blob": "ofBlob(await (await fetch('/workers/watch.js')).text(), {})",
    "module blob": "ofBlob(await (await fetch('/workers/watch.js')).text(), {type: 'module'})",
}
WATCH: Final = """
  globalThis.ofBlob = (text, options) => {
    const url = URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
    const worker = new Worker(url, options);
    URL.revokeObjectURL(url);
    return worker;
  };
  globalThis.seen = [];
  globalThis.startWorker = async make => {
    globalThis.worker = await make();
    const ended = new Promise((_, reject) => {
      worker.onerror = ({message}) => reject(new Error(`worker: ${message}`));
    });
    ended.catch(() => {});
    let wake = () => {};
    worker.onmessage = ({data}) => { seen.push(data); wake(); };
    const seeing = (condition, from) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(
          `not seen: ${condition}; last ${JSON.stringify(seen.slice(-3))}`)), 15000);
      wake = () => {
        if (!seen.some((frame, at) => at >= from && condition(frame))) return;
        clearTimeout(timer);
        resolve();
      };
      wake();
    });
    globalThis.untilSeen = (condition, from = 0) => Promise.race([ended, seeing(condition, from)]);
    globalThis.moreSeen = async count => {
      const until = seen.length + count;
      await untilSeen(() => seen.length >= until, seen.length);
    };
    worker.postMessage({geometry: await (await fetch('/camera/640x480.json')).json()});
  };
  globalThis.sendStream = async () => {
    await lab.open('track', {width: 640, height: 480});
    const {readable} = new MediaStreamTrackProcessor({track: lab.track('track')});
    worker.postMessage({readable}, [readable]);
  };
"""


def start(page: Page, worker: str, *, reached: bool = True) -> None:
    if reached:
        until_reached(page)
    page.evaluate(f"async () => {{ {WATCH} await startWorker(async () => {WORKERS[worker]}); }}")


def seen_of(page: Page) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = page.evaluate("seen.filter(one => one !== 'end')")
    return frames


def assert_metadata_agrees(frames: list[dict[str, Any]]) -> None:
    for frame in frames:
        assert frame["verdict"] in ("raw", "composed", "concealed"), frame
        enabled = frame["verdict"] != "raw"
        assert frame["enabled"] is enabled, frame
        # Of a clone, a structured clone, and one that is constructed without metadata.
        assert frame["copies"] == [enabled, enabled, None], frame


def until_reached(page: Page) -> None:
    """Until a worker of the page begins with our script: what its policies allow is known."""
    for _ in range(100):
        with page.expect_worker() as started:
            page.evaluate("() => { globalThis.probe = new Worker('/workers/nested.js'); }")
        found = started.value.url
        page.evaluate("probe.terminate()")
        if found.startswith("blob:"):
            return
    raise AssertionError("no worker of this page is reached")


def tell_stories(browser: BrowserContext, localhost: str, *, reached: bool) -> dict[str, Any]:
    """What a page and its workers find out, of every way to make a worker and every way to fail."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{localhost}/workers/stories.html")
    if reached:
        until_reached(page)
    page.evaluate("performance.clearResourceTimings()")
    found: dict[str, Any] = page.evaluate("tellStories()")
    members = page.evaluate(
        """() => new Promise(resolve => {
          new Worker('members.js').onmessage = ({data}) => resolve(data);
        })"""
    )
    page.close()
    found = {**found, "said": said, "members": members}
    return dict(json.loads(UNIQUE.sub("unique", json.dumps(found))))


@pytest.fixture(scope="module")
def stock(playwright: Playwright, clips: Path, localhost: str) -> dict[str, Any]:
    with chromium(playwright, extension=None) as browser:
        return tell_stories(browser, localhost, reached=False)


def differences(ours: Any, stock: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """What differs, by its path."""
    if isinstance(ours, dict) and isinstance(stock, dict):
        found: dict[str, tuple[Any, Any]] = {}
        for name in ours.keys() | stock.keys():
            found |= differences(ours.get(name), stock.get(name), f"{path}/{name}")
        return found
    return {} if ours == stock else {path: (ours, stock)}


@pytest.mark.own_browser
def test_a_worker_finds_itself_as_in_stock_chromium(
    browser: BrowserContext, localhost: str, stock: dict[str, Any]
) -> None:
    found = differences(tell_stories(browser, localhost, reached=True), stock)
    assert found.keys() == DIFFERENCES, found


@pytest.mark.parametrize(
    ("worker", "toggles"), [(worker, 20 if worker == "module" else 4) for worker in WORKERS]
)
def test_metadata_agrees_with_the_pixels_across_toggles(
    lab: Page, worker: str, toggles: int
) -> None:
    start(lab, worker)
    lab.evaluate(
        """async toggles => {
          await sendStream();
          await moreSeen(5);
          for (let toggle = 0; toggle < toggles; toggle++) {
            const on = toggle % 2 === 0;
            await lab.track('track').applyConstraints({backgroundBlur: on});
            await untilSeen(new Function('frame', `return frame.enabled === ${on}`), seen.length);
            await moreSeen(4 + toggle % 5);
          }
          const last = seen.length;
          lab.track('track').stop();
          await untilSeen(one => one === 'end', last);
        }""",
        toggles,
    )
    frames = seen_of(lab)
    assert_metadata_agrees(frames)
    changes = sum(a["enabled"] != b["enabled"] for a, b in itertools.pairwise(frames))
    assert changes == toggles
    assert all(frame["keys"] == ["backgroundBlur"] for frame in frames)


@pytest.mark.parametrize("worker", WORKERS)
def test_single_frames_are_told_of(lab: Page, worker: str) -> None:
    start(lab, worker)
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const track = lab.track('track');
          const reader = new MediaStreamTrackProcessor({track}).readable.getReader();
          const send = async (count, how) => {
            for (let n = 0; n < count; n++) {
              const {value: frame} = await reader.read();
              how(frame, n);
              await moreSeen(1);
            }
          };
          const transferred = frame => worker.postMessage({frame}, [frame]);
          const cloned = frame => { worker.postMessage({frame}); frame.close(); };
          const both = (frame, n) => (n % 2 ? cloned : transferred)(frame);
          await send(6, both);
          await lab.untilCapable(track);
          await track.applyConstraints({backgroundBlur: true});
          await send(12, both);
          await track.applyConstraints({backgroundBlur: false});
          await send(6, both);
        }"""
    )
    frames = seen_of(lab)
    assert len(frames) == 24
    assert_metadata_agrees(frames)
    assert {frame["enabled"] for frame in frames} == {True, False}


def test_each_mask_fits_its_own_frame_best(lab: Page) -> None:
    camera = Camera(plan(640, 480, 120))
    start(lab, "classic")
    lab.evaluate(
        """async () => {
          await sendStream();
          await moreSeen(2);
          await lab.untilCapable(lab.track('track'));
          await lab.track('track').applyConstraints({backgroundSegmentationMask: true});
          await untilSeen(({mask}) => mask);
          await moreSeen(30);
        }"""
    )
    frames = seen_of(lab)
    assert_metadata_agrees(frames)
    found = [frame for frame in frames if frame["mask"]]
    shifts = (-2, -1, 0, 1, 2)
    totals = dict.fromkeys(shifts, 0.0)
    for frame in found:
        mask = frame["mask"]
        assert mask["size"] == [640, 480]
        assert mask["plain"], "opaque, and R = G = B"
        ours = np.array(mask["grey"], np.uint8).reshape(SMALL[1], SMALL[0])
        for shift in shifts:
            truth = camera.truth_alpha((frame["number"] + shift) % 120)
            small = np.asarray(cv2.resize(truth, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
            totals[shift] += overlap(ours, small) / len(found)
    assert max(totals, key=lambda shift: totals[shift]) == 0, totals
    assert totals[0] > 0.9, "white is the person"


def test_clones_with_effects_of_their_own_are_told_apart(lab: Page) -> None:
    start(lab, "classic")
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          const track = lab.track('track');
          const clone = track.clone();
          await lab.untilCapable(clone);
          await clone.applyConstraints({backgroundBlur: true});
          for (const one of [track, clone]) {
            const {readable} = new MediaStreamTrackProcessor({track: one});
            worker.postMessage({readable}, [readable]);
          }
          await moreSeen(60);
        }"""
    )
    frames = seen_of(lab)
    assert_metadata_agrees(frames)
    assert {frame["enabled"] for frame in frames} == {True, False}


KEEPING_OUT: Final = (
    (("csp", "worker-src 'self'"),),
    (("report", "script-src 'self'"),),
    (("meta", "connect-src 'self' https:"),),
)


@pytest.mark.parametrize("policies", KEEPING_OUT)
def test_where_a_policy_could_be_against_it_a_worker_is_as_in_stock_chromium(
    policies: tuple[tuple[str, str], ...],
    open_lab: Callable[[str], Page],
    browser: BrowserContext,
    local_site: Site,
    localhost: str,
    server: Any,
) -> None:
    with browser.add_init_script(
        "globalThis.violations = []; document.addEventListener('securitypolicyviolation',"
        " ({violatedDirective}) => violations.push(violatedDirective));"
    ):
        page = open_lab(f"{localhost}/lab?{urlencode(policies)}")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    local_site.reports.clear()
    with page.expect_worker() as started:
        start(page, "classic", reached=False)
    assert started.value.url == f"{localhost}/workers/watch.js"
    page.evaluate(
        """async () => {
          await sendStream();
          await lab.blur('track');
          const from = seen.length;
          await moreSeen(5);
        }"""
    )
    assert {(frame["enabled"], len(frame["keys"])) for frame in seen_of(page)} == {(None, 0)}
    assert (said, page.evaluate("violations"), local_site.reports) == ([], [], [])
    popup = open_popup(browser, page)
    expect(popup.locator("#advice")).to_contain_text("workers that Camveil cannot enter")


def test_what_cannot_be_closed_is_a_script_that_is_redirected_to_another_origin(lab: Page) -> None:
    """SECURITY.md lists it."""
    told = """() => new Promise(resolve => {
      const worker = new Worker('/elsewhere.js');
      worker.onmessage = ({data}) => resolve(data);
      worker.onerror = () => resolve('refused');
    })"""
    until_reached(lab)
    assert lab.evaluate(told) == "ran"
