"""What the person chose to see behind them, as the page gets it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import choose, open_popup
from tests.browser.staging import hidden_in_all, watch_plain
from tests.server.unit.test_background_video import breaking_clip

pytestmark = pytest.mark.browser

CHOOSE = """async ({image, color}) => {
  const {addBackground} = await import('/shared/background-store.js');
  const {CHOICES_KEY, withChoice} = await import('/shared/effect-choice.js');
  let choice = {effect: 'color', color};
  if (image) {
    const canvas = new OffscreenCanvas(64, 36);
    const context = canvas.getContext('2d');
    context.fillStyle = color;
    context.fillRect(0, 0, 64, 36);
    const blob = await canvas.convertToBlob({type: 'image/png'});
    const {id} = await addBackground({name: 'flat', blob, thumbnail: blob});
    choice = {effect: 'background', id};
  }
  const stored = await chrome.storage.local.get(CHOICES_KEY);
  await chrome.storage.local.set({[CHOICES_KEY]: withChoice(stored[CHOICES_KEY], null, choice)});
}"""

ADD = """async ({name, type, bytes}) => {
  const {addBackground} = await import('/shared/background-store.js');
  const blob = new Blob([Uint8Array.from(bytes)], {type});
  return (await addBackground({name, blob, thumbnail: blob})).id;
}"""
CHOOSE_ID = """async id => {
  const {CHOICES_KEY, withChoice} = await import('/shared/effect-choice.js');
  const stored = await chrome.storage.local.get(CHOICES_KEY);
  const choice = {effect: 'background', id};
  await chrome.storage.local.set({[CHOICES_KEY]: withChoice(stored[CHOICES_KEY], null, choice)});
}"""
NO_PICTURE = {"name": "broken", "type": "image/png", "bytes": list(b"no picture")}

UNTIL_CORNER = """async color => {
  const video = document.createElement('video');
  video.srcObject = new MediaStream([lab.track('track')]);
  video.muted = true;
  await video.play();
  const context = new OffscreenCanvas(8, 8).getContext('2d', {willReadFrequently: true});
  for (let frames = 0; frames < 300; frames++) {
    await new Promise(resolve => video.requestVideoFrameCallback(resolve));
    context.drawImage(video, 0, 0, 32, 32, 0, 0, 8, 8);
    const [red, green, blue] = context.getImageData(4, 4, 1, 1).data;
    const far = Math.max(
        Math.abs(red - color[0]), Math.abs(green - color[1]), Math.abs(blue - color[2]));
    if (far < 12) return true;
  }
  return false;
}"""


def test_an_image_is_behind_the_person_and_no_change_shows_the_room(
    browser: BrowserContext, lab: Page
) -> None:
    watch_plain(lab)
    popup = open_popup(browser, lab)
    popup.evaluate(CHOOSE, {"image": True, "color": "#20b040"})
    choose(browser, lab, "always")
    lab.evaluate("lab.until('frames', ({enabled}) => enabled === true)")
    # The server has never seen it: it asks, and the service worker sends it.
    assert lab.evaluate(UNTIL_CORNER, [0x20, 0xB0, 0x40])
    popup.evaluate(CHOOSE, {"image": False, "color": "#c02060"})
    assert lab.evaluate(UNTIL_CORNER, [0xC0, 0x20, 0x60])
    popup.evaluate(CHOOSE, {"image": True, "color": "#3050d0"})
    assert lab.evaluate(UNTIL_CORNER, [0x30, 0x50, 0xD0])
    lab.evaluate("lab.more('frames', 20)")
    assert hidden_in_all(lab) >= 20


def test_one_that_the_server_cannot_show_gives_way_to_what_was_chosen_before(
    browser: BrowserContext, lab: Page
) -> None:
    watch_plain(lab)
    popup = open_popup(browser, lab)
    choose(browser, lab, "always")
    lab.evaluate("lab.until('frames', ({enabled}) => enabled === true)")
    said = popup.locator("#refused")
    video = {"name": "clip", "type": "video/webm", "bytes": list(breaking_clip())}
    # The one is refused as a whole, the other breaks when it has been shown for a while.
    for color, file, why in (
        ("#c02060", NO_PICTURE, "The background has none of these formats: JPEG, "),
        ("#3050d0", video, "The background is damaged. "),
    ):
        popup.evaluate(CHOOSE, {"image": False, "color": color})
        shown = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        assert lab.evaluate(UNTIL_CORNER, shown)
        expect(said).to_be_hidden()
        popup.evaluate(CHOOSE_ID, popup.evaluate(ADD, file))
        expect(said).to_contain_text(why)
        assert lab.evaluate(UNTIL_CORNER, shown)
    hidden_in_all(lab)


def test_one_that_the_server_refuses_does_not_stay_chosen(
    browser: BrowserContext, lab: Page
) -> None:
    popup = open_popup(browser, lab)
    popup.evaluate(CHOOSE, {"image": False, "color": "#c02060"})
    popup.evaluate(ADD, NO_PICTURE)
    popup.reload()
    expect(popup.get_by_role("radio", name="Colour", exact=True)).to_be_checked()
    popup.locator("label", has_text="broken").click()
    expect(popup.locator("#refused")).to_have_text(
        "What was chosen before stays. The background has none of these formats: "
        "JPEG, PNG, WebP, MP4, WebM. Choose one that has."
    )
    expect(popup.get_by_role("radio", name="Colour", exact=True)).to_be_checked()
    popup.locator("label", has_text="Studio").click()
    expect(popup.locator("#refused")).to_be_hidden()
    expect(popup.get_by_role("radio", name="Studio")).to_be_checked()
