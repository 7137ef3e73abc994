"""The extension ends in the middle of a call: what it has hidden stays hidden."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import EXTENSION, EXTENSION_ID
from tests.browser.faults import begin
from tests.browser.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.own_browser]


def _reload(manager: Page, _folder: Path) -> None:
    manager.evaluate(f"chrome.developerPrivate.reload('{EXTENSION_ID}')")


def _disable(manager: Page, _folder: Path) -> None:
    manager.evaluate(f"chrome.management.setEnabled('{EXTENSION_ID}', false)")


def _update(manager: Page, folder: Path) -> None:
    manifest = folder / "manifest.json"
    newer = json.loads(manifest.read_text("utf-8")) | {"version": "999.0"}
    manifest.write_text(json.dumps(newer), "utf-8")
    _reload(manager, folder)


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    """A copy, which a test may change."""
    return Path(shutil.copytree(EXTENSION, tmp_path / "extension"))


@pytest.mark.parametrize("end", [_reload, _disable, _update])
def test_an_extension_that_ends_leaves_the_room_hidden(
    end: Callable[[Page, Path], None],
    browser: BrowserContext,
    lab: Page,
    server: Server,
    extension: Path,
) -> None:
    begin(lab, browser, server)
    manager = browser.new_page()
    manager.goto("chrome://extensions")
    lab.bring_to_front()
    worker = browser.service_workers[0]
    with worker.expect_event("close"):
        end(manager, extension)
    # The connection needs no extension.
    lab.evaluate("lab.forget()")
    lab.evaluate("lab.until('frames', ({verdict}) => verdict === 'composed')")
    lab.evaluate("lab.more('frames', 30)")
    server.kill()
    lab.evaluate(
        "lab.until('frames', ({verdict}) => verdict === 'concealed')"
        ".then(() => lab.more('frames', 15))"
    )
    verdicts = set(lab.evaluate("lab.frames('frames').map(({verdict}) => verdict)"))
    assert verdicts == {"composed", "concealed"}
    # The app's own wish is still the app's to end.
    lab.evaluate(
        """async () => {
          await lab.track('track').applyConstraints({backgroundBlur: false});
          await lab.until('frames', ({verdict}) => verdict === 'raw');
        }"""
    )
    # A camera without blur is the browser's business, and blur cannot be had.
    found = lab.evaluate(
        """async () => {
          await lab.open('next', {width: 640, height: 480});
          await lab.track('next').applyConstraints({backgroundBlur: true}).catch(() => {});
          return lab.track('next').getSettings().backgroundBlur;
        }"""
    )
    assert found is False
