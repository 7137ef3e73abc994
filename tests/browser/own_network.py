"""A network namespace of the tests' own, in which a file of tests runs once more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import Final

import pytest

INSIDE: Final = "CAMVEIL_OWN_NETWORK" in os.environ
"Whether this is the run in there."
ADDRESSES: Final = ("10.77.0.2/24", "10.77.0.3/24")
WITHIN_S: Final = 1800
POLL_S: Final = 0.05


def run_inside(file: str) -> None:
    """Run this file's tests in a namespace; skips where that is not permitted."""
    unshare = ["unshare", "--net"]
    if not (shutil.which("ip") and subprocess.run([*unshare, "true"]).returncode == 0):
        pytest.skip("network namespaces not permitted")
    here = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "browser", file]
    environment = {**os.environ, "CAMVEIL_OWN_NETWORK": "1"}
    inside = subprocess.run([*unshare, *here], env=environment, timeout=WITHIN_S, check=False)
    assert inside.returncode == 0


def plug_in() -> None:
    """Bring up an interface, `card`, with the first of the addresses."""
    ip("link set lo up")
    ip("link add card type veth peer name plug")
    ip("link set plug up")
    ip(f"addr add {ADDRESSES[0]} dev card")
    up()
    while "tentative" in addresses():
        time.sleep(POLL_S)


def up() -> None:
    ip("link set card up")
    ip("route replace default dev card")


def addresses() -> str:
    return subprocess.run(["ip", "addr"], capture_output=True, text=True, check=True).stdout


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)
