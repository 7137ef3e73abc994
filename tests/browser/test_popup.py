"""The person's choice for a site, and what the popup says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import (
    EXTENSION,
    choose,
    chromium,
    force,
    open_popup,
    wait_for_extension,
)
from tests.browser.site import Site

pytestmark = pytest.mark.browser


def watch(page: Page) -> None:
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.until('frames', ({verdict}) => verdict === 'raw');
          globalThis.events = [];
          lab.track('track').addEventListener('configurationchange', ({target}) => events.push([
            target.getSettings().backgroundBlur, target.getCapabilities().backgroundBlur]));
        }"""
    )


def test_the_switch_forces_blur_and_the_site_cannot_undo_it(
    browser: BrowserContext, lab: Page
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    expect(popup.get_by_role("radio", name="Site decides")).to_be_checked()
    expect(popup.locator("#effect")).to_have_text("Background not blurred")
    force(popup)
    found = lab.evaluate(
        """async () => {
          await lab.until('frames', ({enabled}) => enabled === true);
          await lab.until('frames', ({verdict}) => verdict === 'composed');
          await lab.until('frames', () => events.length > 0);
          const track = lab.track('track');
          await track.applyConstraints({backgroundBlur: false});
          await track.applyConstraints({});
          const after =
              [track.getSettings().backgroundBlur, track.getCapabilities().backgroundBlur];
          let refused;
          try {
            await track.applyConstraints({backgroundBlur: {exact: false}});
          } catch (error) {
            refused = [error.name, error.constraint];
          }
          const from = lab.frames('frames').findIndex(({enabled}) => enabled);
          await lab.more('frames', 20);
          return {after, refused, verdicts: lab.frames('frames').slice(from).map(f => f.verdict)};
        }"""
    )
    assert lab.evaluate("events") == [[True, [True]]]
    assert found["after"] == [True, [True]]
    assert found["refused"] == ["OverconstrainedError", "backgroundBlur"]
    assert set(found["verdicts"]) <= {"concealed", "composed"}
    expect(popup.locator("#effect")).to_have_text("Background blurred")
    figures = re.compile(r"^Protected · [1-9]\d* fps · \d+ ms$")
    expect(popup.locator("#health")).to_have_text(figures)
    force(popup, "Site decides")
    lab.evaluate(
        """async () => {
          const from = lab.frames('frames').length;
          await lab.until('frames', ({verdict}) => verdict === 'raw', from);
        }"""
    )
    assert lab.evaluate("events") == [[True, [True]], [False, [False, True]]]


def test_a_forced_site_never_gets_a_raw_frame(
    browser: BrowserContext, lab: Page, open_lab: Callable[[str], Page], server: Any
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    force(popup)
    server.stop()
    again = open_lab(lab.url)
    again.evaluate("reference => lab.useReference(reference)", lab.evaluate("lab.knownReference()"))
    found = again.evaluate(
        """async () => {
          const settings = await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.more('frames', 30);
          return [settings.backgroundBlur, lab.frames('frames').map(({verdict}) => verdict)];
        }"""
    )
    assert found[0] is True
    assert set(found[1]) == {"concealed"}
    expect(popup.locator("#server")).to_have_text("Server not reachable")
    expect(popup.locator("#effect")).to_have_text("Whole picture hidden")


def test_the_popup_says_whether_the_server_is_there(
    browser: BrowserContext, lab: Page, server: Any
) -> None:
    popup = open_popup(browser, lab)
    expect(popup.locator("#server")).to_have_text("Server ready")
    expect(popup.locator("#health")).to_have_text("The camera is not in use.")
    server.stop()
    expect(popup.locator("#server")).to_have_text("Server not reachable")
    expect(popup.locator("#commands")).to_contain_text("camveil doctor")


def test_a_tab_that_was_open_before_the_extension_is_told_to_reload(
    playwright: Playwright, localhost: str
) -> None:
    debugging = ("--enable-unsafe-extension-debugging",)
    with chromium(playwright, extension=None, arguments=debugging) as browser:
        page = browser.new_page()
        page.goto(f"{localhost}/lab")
        assert browser.browser is not None
        session = browser.browser.new_browser_cdp_session()
        session.send("Extensions.loadUnpacked", {"path": str(EXTENSION)})
        wait_for_extension(browser)
        popup = open_popup(browser, page)
        expect(popup.locator("#problem")).to_contain_text("Reload the tab")
        expect(popup.get_by_role("radio", name="Always blur")).to_be_disabled()
        page.reload()
        expect(popup.get_by_role("radio", name="Always blur")).to_be_enabled()
        expect(popup.locator("#problem")).not_to_contain_text("Reload the tab")


def test_the_popup_follows_its_tab_from_page_to_page(
    browser: BrowserContext, lab: Page, public_site: Site
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    effect, site = popup.locator("#effect"), popup.locator("#site")
    switch = popup.get_by_role("radio", name="Always blur")
    expect(effect).to_have_text("Background not blurred")
    lab.goto(f"https://app.example:{public_site.port}/lab")
    expect(site).to_have_text(f"app.example:{public_site.port}")
    expect(effect).to_have_text("Ready")
    expect(switch).to_be_enabled()
    lab.goto("chrome://version")
    expect(popup.locator("#problem")).to_contain_text("https and localhost pages")
    expect(effect).to_have_text("Not in this tab")
    expect(switch).to_be_disabled()
    lab.go_back()
    expect(site).to_have_text(f"app.example:{public_site.port}")
    expect(popup.locator("#problem")).to_have_text("")
    expect(switch).to_be_enabled()


def test_a_frame_that_comes_late_is_seen_until_it_goes(browser: BrowserContext, lab: Page) -> None:
    popup = open_popup(browser, lab)
    effect = popup.locator("#effect")
    expect(effect).to_have_text("Ready")
    lab.evaluate(
        """async () => {
          const frame = document.createElement('iframe');
          frame.src = '/lab';
          const loaded = new Promise(resolve => frame.addEventListener('load', resolve));
          document.body.append(frame);
          await loaded;
          globalThis.stream =
              await frame.contentWindow.navigator.mediaDevices.getUserMedia({video: true});
        }"""
    )
    expect(effect).to_have_text("Background not blurred")
    lab.evaluate("document.querySelector('iframe').remove()")
    expect(effect).to_have_text("Ready")


def test_a_camera_that_the_site_has_paused_is_told_as_such(
    browser: BrowserContext, lab: Page
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    effect = popup.locator("#effect")
    force(popup)
    expect(effect).to_have_text("Background blurred")
    lab.evaluate("lab.track('track').enabled = false")
    expect(effect).to_have_text("Camera paused")
    lab.evaluate("lab.track('track').enabled = true")
    expect(effect).to_have_text("Background blurred")


def test_a_release_does_not_undo_what_the_app_waits_for(
    browser: BrowserContext, lab: Page, server: Any
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    force(popup)
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")
    server.freeze()
    try:
        lab.evaluate(
            """() => {
              globalThis.applied =
                  lab.track('track').applyConstraints({backgroundSegmentationMask: {exact: true}});
            }"""
        )
        force(popup, "Site decides")
        lab.evaluate("lab.until('frames', () => events.length >= 2)")
    finally:
        server.thaw()
    lab.evaluate("applied")
    assert lab.evaluate("lab.track('track').getSettings().backgroundSegmentationMask") is True
    lab.evaluate("lab.until('frames', ({mask}) => mask)")


def test_what_no_app_can_ask_for_is_on_at_once_when_it_is_chosen(
    browser: BrowserContext, lab: Page
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    popup.get_by_role("radio", name="Colour").check(force=True)
    expect(popup.get_by_role("radio", name="Always blur")).to_be_checked()
    lab.evaluate("lab.until('frames', ({enabled}) => enabled === true)")
    expect(popup.locator("#effect")).to_have_text("Background replaced")
    lab.evaluate("lab.until('frames', () => events.length > 0)")
    assert lab.evaluate("events") == [[True, [True]]]


def test_a_choice_counts_however_soon_the_popup_is_closed(
    browser: BrowserContext, lab: Page
) -> None:
    for name, policy in (("Always blur", "always"), ("Leave this site alone", "alone")):
        popup = open_popup(browser, lab)
        radio = popup.get_by_role("radio", name=name)
        expect(radio).to_be_enabled()
        radio.evaluate("radio => { radio.click(); location.replace('about:blank'); }")
        popup.wait_for_url("about:blank")
        stored = browser.service_workers[0].evaluate("() => chrome.storage.local.get('policies')")
        assert stored == {"policies": {lab.evaluate("origin"): policy}}
        popup.close()


def test_a_page_that_was_loaded_alone_is_told_to_reload_whoever_opens_the_popup_and_when(
    browser: BrowserContext, lab: Page
) -> None:
    choose(browser, lab, "alone")
    lab.reload()
    popup = open_popup(browser, lab)
    reload = popup.get_by_role("button", name="Reload the tab")
    expect(popup.locator("#effect")).to_have_text("Site left alone")
    expect(reload).to_be_hidden()
    force(popup)
    expect(reload).to_be_visible()
    popup.close()
    # The browser's own camera, of which nobody tells Camveil.
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    popup = open_popup(browser, lab)
    reload = popup.get_by_role("button", name="Reload the tab")
    expect(popup.get_by_role("radio", name="Always blur")).to_be_checked()
    expect(popup.locator("#effect")).to_have_text("Site left alone")
    expect(popup.locator("#health")).to_have_text("Not protected until the page is loaded again")
    # A choice that is made elsewhere, with the shortcut or in the options.
    choose(browser, lab, "alone")
    expect(reload).to_be_hidden()
    choose(browser, lab, "site")
    expect(reload).to_be_visible()
    reload.click()
    expect(popup.locator("#effect")).to_have_text("Ready")
    expect(reload).to_be_hidden()


def test_a_camera_that_was_opened_while_the_site_was_left_alone_is_not_forgotten(
    browser: BrowserContext, lab: Page
) -> None:
    watch(lab)
    popup = open_popup(browser, lab)
    reload = popup.get_by_role("button", name="Reload the tab")
    force(popup, "Leave this site alone")
    # The track from before needs Camveil as long as it lives.
    expect(reload).to_be_visible()
    lab.evaluate("lab.open('other', {width: 320, height: 240})")
    force(popup)
    expect(popup.locator("#health")).to_contain_text("Not protected until")
    expect(reload).to_be_visible()
