"""The example for end-to-end tests, as it stands but for what this machine needs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.browser.chromium import EXTENSION
from tests.browser.serving import Server
from tests.machine import chromium_path

pytestmark = pytest.mark.browser

PAGE: Final = Path(__file__).parents[2] / "docs" / "web-developers.md"


def test_the_example_blurs(server: Server) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    ours = {
        'EXTENSION = "camveil-extension"': f'EXTENSION = "{EXTENSION}"',
        'channel="chromium"': f'executable_path="{chromium_path()}"',
        "args=[": 'args=["--no-sandbox", "--disable-gpu",',
    }
    for theirs, own in ours.items():
        assert theirs in example
        example = example.replace(theirs, own)
    subprocess.run([sys.executable, "-c", example], check=True, timeout=60)
