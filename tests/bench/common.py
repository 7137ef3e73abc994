"""What the benches share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page

ROOT: Final = Path(__file__).parents[2]


def open_page(browser: BrowserContext, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    return page


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
