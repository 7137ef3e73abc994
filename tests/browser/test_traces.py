"""Whoever looks for traces of the extension, in a page that has opened no camera, finds none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.chromium import chromium
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

EFFECTS: Final = {"backgroundBlur", "backgroundSegmentationMask"}
REVEALED: Final = {
    "MediaStreamTrack.prototype.onconfigurationchange",
    "MediaStreamTrack.prototype order",
}
"What the standard adds to a browser's members."


def find_traces(browser: BrowserContext, address: str) -> tuple[dict[str, Any], list[str]]:
    """What the page can see, and what Chromium has said in its console."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    found: dict[str, Any] = page.evaluate("collectTraces()")
    page.close()
    return found, said


@pytest.fixture(scope="module")
def stock(playwright: Playwright, clips: Path, localhost: str) -> tuple[dict[str, Any], list[str]]:
    with chromium(playwright, extension=None) as browser:
        return find_traces(browser, f"{localhost}/traces.html")


def differences(ours: dict[str, str], stock: dict[str, str]) -> dict[str, tuple[str, str]]:
    names = ours.keys() | stock.keys()
    missing = "nothing"
    return {
        name: (ours.get(name, missing), stock.get(name, missing))
        for name in names
        if ours.get(name) != stock.get(name)
    }


def test_a_page_finds_nothing_but_what_the_standard_adds(
    browser: BrowserContext,
    localhost: str,
    stock: tuple[dict[str, Any], list[str]],
    server: Server,
) -> None:
    found, said = find_traces(browser, f"{localhost}/traces.html")
    expected, expected_said = stock
    for realm in ("members", "members in a frame"):
        assert differences(found[realm], expected[realm]).keys() == REVEALED, realm
        order = found[realm]["MediaStreamTrack.prototype order"].split(",")
        order.remove("onconfigurationchange")
        assert ",".join(order) == expected[realm]["MediaStreamTrack.prototype order"]
    assert (
        differences(
            found["members in an empty frame"], expected["members in an empty frame"]
        ).keys()
        <= REVEALED
    )
    assert differences(found["failed"], expected["failed"]) == {}
    assert (
        differences(found["printed by another realm"], expected["printed by another realm"]) == {}
    )
    differing = differences(found["others"], expected["others"])
    assert differing.keys() == {"supported"}
    ours, stocks = (set(names.split(",")) for names in differing["supported"])
    assert ours - stocks == EFFECTS
    assert said == expected_said


def test_a_page_finds_the_same_whether_the_server_is_there_or_not(
    browser: BrowserContext, localhost: str, server: Server
) -> None:
    address = f"{localhost}/traces.html"
    with_server = find_traces(browser, address)
    server.stop()
    assert find_traces(browser, address) == with_server
