"""A page that gets in the way of what runs beside it: nothing is uncovered or lost for good."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import choose, open_popup
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

OPEN: Final = """async () => {
  await lab.open('track', {width: 640, height: 480});
  lab.watch('frames', 'track');
  await lab.until('frames', ({verdict}) => verdict === 'raw');
}"""
CLONE: Final = """async () => {
  lab.tracks.set('clone', lab.track('track').clone());
  lab.watch('cloned', 'clone');
  await lab.more('cloned', 3);
}"""
USE_UP: Final = """() => {
  globalThis.connections = [];
  try {
    for (;;) connections.push(new RTCPeerConnection());
  } catch {}
}"""
GIVE_BACK: Final = "() => { for (const one of connections.splice(0)) one.close(); }"


def test_a_page_that_uses_up_connections_is_covered_all_the_same(
    lab: Page, browser: BrowserContext, server: Server
) -> None:
    lab.evaluate(OPEN)
    lab.evaluate(CLONE)
    lab.evaluate(USE_UP)
    choose(browser, lab, "always")
    for name in ("frames", "cloned"):
        index = lab.evaluate(
            "name => lab.until(name, ({verdict}) => verdict === 'concealed')", name
        )
        lab.evaluate("name => lab.more(name, 20)", name)
        seen = lab.evaluate("name => lab.frames(name).map(({verdict}) => verdict)", name)
        assert set(seen[index:]) == {"concealed"}
    lab.evaluate(GIVE_BACK)
    lab.evaluate("lab.until('cloned', ({verdict}) => verdict === 'composed')")


def test_blur_comes_when_connections_can_be_made_again(lab: Page, server: Server) -> None:
    lab.evaluate(OPEN)
    lab.evaluate(CLONE)
    lab.evaluate(USE_UP)
    # While it is disabled nothing is needed; then the need arises in the middle of reading.
    lab.evaluate("() => { lab.track('track').enabled = false; }")
    lab.evaluate("lab.blur('track')")
    lab.evaluate("() => { lab.track('track').enabled = true; }")
    lab.evaluate("lab.more('cloned', 30)")
    lab.evaluate(GIVE_BACK)
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")


def test_a_release_does_not_run_ahead_of_a_call_that_may_fail(
    lab: Page, browser: BrowserContext, server: Server
) -> None:
    lab.evaluate(OPEN)
    lab.evaluate("lab.blur('track')")
    choose(browser, lab, "always")
    lab.evaluate(
        """new Promise(resolve => {
          const track = lab.track('track');
          const forced = () => track.getCapabilities().backgroundBlur.length === 1;
          if (forced()) resolve();
          else track.addEventListener('configurationchange', resolve, {once: true});
        })"""
    )
    server.freeze()
    try:
        lab.evaluate(
            """() => {
              lab.forget();
              const off = {backgroundBlur: false, backgroundSegmentationMask: true};
              globalThis.called = lab.track('track').applyConstraints(off).catch(({name}) => name);
            }"""
        )
        choose(browser, lab, "site")
        assert lab.evaluate("called") == "OperationError"
        seen: Any = lab.evaluate("lab.frames('frames').map(({verdict}) => verdict)")
    finally:
        server.thaw()
    assert lab.evaluate("lab.track('track').getSettings().backgroundBlur") is True
    assert set(seen) <= {"composed", "concealed"}


def test_a_page_that_clears_all_timers_keeps_nothing_from_coming_back(
    lab: Page, server: Server
) -> None:
    lab.evaluate(OPEN)
    lab.evaluate("lab.blur('track')")
    lab.evaluate(
        """() => {
          let last = 0;
          const clear = () => {
            for (let id = last; id < last + 3000; id++) clearTimeout(id);
            last = setTimeout(() => {}, 0);
            requestAnimationFrame(clear);
          };
          clear();
        }"""
    )
    server.stop()
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'concealed')")
    lab.evaluate("lab.more('frames', 30)")
    server.start()
    # The lab's own waits have no end here: their timers are cleared like all others.
    lab.wait_for_function("lab.frames('frames').at(-1)?.verdict === 'composed'")


def test_an_event_of_the_page_s_own_does_not_hide_its_camera_from_the_person(
    lab: Page, browser: BrowserContext, server: Server
) -> None:
    lab.evaluate(OPEN)
    popup = open_popup(browser, lab)
    effect = popup.locator("#effect")
    expect(effect).to_have_text("Background not blurred")
    heard = effect.evaluate_handle(
        """element => {
          const texts = [];
          new MutationObserver(() => texts.push(element.textContent))
            .observe(element, {childList: true, characterData: true, subtree: true});
          return texts;
        }"""
    )
    lab.evaluate("for (let i = 0; i < 10; i++) dispatchEvent(new Event('pagehide'))")
    lab.evaluate("lab.more('frames', 45)")  # the popup hears of the camera each second
    assert "Ready" not in heard.json_value()


def test_a_clone_made_in_the_midst_of_a_release_is_released_too(
    lab: Page, browser: BrowserContext, server: Server
) -> None:
    lab.evaluate(OPEN)
    lab.evaluate(CLONE)
    choose(browser, lab, "always")
    lab.evaluate(
        """async () => {
          await lab.until('cloned', ({verdict}) => verdict === 'composed');
          globalThis.cloned = new Promise(resolve =>
            lab.track('track').addEventListener('configurationchange', () => {
              lab.tracks.set('late', lab.track('clone').clone());
              resolve();
            }, {once: true}));
        }"""
    )
    choose(browser, lab, "site")
    lab.evaluate("cloned")
    lab.evaluate("lab.watch('late', 'late')")
    lab.evaluate("lab.until('late', ({verdict}) => verdict === 'raw')")
    capabilities = lab.evaluate("lab.track('late').getCapabilities().backgroundBlur")
    assert capabilities == [False, True]
