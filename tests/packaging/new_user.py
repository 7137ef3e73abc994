"""The README's four steps, as somebody takes them who has nothing but the wheel.

`make new-user`: an empty virtual environment, home folder and browser's profile. Says how long each
step took, and fails if the camera is not blurred, or something is left behind. Python's packages
come from PyPI, and port 8793 must be free.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import sync_playwright

from camveil.installation import CHECKOUT
from tests.browser.chromium import chromium
from tests.demo import sample_clip, wait_until_shown

WHEELS: Final = CHECKOUT / "build" / "wheel"
MOST_ACTIONS: Final = 4
MOST_S: Final = 180.0


class Stopwatch:
    """What was done, and how long it took."""

    def __init__(self) -> None:
        self.actions: list[tuple[str, float]] = []

    @contextmanager
    def action(self, words: str) -> Iterator[None]:
        begun_s = time.monotonic()
        yield
        duration_s = time.monotonic() - begun_s
        self.actions.append((words, duration_s))
        say(f"{len(self.actions)}. {words}: {duration_s:.1f} s")

    @property
    def all_s(self) -> float:
        return sum(duration_s for _, duration_s in self.actions)


def main() -> None:
    (wheel,) = WHEELS.glob("*.whl")
    watch = Stopwatch()
    clip = sample_clip()
    with TemporaryDirectory(prefix="camveil-new-user-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        bin_folder = Path(folder) / "venv" / "bin"
        subprocess.run([sys.executable, "-m", "venv", bin_folder.parent], check=True)
        environ = {
            "HOME": str(home),
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **{name: os.environ[name] for name in os.environ if name.startswith("PIP_")},
        }

        def run(*command: str | Path) -> str:
            """As typed in a shell in the new home."""
            return subprocess.run(
                command, env=environ, cwd=home, check=True, text=True, stdout=subprocess.PIPE
            ).stdout

        with watch.action("pip install"):
            run("pip", "install", "--quiet", wheel)
        before = files(home)
        try:
            with watch.action("camveil install"):
                said = run("camveil", "install")
            blurred(said, watch, clip)
        finally:
            run("camveil", "uninstall", "--yes")
        assert files(home) <= before, f"left behind: {files(home) - before}"
    say(f"{len(watch.actions)} actions, {watch.all_s:.1f} s; nothing left behind")
    assert len(watch.actions) <= MOST_ACTIONS
    assert watch.all_s <= MOST_S


def blurred(said: str, watch: Stopwatch, clip: Path) -> None:
    """Go by what the command said, up to a blurred camera."""
    folder = Path(found(r"^Extension: (.+)$", said))
    address = found(r"^Demo page: (.+)$", said)
    with sync_playwright() as playwright, ExitStack() as stack:
        with watch.action(f'"Load unpacked" of {folder.name}'):
            browser = stack.enter_context(chromium(playwright, clip=clip, extension=folder))
        with watch.action("the demo page, with blur switched on"):
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector("html[data-state=running]")
            page.click("#blur-switch")
            wait_until_shown(page, "#blur")


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match, text
    return match[1]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
