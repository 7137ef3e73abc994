"""The pictures of the extension's own pages: none is missing, and none is left over."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

from docs.write_screenshots import FOLDER, names
from tests.browser.own_pages import STATES


def test_everything_that_the_pages_can_say_is_said_in_a_state_with_a_picture() -> None:
    states = [
        asdict(state) for state in STATES.values() if state.page in ("popup", "preview", "welcome")
    ]
    script = Path(__file__).parents[1] / "extension" / "said-by-states.js"
    run = subprocess.run(
        ["node", str(script)], input=json.dumps(states), capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    assert len(found["sayable"]) > 40
    assert found["unsaid"] == []


def test_each_state_has_its_pictures_and_there_are_no_others() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(names())


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 2_000_000
