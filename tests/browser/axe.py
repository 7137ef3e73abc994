"""What axe-core finds in a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

AXE: Final = Path(__file__).parents[2] / "extension/node_modules/axe-core/axe.min.js"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[Any]:
    """What it finds, with the elements that it finds it at."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(
        """async tags => {
          const {violations} = await axe.run({runOnly: tags});
          return violations.map(({id, nodes}) => [id, nodes.map(({target}) => String(target))]);
        }""",
        TAGS,
    )
    return found
