"""The person is asked for the camera as often as in stock Chromium, and pages are told the same.

Without a display Chromium answers each question with no by itself, and counts it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.chromium import EXTENSION, chromium
from tests.browser.conftest import PUBLIC_NAMES
from tests.browser.serving import Server
from tests.browser.site import Site

pytestmark = pytest.mark.browser

Answers = dict[str, dict[str, Any]]
DEVICES: Final = "--use-fake-device-for-media-stream"
"Cameras and microphones that are not there; whether a page may use them is still asked."
QUESTIONS: Final = "Permissions.Request."
SHOWN: Final = "Permissions.ActivityIndicator."
"Of both Chromium keeps counts, by name: of what it asks the person, and of what it shows."


@dataclass(frozen=True, slots=True)
class Found:
    """What came of each way to ask, in one browser."""

    asked: Answers
    "On sites that were never allowed a camera."
    allowed: Answers
    "On a public site that was."
    shown: dict[str, int]
    "How often the browser showed, for both, that a camera is on or was blocked."
    refused: Answers
    "Of what the standard refuses, on sites that were never allowed a camera."


def counts(page: Page, names: str) -> dict[str, int]:
    """What Chromium has counted so far under names with this in them."""
    session = page.context.new_cdp_session(page)
    answer = session.send("Browser.getHistograms", {"query": names})
    session.detach()
    return {
        one["name"]: one["count"] for one in answer["histograms"] if one["name"].startswith(names)
    }


def ask(page: Page, group: str, address: str) -> Answers:
    """Ask in each of a group's ways; `address` may hold a place for the way's number."""
    page.goto(f"{address.format(0)}/blank")
    names = page.evaluate(
        "async group => Object.keys((await import('/permission.js'))[group])", group
    )
    answers: Answers = {}
    for number, name in enumerate(names):
        page.goto(f"{address.format(number)}/blank")
        before = sum(counts(page, QUESTIONS).values())
        answers[name] = page.evaluate(
            """async ([group, name]) => {
              const {ask, ...groups} = await import('/permission.js');
              return ask(groups[group][name]);
            }""",
            [group, name],
        )
        answers[name]["questions"] = sum(counts(page, QUESTIONS).values()) - before
    return answers


def find(browser: BrowserContext, local_site: Site, public_site: Site) -> Found:
    page = browser.new_page()
    asked = ask(page, "ways", f"http://asked{{}}.localhost:{local_site.port}")
    public = f"https://{PUBLIC_NAMES[0]}:{public_site.port}"
    browser.grant_permissions(["camera", "microphone"], origin=public)
    allowed = ask(page, "ways", public)
    shown = counts(page, SHOWN)
    refused = ask(page, "refused", f"http://refused{{}}.localhost:{local_site.port}")
    return Found(asked, allowed, shown, refused)


@pytest.fixture(scope="module")
def stock(
    playwright: Playwright, local_site: Site, public_site: Site, addresses: tuple[str, ...]
) -> Found:
    arguments = (DEVICES, *addresses)
    with chromium(playwright, fake=False, extension=None, arguments=arguments) as browser:
        return find(browser, local_site, public_site)


@pytest.fixture(scope="module")
def ours(
    playwright: Playwright,
    local_site: Site,
    public_site: Site,
    addresses: tuple[str, ...],
    running_server: Server,
) -> Found:
    running_server.start()
    arguments = (DEVICES, *addresses)
    with chromium(playwright, fake=False, extension=EXTENSION, arguments=arguments) as browser:
        return find(browser, local_site, public_site)


def test_the_person_is_asked_as_often_and_pages_are_told_the_same(
    stock: Found, ours: Found
) -> None:
    asked = {name: answer["questions"] for name, answer in stock.asked.items()}
    assert (asked["camera"], asked["camera, then microphone"], asked["nothing"]) == (1, 2, 0)
    assert ours.asked == stock.asked


def test_where_it_is_allowed_nothing_is_asked(stock: Found, ours: Found) -> None:
    assert stock.allowed["camera"]["answer"] == ["video"]
    assert {answer["questions"] for answer in ours.allowed.values()} == {0}
    assert ours.allowed == stock.allowed


def test_what_the_standard_refuses_is_refused_before_the_person_is_asked(ours: Found) -> None:
    for answer in ours.refused.values():
        assert answer["answer"].startswith("TypeError")
        assert answer["questions"] == 0
        assert answer["after"] == answer["before"]


def test_the_browser_shows_as_often_that_a_camera_is_on(stock: Found, ours: Found) -> None:
    assert stock.shown
    assert ours.shown == stock.shown
