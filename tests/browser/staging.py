"""What a call needs outside of a test: a clip for the camera, a site, a server, Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.browser.serving import Server
from tests.browser.site import Site, serve
from tests.camera.recipe import make_camera

LANE: Final = os.environ.get("PYTEST_XDIST_WORKER", "")
"The name of this process where several run browser tests side by side."
CLIPS: Final = Path(__file__).parents[2] / "build" / "camera" / LANE
CLIP: Final = "640x480"
ROUNDS: Final = int(os.environ.get("FAULT_ROUNDS", "1"))
PLACES: Final = {"worker": ""}
if ROUNDS > 1:
    PLACES["main-thread"] = "?csp=worker-src%20'none'"
IN_BOTH_PLACES: Final = pytest.mark.parametrize(
    "lab_query", [pytest.param(query, id=place) for place, query in PLACES.items()]
)
"For tests of the lab: frames go through a worker, with many rounds through the main thread too."


def clip_folder() -> Path:
    """The folder with the camera's clip in it."""
    CLIPS.mkdir(parents=True, exist_ok=True)
    make_camera(CLIPS / f"{CLIP}.y4m", 640, 480, 120)
    return CLIPS


@contextmanager
def serving(server: Server) -> Iterator[Site]:
    """Start the server and a site with the lab; ends both."""
    server.start()
    site = serve(clip_folder())
    try:
        yield site
    finally:
        site.close()
        server.stop()


@contextmanager
def staged(server: Server) -> Iterator[tuple[BrowserContext, Site]]:
    """Start the server, the site, and Chromium with the clip as its camera; ends them all."""
    with (
        serving(server) as site,
        sync_playwright() as playwright,
        chromium(playwright, clip=CLIPS / f"{CLIP}.y4m") as browser,
    ):
        yield browser, site


def make_ready(lab: Page) -> None:
    """Wait for a page of the lab, and tell it which clip the camera has."""
    lab.wait_for_selector("html[data-lab=ready]")
    lab.evaluate("clip => lab.useClip(clip)", CLIP)


def watch_plain(page: Page | Frame) -> None:
    """Open the lab's camera without an effect, and watch its frames from a raw one on."""
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.until('frames', ({verdict}) => verdict === 'raw');
        }"""
    )


def hidden_in_all(page: Page | Frame) -> int:
    """How many of the lab's frames came from the first that hides on; none shows the room."""
    frames: list[list[object]] = page.evaluate(
        """() => {
          const from = lab.frames('frames').findIndex(({enabled}) => enabled);
          return lab.frames('frames').slice(from).map(f => [f.verdict, f.enabled]);
        }"""
    )
    assert not [frame for frame in frames if frame[0] == "raw" or frame[1] is not True]
    return len(frames)


def framed(page: Page, address: str) -> Frame:
    """A frame of another origin in the page, which may use the camera."""
    page.evaluate(
        """address => new Promise(resolve => {
          const frame = document.createElement('iframe');
          frame.allow = 'camera';
          frame.src = address;
          frame.onload = resolve;
          document.body.append(frame);
        })""",
        address,
    )
    return next(frame for frame in page.frames if frame.url == address)
