"""A network namespace of the tests' own: for a file of them that runs anew, or for a process."""

from __future__ import annotations

import ctypes
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
CLONE_NEWNET: Final = 0x40000000
"Of linux/sched.h."
POLL_S: Final = 0.05


def run_inside(file: str) -> None:
    """Run this file's tests in a namespace; skips where that is not permitted."""
    unshare = ["unshare", "--net"]
    if not (shutil.which("ip") and subprocess.run([*unshare, "true"]).returncode == 0):
        pytest.skip("network namespaces not permitted")
    here = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "browser", file]
    environment = {**os.environ, "CAMVEIL_OWN_NETWORK": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    inside = subprocess.run([*unshare, *here], env=environment, timeout=WITHIN_S, check=False)
    assert inside.returncode == 0


def enter() -> None:
    """Go on in a namespace, with what is started from now on; OSError where that is not permitted.

    It has the server's port, whatever other processes use.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"no network of its own: {os.strerror(number)}")
    plug_in()


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
