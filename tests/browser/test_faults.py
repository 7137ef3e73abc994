"""Whatever fails in the middle of a call, the room is not shown, and the blur comes back.

One round of each fault; `make faults` runs twenty, and twenty with the frames on the main thread.
"""

from __future__ import annotations

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.faults import FAULTS, begin, run_rounds
from tests.browser.serving import Server
from tests.browser.staging import IN_BOTH_PLACES

pytestmark = [pytest.mark.browser, IN_BOTH_PLACES]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.own_browser] if fault.needs_own_browser else [])
        for name, fault in FAULTS.items()
    ],
)
def test_no_fault_shows_the_room(
    name: str, browser: BrowserContext, lab: Page, server: Server
) -> None:
    run_rounds(begin(lab, browser, server), name, FAULTS[name])


@pytest.mark.own_browser
def test_a_camera_that_is_lost_ends_its_track(browser: BrowserContext, lab: Page) -> None:
    lab.evaluate(
        """async () => {
          await lab.open('track', {width: 640, height: 480});
          lab.watch('frames', 'track');
          await lab.blur('track');
          lab.forget();
          await lab.until('frames', ({verdict}) => verdict === 'composed');
          globalThis.ended = new Promise(resolve =>
              lab.track('track').addEventListener('ended', resolve));
        }"""
    )
    killed = [
        process
        for process in psutil.Process().children(recursive=True)
        if any("video_capture" in part for part in process.cmdline())
    ]
    assert killed, "no process of Chromium's names itself after the video capture"
    for process in killed:
        process.kill()
    lab.evaluate("ended.then(() => {})")
    state, blur, verdicts = lab.evaluate(
        """() => [lab.track('track').readyState, lab.track('track').getSettings().backgroundBlur,
                  lab.frames('frames').map(({verdict}) => verdict)]"""
    )
    assert (state, blur) == ("ended", True)
    assert set(verdicts) <= {"composed", "concealed"}
