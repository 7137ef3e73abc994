"""Chromium's own implementation of the two effects, and ours, answer the same page alike.

Stock Chromium has none of it; with some features on it does it on its own test camera: all but the
pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.chromium import chromium
from tests.browser.native_differences import differences
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

FEATURES: Final = (
    "MediaCaptureBackgroundBlur",
    "MediaCaptureCameraControls",
    "MediaCaptureConfigurationChange",
)
NATIVE: Final = (f"--enable-blink-features={','.join(FEATURES)}",)
EFFECTS: Final = ("backgroundBlur", "backgroundSegmentationMask")
ODD: Final = "settings of the clone of a track that has ended"
"Chromium tells the size of the live camera, of such a clone alone."
PAGE: Final = "(await import('/native-reference.js'))"

Answers = dict[str, Any]


@contextmanager
def tab(browser: BrowserContext, localhost: str) -> Iterator[Page]:
    page = browser.new_page()
    try:
        page.goto(f"{localhost}/blank")
        yield page
    finally:
        page.close()


def count_groups(page: Page) -> int:
    return int(page.evaluate(f"async () => {PAGE}.groups.length"))


def ask(page: Page, group: int, *, native: bool) -> Answers:
    answers = page.evaluate(
        f"async ([group, native]) => {PAGE}.run(group, native)", [group, native]
    )
    assert isinstance(answers, dict)
    return answers


def ask_native(browser: BrowserContext, localhost: str) -> Answers:
    answers: Answers = {}
    with tab(browser, localhost) as page:
        for group in range(count_groups(page)):
            answers |= ask(page, group, native=True)
    return answers


@pytest.fixture(scope="module")
def theirs(playwright: Playwright, localhost: str) -> Answers:
    """The answers of Chromium's own implementation."""
    with chromium(playwright, extension=None, arguments=NATIVE) as browser:
        return ask_native(browser, localhost)


@pytest.fixture(scope="module")
def ours(playwright: Playwright, localhost: str, running_server: Server) -> Answers:
    """The answers of stock Chromium with the extension, and with the server up."""
    running_server.start()
    answers: Answers = {}
    with chromium(playwright) as browser:
        with tab(browser, localhost) as page:
            count = count_groups(page)
        for group in range(count):
            # A tab of its own for each: one may have ten connections, and then one a second.
            with tab(browser, localhost) as page:
                answers |= ask(page, group, native=False)
    return answers


def test_what_may_differ_alone_differs(theirs: Answers, ours: Answers) -> None:
    assert list(ours) == list(theirs)
    different = {
        name: (theirs[name], ours[name])
        for name in theirs
        # The order of members counts, too.
        if json.dumps(theirs[name]) != json.dumps(ours[name])
    }
    unexpected = {name: both for name, both in different.items() if name not in differences()}
    assert unexpected == {}
    assert sorted(different) == sorted(differences()), "no longer different"


def test_where_we_differ_we_do_as_the_specification_says(ours: Answers) -> None:
    expected = {name: difference.ours for name, difference in differences().items()}
    assert {name: ours[name] for name in expected} == expected


def test_no_case_is_broken(ours: Answers) -> None:
    broken = {name: answer for name, answer in ours.items() if "broken" in str(answer)}
    assert broken == {}
    assert len(ours) > 300


def test_what_the_browser_has_itself_stays_as_it_is(
    playwright: Playwright, localhost: str, running_server: Server, theirs: Answers
) -> None:
    running_server.start()
    running_server.drop_sessions()
    with chromium(playwright, arguments=NATIVE) as browser:
        ours = ask_native(browser, localhost)
    different = {name for name in theirs if json.dumps(theirs[name]) != json.dumps(ours[name])}
    assert different == {f"{effect}: {ODD}" for effect in EFFECTS}
    # No frame has gone to the server: nothing is blurred twice.
    assert running_server.health()["sessions"] == 0
