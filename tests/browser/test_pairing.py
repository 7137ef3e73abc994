"""A server that asks for its pairing token, and one that pictures leave this machine for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import force, open_options, open_popup
from tests.browser.content_script import content_script
from tests.browser.elsewhere import ADDRESS, NAME, pair, serving_elsewhere, use
from tests.browser.serving import PORT, Server
from tests.browser.staging import CLIP

pytestmark = pytest.mark.browser

STORED: Final = """() => new Promise(resolve => {
  const opening = indexedDB.open('camveil');
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.contains('server')) return resolve([]);
    const all = database.transaction('server').objectStore('server').getAll();
    all.onsuccess = () => resolve(all.result);
  };
})"""
"All that lies where the extension has its token, as far as it can be read from here."


@pytest.fixture
def paired_server(running_server: Server, tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server that asks for a token, and the token."""
    running_server.stop()  # the extension looks for one at this port
    server = Server(config=tmp_path)
    token = server.pair()
    server.start()
    yield server, token
    server.stop()


@pytest.fixture
def page(open_lab: Callable[[str], Page], localhost: str) -> Page:
    """A page with its camera open."""
    page = open_lab(f"{localhost}/lab")
    page.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
        }"""
    )
    return page


def until_capable(page: Page, blur: list[bool]) -> None:
    """Wait until the track says that blur can be this."""
    page.evaluate("blur => lab.untilCapable(lab.track('track'), blur)", blur)


def blur(page: Page) -> None:
    page.evaluate(
        """async () => {
          const from = lab.frames('frames').length;
          await lab.blur('track');
          await lab.until('frames', ({verdict}) => verdict === 'composed', from);
        }"""
    )


def test_a_server_that_asks_for_a_token_is_as_good_as_none_until_it_gets_it(
    browser: BrowserContext, paired_server: tuple[Server, str], page: Page
) -> None:
    server, token = paired_server
    until_capable(page, [False])
    refused = page.evaluate(
        """lab.track('track').applyConstraints({backgroundBlur: {exact: true}})
            .then(() => null, ({name, constraint}) => [name, constraint])"""
    )
    assert refused == ["OverconstrainedError", "backgroundBlur"]
    popup = open_popup(browser, page)
    expect(popup.locator("#server")).to_have_text("Server not paired")
    expect(popup.locator("#problem")).to_contain_text("asks for a pairing token")
    expect(popup.locator("#commands")).to_contain_text("camveil pair")
    with browser.expect_page() as opened:
        popup.get_by_role("button", name="Open the options").click()
    options = opened.value
    state, problem = options.locator("#server"), options.locator("#problem")
    expect(state).to_have_text("Server not paired")
    pair(options, "not a token")
    expect(options.locator("#token-said")).to_contain_text("not a whole token")
    expect(problem).to_contain_text("asks for a pairing token")
    pair(options, token[:-1] + ("A" if token[-1] != "A" else "B"))
    expect(problem).to_contain_text("does not accept the pairing token")
    assert server.health()["sessions"] == 0
    pair(options, f" {token}\n")
    expect(state).to_have_text("Server ready, paired")
    expect(problem).to_have_text("")
    expect(popup.locator("#server")).to_have_text("Server ready, paired")
    until_capable(page, [False, True])
    blur(page)
    page.evaluate("lab.track('track').stop()")
    options.get_by_role("button", name="Forget the token").click()
    expect(state).to_have_text("Server not paired")
    expect(options.get_by_label("Pairing token")).to_be_focused()


def test_the_token_is_out_of_reach_of_page_and_content_script(
    browser: BrowserContext, paired_server: tuple[Server, str], page: Page
) -> None:
    _, token = paired_server
    popup, options = open_popup(browser, page), open_options(browser)
    pair(options, token)
    expect(options.locator("#server")).to_have_text("Server ready, paired")
    force(popup)
    expect(popup.locator("#effect")).to_have_text("Background blurred")
    assert popup.evaluate(STORED) == [{"address": f"http://127.0.0.1:{PORT}", "token": token}]
    expect(options.get_by_label("Pairing token")).to_have_value("")

    in_content_script = content_script(page)
    stored = in_content_script("() => chrome.storage.local.get()")
    assert list(stored["policies"].values()) == ["always"]
    assert token not in json.dumps(stored)
    assert in_content_script(STORED) == []
    replies = in_content_script(
        """async () => [
          await chrome.runtime.sendMessage({type: 'probe'}),
          await chrome.runtime.sendMessage({type: 'openSession', sdp: 'v=0'}),
        ]"""
    )
    assert [reply["ok"] for reply in replies] == [True, False]
    assert token not in json.dumps(replies)
    assert page.evaluate(STORED) == []
    kept = page.evaluate("JSON.stringify([{...localStorage}, document.documentElement.outerHTML])")
    assert token not in kept


@pytest.fixture
def server_elsewhere(running_server: Server, tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """In the place of the one on this machine; with its token."""
    running_server.stop()
    with serving_elsewhere(tmp_path) as both:
        yield both


def test_a_server_elsewhere_is_warned_of_as_long_as_it_is_used(
    browser_with_access: BrowserContext, server_elsewhere: tuple[Server, str], localhost: str
) -> None:
    _, token = server_elsewhere
    page = browser_with_access.new_page()
    page.goto(f"{localhost}/lab")
    page.evaluate("clip => lab.useClip(clip)", CLIP)
    page.evaluate("lab.open('track', {width: 640, height: 480})")
    page.evaluate("lab.watch('frames', 'track')")
    popup, options = open_popup(browser_with_access, page), open_options(browser_with_access)
    state, leaving = options.locator("#server"), popup.locator("#leaving")
    expect(state).to_have_text("Server not reachable")
    expect(leaving).to_be_hidden()
    options.get_by_label("Address").fill(ADDRESS)
    pair(options, token)
    expect(options.locator("#token-said")).to_have_text("The token is stored.")
    options.get_by_role("button", name="Use").click()
    expect(leaving).to_be_visible()
    expect(options.locator("#leaving")).to_be_visible()
    expect(leaving).to_have_text(f"Pictures leave this machine: they go to {NAME}:{PORT}.")
    # The token was for another address.
    expect(state).to_have_text("Server not paired")
    expect(popup.locator("#problem")).to_contain_text("asks for a pairing token")
    pair(options, token)
    expect(state).to_have_text("Server ready, paired")
    until_capable(page, [False, True])
    blur(page)
    popup.reload()
    expect(leaving).to_be_visible()
    options.reload()
    expect(options.get_by_label("Address")).to_have_value(ADDRESS)
    page.evaluate("lab.track('track').stop()")
    use(options, "")
    expect(leaving).to_be_hidden()
    expect(state).to_have_text("Server not reachable")
    assert popup.evaluate(STORED) == [{"address": f"http://127.0.0.1:{PORT}", "token": None}]


def test_a_token_entered_right_after_the_address_is_for_that_address(
    browser: BrowserContext,
) -> None:
    options = open_options(browser)
    options.evaluate(
        """() => {
          globalThis.asked = new Promise(ask => {
            chrome.permissions.request = () => new Promise(ask);
          });
        }"""
    )
    token = "t" * 43
    use(options, ADDRESS)
    options.evaluate("asked.then(answer => { globalThis.answer = answer; })")
    pair(options, token)
    options.evaluate("answer(true)")
    expect(options.locator("#token-said")).to_have_text("The token is stored.")
    assert options.evaluate(STORED) == [{"address": ADDRESS, "token": token}]
    expect(options.get_by_label("Pairing token")).to_have_value("")
    expect(options.get_by_role("button", name="Forget the token")).to_be_visible()


def test_an_address_that_is_wrong_or_not_allowed_changes_nothing(
    browser: BrowserContext, server: Server
) -> None:
    options = open_options(browser)
    expect(options.locator("#server")).to_have_text("Server ready")
    said = options.locator("#address-said")
    use(options, "http://camveil.example:8793")
    expect(said).to_contain_text("https only")
    asked = """() => {
      globalThis.asked = [];
      chrome.permissions.request = async permissions => {
        asked.push(permissions);
        return false;
      };
    }"""
    options.evaluate(asked)
    use(options, ADDRESS)
    expect(said).to_contain_text("Without access to that address nothing was changed")
    assert options.evaluate("asked") == [{"origins": [f"{ADDRESS}/*"]}]
    assert options.evaluate(STORED) == []
    expect(options.get_by_label("Address")).to_have_value(ADDRESS)
    expect(options.locator("#leaving")).to_be_hidden()
    expect(options.locator("#server")).to_have_text("Server ready")
