"""What the tests need of the machine: Chromium. Installs it where that is allowed, else says how.

`python -m tests.machine chromium` makes sure that it is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
INSTALL: Final = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def chromium_path() -> str:
    """Where Chromium is: $CHROMIUM, or the first known name on the PATH; LookupError if none."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise LookupError("Chromium is missing. Install it: sudo apt-get install chromium")
    return found


def ensure_chromium() -> None:
    """Install Chromium if it is missing and this is root on Debian; LookupError otherwise."""
    try:
        chromium_path()
    except LookupError:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (("apt-get", "update", "-q"), INSTALL):
            subprocess.run(command, check=True, env=environment, stdout=sys.stderr)
        chromium_path()


if __name__ == "__main__":
    try:
        ensure_chromium()
    except (LookupError, subprocess.CalledProcessError) as error:
        sys.exit(str(error))
