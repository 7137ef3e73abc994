"""The explainers' own examples, run as they stand; only what surrounds them is ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.green_screen import IS_GREEN
from tests.browser.staging import CLIP
from tests.camera.geometry import read_geometry

pytestmark = pytest.mark.browser

EXAMPLES: Final = Path(__file__).parent / "pages" / "seeds"

AROUND_STATE: Final = """
const stream = await navigator.mediaDevices.getUserMedia({video: true});
globalThis.videoTrack = stream.getVideoTracks()[0];
const processor = new MediaStreamTrackProcessor({track: videoTrack});
processor.readable.pipeThrough(transformer)
    .pipeTo(new WritableStream({write: frame => frame.close()}));
"""


def open_example(browser: BrowserContext, site: str, name: str, *, after: str = "") -> Page:
    """Open the example's page, with these lines of ours behind its script."""
    page = browser.new_page()

    def extend(route: Route) -> None:
        source = (EXAMPLES / f"{name}.js").read_text()
        route.fulfill(body=source + after, content_type="text/javascript")

    page.route(f"**/{name}.js", extend)
    page.goto(f"{site}/seeds/{name}.html")
    return page


def test_green_background(browser: BrowserContext, localhost: str, server: Any) -> None:
    page = open_example(browser, localhost, "green")
    page.wait_for_function(IS_GREEN, arg="video")


def test_video_worker(browser: BrowserContext, localhost: str, server: Any) -> None:
    """As the explainer has it, but for its slips, and for the track, which stays in the page."""
    page = open_example(browser, localhost, "video")
    page.wait_for_function(IS_GREEN, arg="video")


def test_state_of_each_frame(browser: BrowserContext, localhost: str, server: Any) -> None:
    page = open_example(browser, localhost, "state", after=AROUND_STATE)
    is_state = "Background blur state:"
    with page.expect_console_message(lambda message: message.text.startswith(is_state)) as raw:
        pass
    assert raw.value.args[1].json_value() == {"enabled": False}
    page.evaluate("videoTrack.applyConstraints({backgroundBlur: true})")
    with page.expect_console_message(
        lambda message: (
            message.text.startswith(is_state) and message.args[1].json_value() == {"enabled": True}
        )
    ):
        pass


def test_indicator(browser: BrowserContext, localhost: str, server: Any) -> None:
    after = "globalThis.videoTrack = videoTrack;"
    page = open_example(browser, localhost, "indicator", after=after)
    page.wait_for_function("globalThis.videoTrack")
    indicator = page.locator("#blurIndicator")
    expect(indicator).to_be_hidden()
    page.evaluate("videoTrack.applyConstraints({backgroundBlur: true})")
    expect(indicator).to_be_visible()
    page.evaluate("videoTrack.applyConstraints({backgroundBlur: false})")
    expect(indicator).to_be_hidden()


def test_a_face_detector_gets_each_frame_with_its_mask(
    browser: BrowserContext, localhost: str, clips: Path, server: Any
) -> None:
    page = browser.new_page()
    page.goto(f"{localhost}/face-detection.html")
    found = page.evaluate("async () => (await import('/custom-face-detection.js')).found")
    camera = read_geometry(clips / f"{CLIP}.json")
    x, y, width, height = camera.person[0]  # eyes and nose
    for frame in found:
        assert frame["mask"] == [camera.width, camera.height]
        (face,) = frame["faces"]
        left, top = camera.path[frame["number"]]
        assert face["x"] < left + x
        assert left + x + width < face["x"] + face["width"]
        assert face["y"] < top + y
        assert top + y + height < face["y"] + face["height"]
        assert face["width"] < camera.width * 0.7
    page.wait_for_function("document.querySelector('video').videoWidth > 0")
