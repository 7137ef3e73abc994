"""The extension's own pages: usable by everyone, in each of their states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import EXTENSION
from tests.browser.own_pages import ASKING, STATES, State, open_page, open_state
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


def out_of_sight(page: Page) -> Any:
    """Which of these elements, by their ids, are not wholly within the window."""
    return page.evaluate(
        """[...document.querySelectorAll('.note, [id]:focus')]
            .filter(one => one.checkVisibility({visibilityProperty: true}))
            .filter(one => one.getBoundingClientRect().top < 0
                || one.getBoundingClientRect().bottom > innerHeight)
            .map(one => one.id)"""
    )


@pytest.mark.parametrize("state", [pytest.param(state, id=name) for name, state in STATES.items()])
def test_a_page_is_accessible_in_both_schemes_and_nothing_jumps_or_is_cut_off(
    browser: BrowserContext, state: State
) -> None:
    page = open_state(browser, state)
    assert page.evaluate("shifts") == []
    if state.page == "popup":
        assert out_of_sight(page) == []
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    # A popup has 800 by 600 pixels at most: half of that at 200 %. Other pages reflow to 320.
    page.set_viewport_size({"width": 400 if state.page == "popup" else 320, "height": 300})
    assert cut_off(page) == []
    page.evaluate("chrome.storage.local.set({language: 'de'})")
    page.reload()
    until_shown(page, state)
    assert page.evaluate("document.documentElement.lang") == "de"
    assert cut_off(page) == []


def until_shown(page: Page, state: State) -> None:
    """Until the page, which has just been loaded, knows what there is to know."""
    page.wait_for_function(
        """asking => {
          const lamp = document.querySelector('#lamp');
          const looking = lamp?.checkVisibility() && (lamp.dataset.state ?? 'asking') === 'asking';
          return performance.getEntriesByName('usable').length && (asking || !looking);
        }""",
        arg=state.health == ASKING,
    )


def cut_off(page: Page) -> Any:
    """The elements that go past the window, or whose words go past themselves."""
    return page.evaluate(
        """[...document.querySelectorAll('main *:not([aria-hidden] *, [aria-hidden])')]
            .filter(one => one.clientWidth)
            .filter(one => one.scrollWidth > one.clientWidth + 1
                || one.getBoundingClientRect().right > innerWidth)
            .map(one => one.id || one.outerHTML)"""
    )


def until_stored(browser: BrowserContext, key: str, area: str = "local") -> Any:
    """What this area of chrome.storage holds under the key, when there is something."""
    return browser.service_workers[0].evaluate(
        """async ([area, key]) => {
          for (;;) {
            const {[key]: stored} = await chrome.storage[area].get(key);
            if (stored !== undefined) return stored;
            await new Promise(resolve => setTimeout(resolve, 10));
          }
        }""",
        [area, key],
    )


def test_the_popup_is_used_by_keyboard_alone(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["popup-ready"])
    focused = "document.activeElement.id || document.activeElement.value"
    order = []
    for _ in range(5):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
    assert order == ["options", "site", "blur", "strength", "default"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Strength")).to_have_attribute("aria-valuetext", "heavy")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Always blur")).to_be_checked()
    assert list(until_stored(browser, "policies").values()) == ["always"]
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Leave this site alone")).to_be_checked()
    expect(page.locator("#effect")).to_have_text("Site left alone")


def test_a_notice_that_comes_moves_nothing_and_covers_nothing(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["popup-blurred"])
    page.evaluate(
        """async () => {
          for (const id of ['twice', 'refused', 'advice']) {
            const notice = document.getElementById(id);
            notice.textContent = 'word '.repeat(20);
            notice.hidden = false;
          }
          // A jump is told of after the frame that shows it.
          for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
        }"""
    )
    assert page.evaluate("shifts") == []
    assert out_of_sight(page) == []
    for name in ("#options", "#preview", "#default", ".fine input:visible", "[value=alone]"):
        page.locator(name).first.focus()
        seen = page.evaluate(
            """() => {
              const {left, right, top, bottom} = document.activeElement.getBoundingClientRect();
              const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              return document.activeElement.contains(found);
            }"""
        )
        assert seen, name


def test_the_options_have_each_effect_in_sight_when_they_are_enlarged(
    browser: BrowserContext,
) -> None:
    page = open_state(browser, STATES["options"])
    page.set_viewport_size({"width": 320, "height": 300})
    tiles = page.locator(".tiles")
    assert tiles.locator("label").count() > 6
    assert tiles.evaluate("tiles => tiles.scrollHeight - tiles.clientHeight") == 0


def test_all_figures_of_the_load_can_be_looked_at(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["popup-busy-processor"])
    figures = page.locator("#load-figures")
    expect(figures).to_be_hidden()
    page.get_by_text("All figures").focus()
    page.keyboard.press("Enter")
    expect(figures.get_by_text("964 ms")).to_be_visible()
    assert figures.locator("dt").count() == 7
    # A new report comes each second, and leaves it open.
    figures.evaluate(
        """async list => {
          const [row] = list.children;
          while (row.isConnected) await new Promise(resolve => setTimeout(resolve, 50));
        }"""
    )
    expect(figures.get_by_text("964 ms")).to_be_visible()
    assert violations(page) == []


def test_the_language_is_the_person_s_choice(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["options"])
    page.get_by_label("Language").select_option("Deutsch")
    expect(page.get_by_role("heading", level=1)).to_have_text("Camveil-Einstellungen")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_label("Sprache").select_option("Wie der Browser")
    expect(page.get_by_role("heading", level=1)).to_have_text("Camveil options")


def test_the_figures_call_what_runs_as_the_choices_do(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["options"])
    figures = page.locator("#stages dd")
    expect(figures.nth(0)).to_have_text("Fast")
    expect(figures.nth(1)).to_have_text("CPU")
    for name in ("Fast", "CPU"):
        expect(page.locator("#server-card option", has_text=name)).to_have_count(1)


def test_a_site_s_choice_is_changed_and_forgotten_in_the_options(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["options-sites"])
    page.get_by_label("What calls.example:8443 gets").select_option("Leave this site alone")
    page.get_by_role("button", name="Forget meet.example").click()
    expect(page.get_by_text("meet.example", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Forget calls.example:8443")).to_be_visible()
    stored = browser.service_workers[0].evaluate("chrome.storage.local.get('policies')")
    assert sorted(stored["policies"].values()) == ["alone", "alone"]
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_a_site_with_no_more_than_an_effect_is_listed_and_forgotten_as_a_whole(
    browser: BrowserContext,
) -> None:
    page = open_state(browser, STATES["options-sites"])
    worker = browser.service_workers[0]
    worker.evaluate(
        """async () => {
          const effect = {effect: 'blur', strength: 7};
          const sites = {'https://meet.example': effect, 'https://alone.example': effect};
          await chrome.storage.local.set({choices: {default: effect, sites}});
        }"""
    )
    for site in ("alone.example", "meet.example"):
        page.get_by_role("button", name=f"Forget {site}").click()
        expect(page.get_by_text(site, exact=True)).to_be_hidden()
    stored = worker.evaluate("chrome.storage.local.get(['choices', 'policies'])")
    assert stored["choices"]["sites"] == {}
    assert "meet.example" not in str(stored)


def test_backgrounds_are_added_ordered_and_removed_and_what_is_none_is_refused(
    browser: BrowserContext, tmp_path: Path
) -> None:
    page = open_state(browser, STATES["options"])
    icons = [EXTENSION / "icons" / f"icon-{size}.png" for size in (128, 48)]
    broken, text = tmp_path / "broken.png", tmp_path / "text.txt"
    broken.write_bytes(b"no picture")
    text.write_text("text")
    page.locator("#background-files").set_input_files([*icons, broken, text])
    expect(page.locator("#background-said li")).to_have_text(
        [
            "icon-128.png is added.",
            "icon-48.png is added.",
            "broken.png cannot be read as a picture.",
            "text.txt is neither an image nor a video.",
        ]
    )
    names = page.locator("#backgrounds span")
    expect(names).to_have_text(["icon-128.png", "icon-48.png"])
    page.get_by_role("button", name="Move icon-48.png forward").click()
    expect(names).to_have_text(["icon-48.png", "icon-128.png"])
    page.get_by_role("radio", name="icon-128.png").check(force=True)
    assert violations(page) == []
    page.get_by_role("button", name="Remove icon-128.png").click()
    expect(names).to_have_text(["icon-48.png"])
    expect(page.get_by_role("button", name="Remove icon-48.png")).to_be_focused()
    expect(page.get_by_role("radio", name="Blur", exact=True)).to_be_checked()


FULL = """() => {
  const error = new DOMException('', 'QuotaExceededError');
  IDBObjectStore.prototype.put = function () { this.transaction.abort(); };
  Object.defineProperty(IDBTransaction.prototype, 'error', {get: () => error});
}"""
"As Chromium tells that the disk is full, which no disk here is."


def test_a_background_for_which_there_is_no_room_says_so(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["options"])
    page.evaluate(FULL)
    page.locator("#background-files").set_input_files(EXTENSION / "icons" / "icon-48.png")
    said = page.locator("#background-said li")
    expect(said).to_contain_text("There is no room left for icon-48.png.")
    expect(page.locator("#backgrounds span")).to_have_count(0)


def test_what_is_chosen_in_a_private_window_is_not_stored(browser: BrowserContext) -> None:
    page = open_state(browser, STATES["popup-private"])
    page.get_by_role("radio", name="Always blur").check()
    until_stored(browser, "private", "session")
    page.reload()
    expect(page.get_by_role("radio", name="Always blur")).to_be_checked()
    worker = browser.service_workers[0]
    assert worker.evaluate("chrome.storage.local.get()") == {}
    # The last private window closes.
    worker.evaluate("chrome.storage.session.remove('private')")
    expect(page.get_by_role("radio", name="Site decides")).to_be_checked()


def test_a_default_for_all_sites_is_obeyed_by_a_page(browser: BrowserContext, lab: Page) -> None:
    page = open_state(browser, STATES["popup-ready"])
    page.get_by_label("All other sites").select_option("Always blur")
    lab.evaluate("lab.open('track', {width: 640, height: 480})")
    assert lab.evaluate("lab.track('track').getCapabilities().backgroundBlur") == [True]


def test_the_preview_shows_the_blurred_camera_and_lets_it_go(
    browser: BrowserContext, server: Server
) -> None:
    page = open_page(browser, "preview")
    expect(page.locator("#effect")).to_have_text("Background blurred")
    page.wait_for_function("document.querySelector('video').videoWidth > 0")
    assert server.health()["sessions"] == 1
    page.close()
    server.wait_for_sessions(0)


def test_the_welcome_page_has_the_preview_only_as_long_as_it_is_wanted(
    browser: BrowserContext, server: Server
) -> None:
    page = open_page(browser, "welcome")
    expect(page.locator("#server")).to_have_text("Server ready")
    page.get_by_role("button", name="Show my camera").click()
    preview = page.frame_locator("iframe")
    expect(preview.locator("#effect")).to_have_text("Background blurred")
    page.get_by_role("button", name="Switch the camera off").click()
    expect(page.locator("iframe")).to_have_count(0)
    server.wait_for_sessions(0)
    page.get_by_role("radio", name="Always blur").check()
    assert until_stored(browser, "defaultPolicy") == "always"
