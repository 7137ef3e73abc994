"""The world of a page's content script, reached as Chromium's own tools reach it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page


def content_world(page: Page) -> tuple[CDPSession, int]:
    """Chromium's tools for the page, and their id of the world of its content script."""
    devtools = page.context.new_cdp_session(page)
    contexts: list[dict[str, Any]] = []
    devtools.on("Runtime.executionContextCreated", lambda event: contexts.append(event["context"]))
    devtools.send("Runtime.enable")
    (context,) = [one for one in contexts if one["origin"].startswith("chrome-extension://")]
    return devtools, int(context["id"])


def content_script(page: Page) -> Callable[..., Any]:
    """What evaluates a function, with JSON values, in the world of the page's content script."""
    devtools, context_id = content_world(page)

    def evaluate(function: str, value: object = None) -> Any:
        answer = devtools.send(
            "Runtime.evaluate",
            {
                "expression": f"({function})({json.dumps(value)})",
                "contextId": context_id,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"]["value"]

    return evaluate
