"""A page that has replaced all that it can, and listens, hears what it hears of the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Playwright

from tests.browser.chromium import EXTENSION, chromium
from tests.browser.serving import Server
from tests.browser.test_native_reference import NATIVE

pytestmark = pytest.mark.browser

Used = dict[str, dict[str, int]]
"By step, and by what was used in it: how often."

Different = dict[tuple[str, str], tuple[int, int]]
"By step and name: how often it was used in stock Chromium, and with the extension."

FRAMES: Final = ("a processor", "a frame", "a blurred frame", "a frame with a mask")
THROUGH_ANOTHER: Final = {(step, "get object.then") for step in FRAMES}
"The stream of a processor is read through another one, whose results the browser resolves, too."
STANDARD: Final = {("copies of a frame", "get object.metadata")}
"VideoFrameInit has this member, which Chromium leaves out."
AS_THEY_COME: Final = ("a stream", "a frame")
"Chromium takes over a stream's frames with promises of the worker's, whenever they come."


def watch(
    playwright: Playwright, localhost: str, *arguments: str, extension: Path | None
) -> tuple[Used, Used]:
    """What is used in a page, and in its worker."""
    with chromium(playwright, extension=extension, arguments=arguments) as browser:
        page = browser.new_page()
        page.goto(f"{localhost}/blank")
        in_worker, in_page = (
            json.loads(
                page.evaluate(
                    f"async names => (await import('/watched-steps.js')).{steps}(names)",
                    sorted(names_in_ours()),
                )
            )
            for steps in ("watchWorkerSteps", "watchSteps")
        )
        return in_page, in_worker


def names_in_ours() -> Iterator[str]:
    """Whatever could be the name of a member in the page's script."""
    return (name for name in set(re.findall(r"[A-Za-z_]\w+", (EXTENSION / "page.js").read_text())))


def test_it_hears_what_it_hears_of_the_browser(
    playwright: Playwright, localhost: str, server: Server
) -> None:
    stock, stock_worker = watch(playwright, localhost, extension=None)
    native, _ = watch(playwright, localhost, *NATIVE, extension=None)
    ours, our_worker = watch(playwright, localhost, extension=EXTENSION)
    assert min(sum(map(len, used.values())) for used in (stock, stock_worker)) > 50
    for used in (ours, our_worker):
        assert [step for step in used if any("failed" in name for name in used[step])] == []
    different = {
        (step, name): both
        for (step, name), both in differences(stock, ours).items()
        if native[step].get(name, 0) != both[1]
    }
    assert different.keys() == THROUGH_ANOTHER | STANDARD, different
    in_worker = {
        (step, name): both
        for (step, name), both in differences(stock_worker, our_worker).items()
        if step not in AS_THEY_COME or not ("Promise" in name or "then" in name)
    }
    assert in_worker.keys() == STANDARD, in_worker


def differences(stock: Used, ours: Used) -> Different:
    assert list(stock) == list(ours)
    return {
        (step, name): (stock[step].get(name, 0), ours[step].get(name, 0))
        for step in stock
        for name in stock[step].keys() | ours[step].keys()
        if stock[step].get(name, 0) != ours[step].get(name, 0)
    }
