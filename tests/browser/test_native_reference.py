"""Chromium's own implementation of the two effects, and ours, answer the same page alike.

Stock Chromium has none of it; with some features on it does it on its own test camera: all but the
pixels.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class AllAnswers:
    """By the cases' names."""

    theirs: Answers
    "Of Chromium's own implementation."
    both: Answers
    "Of Chromium's own implementation, with the extension loaded."
    sessions: int
    "How many the server had after that."
    ours: Answers
    "Of stock Chromium with the extension, and with the server up."


def begin(browser: BrowserContext, localhost: str, groups: Sequence[int], *, native: bool) -> Page:
    """A page that has begun to run these groups of cases, one after the other."""
    page = browser.new_page()
    page.goto(f"{localhost}/blank")
    page.evaluate(
        f"""([groups, native]) => {{
          globalThis.answers = (async () => {{
            const answers = {{}};
            for (const group of groups) Object.assign(answers, await {PAGE}.run(group, native));
            return answers;
          }})();
        }}""",
        [list(groups), native],
    )
    return page


def end(page: Page) -> Answers:
    answers = page.evaluate("answers")
    page.close()
    assert isinstance(answers, dict)
    return answers


def count_groups(browser: BrowserContext, localhost: str) -> int:
    page = browser.new_page()
    page.goto(f"{localhost}/blank")
    count = int(page.evaluate(f"async () => {PAGE}.groups.length"))
    page.close()
    return count


@pytest.fixture(scope="module")
def answers(playwright: Playwright, localhost: str, running_server: Server) -> AllAnswers:
    """The native ones side by side: most of the time is spent on waiting for cameras."""
    running_server.start()
    running_server.drop_sessions()
    with (
        chromium(playwright, extension=None, arguments=NATIVE) as stock,
        chromium(playwright, arguments=NATIVE) as extended,
    ):
        groups = range(count_groups(stock, localhost))
        # Natively all tabs share one camera's effects, so all groups share one tab.
        theirs = begin(stock, localhost, groups, native=True)
        both = begin(extended, localhost, groups, native=True)
        answered = end(theirs), end(both)
        # Had there been one, it would outlast its page's last effect.
        sessions = running_server.health()["sessions"]
    ours: Answers = {}
    with chromium(playwright) as browser:
        for group in groups:
            # A tab of its own for each: one may have ten connections, and then one a second.
            ours |= end(begin(browser, localhost, [group], native=False))
    return AllAnswers(*answered, sessions, ours)


def test_what_may_differ_alone_differs(answers: AllAnswers) -> None:
    theirs, ours = answers.theirs, answers.ours
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


def test_where_we_differ_we_do_as_the_specification_says(answers: AllAnswers) -> None:
    expected = {name: difference.ours for name, difference in differences().items()}
    assert {name: answers.ours[name] for name in expected} == expected


def test_no_case_is_broken(answers: AllAnswers) -> None:
    ours = answers.ours
    broken = {name: answer for name, answer in ours.items() if "broken" in str(answer)}
    assert broken == {}
    assert len(ours) > 300


def test_what_the_browser_has_itself_stays_as_it_is(answers: AllAnswers) -> None:
    theirs, both = answers.theirs, answers.both
    different = {name for name in theirs if json.dumps(theirs[name]) != json.dumps(both[name])}
    assert different == {f"{effect}: {ODD}" for effect in EFFECTS}
    # No frame has gone to the server: nothing is blurred twice.
    assert answers.sessions == 0
