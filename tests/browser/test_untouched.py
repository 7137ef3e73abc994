"""What has nothing to do with a camera's effects is as in stock Chromium."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.chromium import chromium
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

Answers = dict[str, dict[str, Any]]


def ask(page: Page, localhost: str) -> Answers:
    page.goto(f"{localhost}/blank")
    answers: Answers = page.evaluate(
        """async () => {
          const {run, ...groups} = await import('/untouched.js');
          const answers = {};
          for (const [name, cases] of Object.entries(groups)) answers[name] = await run(cases);
          return answers;
        }"""
    )
    return answers


@pytest.fixture(scope="module")
def stock(playwright: Playwright, localhost: str) -> Answers:
    with chromium(playwright, extension=None) as browser:
        return ask(browser.new_page(), localhost)


@pytest.fixture(scope="module")
def ours(playwright: Playwright, localhost: str, running_server: Server) -> Answers:
    running_server.start()
    with chromium(playwright) as browser:
        return ask(browser.new_page(), localhost)


def test_audio_is_the_browsers(stock: Answers, ours: Answers) -> None:
    assert_alike(stock["audio"], ours["audio"])


def test_a_track_is_as_little_cloned_or_transferred(stock: Answers, ours: Answers) -> None:
    assert_alike(stock["messages"], ours["messages"])
    cloned = ours["messages"]["structuredClone(track)"]
    assert (cloned["name"], cloned["state"]) == ("DataCloneError", "live")


def assert_alike(stock: dict[str, Any], ours: dict[str, Any]) -> None:
    assert list(stock) == list(ours)
    broken = {name: answer for name, answer in stock.items() if "broken" in answer}
    assert broken == {}
    # The order of members counts, too.
    different = {
        name: (stock[name], ours[name])
        for name in stock
        if json.dumps(stock[name]) != json.dumps(ours[name])
    }
    assert different == {}
