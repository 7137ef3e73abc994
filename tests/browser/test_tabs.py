"""Tabs that come and go: each has what it needs, and none leaves anything behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.faults import begin
from tests.browser.serving import Server
from tests.browser.staging import watch_plain

pytestmark = pytest.mark.browser

OpenLab = Callable[[str], Page]
TABS = 20
GIVEN_UP_S = 60
"The server misses a session that was given up within 30 s."


def test_a_page_that_is_left_ends_its_session(
    browser: BrowserContext, lab: Page, server: Server
) -> None:
    begin(lab, browser, server)
    assert server.health()["sessions"] == 1
    lab.goto("about:blank")
    server.wait_for_sessions(0)


@pytest.mark.alone
def test_twenty_tabs_are_never_refused(
    lab: Page, open_lab: OpenLab, localhost: str, server: Server
) -> None:
    watch_plain(lab)
    lab.evaluate("lab.track('track').stop()")
    reference = lab.evaluate("lab.knownReference()")
    tabs = [open_lab(f"{localhost}/lab") for _ in range(TABS)]
    for tab in tabs:
        tab.evaluate(
            """reference => {
              lab.useReference(reference);
              const video = {width: 320, frameRate: 10, backgroundBlur: true};
              // So busy that nobody answered, it asks again.
              globalThis.opened = lab.open('track', video).then(() => lab.blur('track'));
            }""",
            reference,
        )
    for tab in tabs:
        tab.evaluate("opened")
    # On a busy machine a first try may have been given up, which ends by itself.
    server.wait_for_sessions(TABS, GIVEN_UP_S)
    for tab in tabs:
        tab.evaluate("lab.watch('frames', 'track')")
    for tab in tabs:
        tab.evaluate("lab.until('frames', (_frame, index) => index >= 9)")
        verdicts = set(tab.evaluate("lab.frames('frames').map(({verdict}) => verdict)"))
        assert verdicts <= {"composed", "concealed"}
    for tab in tabs:
        tab.close()
    server.wait_for_sessions(0, GIVEN_UP_S)
