"""The demo page: an ordinary page that shows what the extension gives it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.green_screen import IS_GREEN
from tests.browser.serving import PORT
from tests.demo import wait_until_shown

pytestmark = pytest.mark.browser

FRAMES = 10
"Enough to know that more follow."


@pytest.fixture
def demo(browser: BrowserContext, server: Any) -> Page:
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def open_demo(page: Page, fragment: str) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/{fragment}")
    wait_until_shown(page, fragment, FRAMES)


def test_the_switches_follow_and_set_the_track(demo: Page) -> None:
    open_demo(demo, "")
    blur, mask = demo.locator("#blur-switch"), demo.locator("#mask-switch")
    expect(blur).to_have_attribute("aria-checked", "false")
    expect(demo.locator("#frame-blur")).to_have_text("no")
    blur.click()
    expect(blur).to_have_attribute("aria-checked", "true")
    expect(demo.locator("#frame-blur")).to_have_text("yes")
    mask.click()
    expect(demo.locator("#frame-mask")).to_contain_text("640")
    blur.click()
    expect(demo.locator("#frame-blur")).to_have_text("no")


def test_a_new_size_keeps_the_blur_of_the_running_track(demo: Page, server: Any) -> None:
    open_demo(demo, "#blur")
    server.stop()
    expect(demo.locator("#server")).to_have_text("Server does not answer")
    track = "document.querySelector('#video').srcObject.getVideoTracks()[0]"
    demo.evaluate(f"globalThis.before = {track}; null")
    demo.locator("#size").select_option("640x480")
    # The page's own policy forbids what wait_for_function would need.
    frames = demo.evaluate(
        """() => new Promise(resolve => {
          const {dataset} = document.documentElement;
          const from = {...dataset};
          const enough = () => Number(dataset.frames) >= Number(from.frames) + 30;
          new MutationObserver(() => enough() && resolve([from, {...dataset}]))
              .observe(document.documentElement, {attributes: true});
        })"""
    )
    raw = [int(counts["frames"]) - int(counts["blurredFrames"]) for counts in frames]
    assert raw[0] == raw[1], "no raw frame since the size was chosen"
    assert demo.evaluate(f"before === {track}")
    assert demo.evaluate("before.getConstraints().width") == 640
    assert demo.evaluate("before.getSettings().backgroundBlur") is True
    expect(demo.locator("#size-note")).to_have_text("")


def test_a_refused_size_is_said_and_the_old_one_stays(demo: Page) -> None:
    open_demo(demo, "")
    demo.evaluate(
        """() => {
          const [track] = document.querySelector('#video').srcObject.getVideoTracks();
          track.applyConstraints = () => Promise.reject(new DOMException('', 'OperationError'));
        }"""
    )
    demo.locator("#size").select_option("640x480")
    expect(demo.locator("#size-note")).to_contain_text("Not changed")
    expect(demo.locator("#size")).to_have_value("1280x720")


def test_a_mask_lost_with_the_server_does_not_come_back_by_another_switch(
    demo: Page, server: Any
) -> None:
    open_demo(demo, "#mask")
    blur, mask = demo.locator("#blur-switch"), demo.locator("#mask-switch")
    expect(mask).to_have_attribute("aria-checked", "true")
    server.stop()
    expect(mask).to_have_attribute("aria-checked", "false")
    server.start()
    expect(mask).to_have_attribute("aria-disabled", "false")
    expect(mask).to_have_attribute("aria-checked", "false")
    blur.click()
    expect(blur).to_have_attribute("aria-checked", "true")
    expect(blur).to_have_attribute("aria-busy", "false")
    expect(mask).to_have_attribute("aria-checked", "false")
    expect(demo.locator("#frame-mask")).to_have_text("none")


def test_live_figures(demo: Page) -> None:
    open_demo(demo, "#blur")
    for stage in ("#segment_ms", "#composite_ms", "#encode_ms", "#latency", "#frame-rate"):
        expect(demo.locator(stage)).to_have_text(re.compile(r"[1-9]"))


SURE = 200
"A person, whichever of the clip's frames the model has just seen."
DRAWN = """frames => new Promise(resolve => {
  const {dataset} = document.documentElement;
  const from = Number(dataset.maskedFrames);
  const canvas = document.querySelector('canvas');
  const read = () => {
    const {data, width, height} = canvas.getContext('2d')
        .getImageData(0, 0, canvas.width, canvas.height);
    const at = (x, y) => [...data.subarray(4 * (Math.round(y * height) * width
        + Math.round(x * width)))].slice(0, 4);
    resolve([at(.04, .3), at(.5, .8)]);
  };
  // The page's own policy forbids what wait_for_function would need.
  const observer = new MutationObserver(() => {
    if (Number(dataset.maskedFrames) < from + frames) return;
    observer.disconnect();
    read();
  });
  observer.observe(document.documentElement, {attributes: true});
})"""
"Two places of the canvas, after so many more frames with a mask: a corner, and the person."


def test_each_mode_is_made_from_the_mask(demo: Page, subtests: pytest.Subtests) -> None:
    open_demo(demo, "#mode=mask")
    for mode in ("mask", "green", "transparent", "overlay"):
        with subtests.test(mode):
            demo.locator(f".modes label:has([value={mode}])").click()
            corner, person = demo.evaluate(DRAWN, FRAMES)
            if mode == "mask":
                assert corner == [0, 0, 0, 255]
                assert min(person) > SURE
            elif mode == "green":
                assert corner == [0, 255, 0, 255]
                assert person[1] - max(person[0], person[2]) < 100, "any colour but the screen's"
            elif mode == "transparent":
                assert corner[3] == 0
                assert person[3] > SURE
            else:
                assert person[2] > person[0] + 40, "blue by default"


# Accessibility, and the examples


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "examples.html"])
def test_it_is_accessible(demo: Page, fragment: str, scheme: Any) -> None:
    demo.emulate_media(color_scheme=scheme)
    if fragment:
        open_examples(demo)
        expect(demo.locator("pre")).to_have_count(5)
    else:
        open_demo(demo, "#blur")
    assert violations(demo) == []


UNTIL_CAPABLE = """async able => {
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  const [track] = stream.getVideoTracks();
  while (track.getCapabilities().backgroundBlur.includes(true) !== able) {
    await new Promise(resolve => { track.onconfigurationchange = resolve; });
  }
  track.stop();
}"""
"An app that asks once is told that a server which was slow to answer is not there."


def open_examples(page: Page) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/examples.html")
    page.evaluate(UNTIL_CAPABLE, True)


def test_an_example_is_the_code_that_is_shown_and_ends_when_another_one_runs(demo: Page) -> None:
    open_examples(demo)
    blur, indicator = demo.locator("#blur"), demo.locator("#indicator")
    expect(blur.locator("pre")).to_contain_text("backgroundBlur: { exact: true }")
    blur.get_by_role("button").click()
    track = "document.querySelector('#blur video').srcObject.getVideoTracks()[0]"
    demo.wait_for_function(f"document.querySelector('#blur video').videoWidth && {track}")
    assert demo.evaluate(f"{track}.getSettings().backgroundBlur") is True
    ended = demo.evaluate_handle(track)
    indicator.get_by_role("button").click()
    expect(indicator.get_by_role("status")).to_have_text("Others see your room.")
    assert demo.evaluate("track => track.readyState", ended) == "ended"
    expect(blur.get_by_role("button")).to_have_text("Run")


FAIL_AFTER_OPENING = """() => {
  const {mediaDevices} = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async constraints => {
    const stream = await open(constraints);
    globalThis.opened = stream.getVideoTracks()[0];
    return stream;
  };
  MediaStreamTrack.prototype.applyConstraints =
      () => Promise.reject(new DOMException('no frame came', 'OperationError'));
}"""


@pytest.mark.parametrize("example", ["blur", "mask", "worker"])
def test_an_example_that_fails_turns_its_camera_off(demo: Page, example: str) -> None:
    open_examples(demo)
    demo.evaluate(FAIL_AFTER_OPENING)
    section = demo.locator(f"#{example}")
    section.get_by_role("button").click()
    expect(section.get_by_role("status")).to_contain_text("no frame came")
    assert demo.evaluate("opened.readyState") == "ended"


@pytest.mark.parametrize("example", ["blur", "mask", "worker"])
def test_an_example_says_that_there_is_no_server(demo: Page, server: Any, example: str) -> None:
    open_examples(demo)
    expect(demo.locator("pre")).to_have_count(5)
    server.stop()
    demo.evaluate(UNTIL_CAPABLE, False)
    section = demo.locator(f"#{example}")
    section.get_by_role("button").click()
    expect(section.get_by_role("status")).to_contain_text("the server does not answer")


def test_the_indicator_s_example_follows_the_track(demo: Page) -> None:
    open_examples(demo)
    indicator = demo.locator("#indicator")
    indicator.get_by_role("button").click()
    expect(indicator.get_by_role("status")).to_have_text("Others see your room.")
    demo.evaluate(
        """document.querySelector('#indicator video').srcObject.getVideoTracks()[0]
            .applyConstraints({backgroundBlur: true})"""
    )
    expect(indicator.get_by_role("status")).to_have_text("Your background is blurred.")
    indicator.get_by_role("button", name="Stop").click()
    expect(indicator.get_by_role("status")).to_have_text("")


def test_the_mask_s_example_shows_a_green_screen(demo: Page) -> None:
    open_examples(demo)
    demo.locator("#mask").get_by_role("button").click()
    demo.wait_for_function(IS_GREEN, arg="#mask video")


def test_the_worker_s_example_gets_masks_in_its_worker(demo: Page) -> None:
    open_examples(demo)
    demo.locator("#worker").get_by_role("button").click()
    # Black all round, and somebody in the middle.
    demo.wait_for_function(
        """() => {
          const video = document.querySelector('#worker video');
          if (!video.videoWidth) return false;
          const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
          const context = canvas.getContext('2d');
          context.drawImage(video, 0, 0);
          const brightest = (x, y) => Math.max(...context.getImageData(
              x * canvas.width, y * canvas.height, 8, 8).data.filter((_, i) => i % 4 < 3));
          return brightest(.04, .3) < 20 && brightest(.5, .8) > 60;
        }"""
    )
