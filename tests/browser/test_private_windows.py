"""Private windows that the person lets the extension into: blur as elsewhere, no trace after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import EXTENSION_ID, force, open_popup_of, wait_until_it_hears
from tests.browser.staging import hidden_in_all, make_ready, watch_plain

pytestmark = [pytest.mark.browser, pytest.mark.own_browser]

LET_IN: Final = """async extensionId => {
  const {developerPrivate} = chrome;
  // Without it, what is loaded from a folder is switched off when it starts anew.
  await developerPrivate.updateProfileConfiguration({inDeveloperMode: true});
  await developerPrivate.updateExtensionConfiguration({extensionId, incognitoAccess: true});
}"""
"What the switch does that Chromium's page of extensions has for it."
OPEN: Final = """async url => {
  const {id, tabs} = await chrome.windows.create({url, incognito: true});
  return [id, tabs[0].id];
}"""
STORED: Final = """async () => [
  await chrome.storage.local.get(), await chrome.storage.session.get('private')]"""


@pytest.fixture
def let_in(browser: BrowserContext) -> BrowserContext:
    """A browser whose private windows have the extension, which has started anew for that."""
    page = browser.new_page()
    page.goto("chrome://extensions")
    with browser.expect_event("serviceworker") as started:
        page.evaluate(LET_IN, EXTENSION_ID)
    wait_until_it_hears(started.value)
    page.close()
    return browser


def open_private(browser: BrowserContext, address: str) -> tuple[Page, int, int]:
    """A lab page in a private window, and the ids of that window and of its tab."""
    with browser.expect_page() as opened:
        window, tab = browser.service_workers[-1].evaluate(OPEN, address)
    make_ready(opened.value)
    return opened.value, window, tab


def test_what_is_chosen_there_counts_there_and_is_forgotten(
    let_in: BrowserContext, open_lab: Callable[[str], Page], localhost: str, server: Any
) -> None:
    address = f"{localhost}/lab"
    usual = open_lab(address)
    watch_plain(usual)
    private, window, tab = open_private(let_in, address)
    watch_plain(private)
    before = let_in.service_workers[-1].evaluate(STORED)[0]

    popup = open_popup_of(let_in, tab)
    expect(popup.locator("#private")).to_be_visible()
    force(popup)
    private.evaluate(
        """async () => {
          const from = await lab.until('frames', ({enabled}) => enabled === true);
          await lab.until('frames', ({verdict}) => verdict === 'composed', from);
          await lab.more('frames', 10);
        }"""
    )
    assert hidden_in_all(private) > 0
    usual.evaluate("lab.more('frames', 10)")
    assert set(usual.evaluate("lab.frames('frames').map(({verdict}) => verdict)")) == {"raw"}
    stored, chosen = let_in.service_workers[-1].evaluate(STORED)
    assert stored == before
    assert chosen["private"]["policies"] == {localhost: "always"}

    popup.close()
    let_in.service_workers[-1].evaluate(
        """window => Promise.all([
          new Promise(resolve => {
            chrome.storage.session.onChanged.addListener(function gone({private: change}) {
              if (change?.newValue === undefined) resolve();
            });
          }),
          chrome.windows.remove(window),
        ])""",
        window,
    )
    assert let_in.service_workers[-1].evaluate(STORED) == [before, {}]
    again, *_ = open_private(let_in, address)
    watch_plain(again)
