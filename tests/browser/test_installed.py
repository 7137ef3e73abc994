"""What an installation brings beside the toolbar's icon: the page that greets, and the shortcut."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import EXTENSION, EXTENSION_ID, chromium, open_options, open_popup

pytestmark = pytest.mark.browser

WELCOME = f"chrome-extension://{EXTENSION_ID}/welcome/welcome.html"


def test_the_welcome_page_opens_when_it_is_installed_and_not_when_it_is_reloaded(
    playwright: Playwright,
) -> None:
    debugging = ("--enable-unsafe-extension-debugging",)
    with chromium(playwright, extension=None, arguments=debugging) as browser:
        assert browser.browser is not None
        session = browser.browser.new_browser_cdp_session()
        with browser.expect_event("page", lambda page: page.url == WELCOME) as opened:
            session.send("Extensions.loadUnpacked", {"path": str(EXTENSION)})
        expect(opened.value.get_by_role("heading", level=1)).to_have_text("Welcome to Camveil")
        opened.value.close()
        session.send("Extensions.loadUnpacked", {"path": str(EXTENSION)})
        options = open_options(browser)
        expect(options.get_by_role("heading", level=1)).to_be_visible()
        assert [page.url for page in browser.pages if page.url == WELCOME] == []


def press_shortcut(browser: BrowserContext, name: str) -> None:
    """As the browser does for its keys, which a headless one has not: of the tab in front."""
    browser.service_workers[0].evaluate(
        """async name => {
          const [tab] = await chrome.tabs.query({active: true, lastFocusedWindow: true});
          chrome.commands.onCommand.dispatch(name, tab);
        }""",
        name,
    )


def test_the_shortcut_forces_blur_on_the_site_in_front_and_releases_it(
    browser: BrowserContext, lab: Page
) -> None:
    commands = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["commands"]
    (name,) = commands
    worker = browser.service_workers[0]
    known = worker.evaluate("chrome.commands.getAll()")
    keys = [one["shortcut"] for one in known if one["name"] == name]
    assert keys == [commands[name]["suggested_key"]["default"]]
    popup = open_popup(browser, lab)
    expect(popup.get_by_role("radio", name="Site decides")).to_be_checked()
    lab.bring_to_front()
    press_shortcut(browser, name)
    expect(popup.get_by_role("radio", name="Always blur")).to_be_checked()
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    assert lab.evaluate("lab.track('track').getCapabilities().backgroundBlur") == [True]
    press_shortcut(browser, name)
    expect(popup.get_by_role("radio", name="Site decides")).to_be_checked()
