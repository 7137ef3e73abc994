"""Network interfaces that go and come in the middle of a call.

They are those of a network namespace of the tests' own, in which this file runs once more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.faults import SLEEP_S, Call, Fault, begin, run_rounds
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

INSIDE: Final = "CAMVEIL_OWN_NETWORK"
WITHIN_S: Final = 1800
POLL_S: Final = 0.05
NOTICED_WITHIN_MS: Final = 5000
"Chromium itself needs up to 4 s to find an interface that has come."
ADDRESSES: Final = ("10.77.0.2/24", "10.77.0.3/24")


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


def up() -> None:
    ip("link set card up")
    ip("route replace default dev card")


def addresses() -> str:
    return subprocess.run(["ip", "addr"], capture_output=True, text=True, check=True).stdout


def lose_card(_call: Call) -> None:
    # Down alone would not do: an address works on its own machine as long as it is there.
    ip("link set card down")
    ip("addr flush dev card")
    time.sleep(SLEEP_S)


def return_card(_call: Call) -> None:
    ip(f"addr add {ADDRESSES[0]} dev card")
    up()


def change_address(_call: Call) -> None:
    old, new = ADDRESSES if ADDRESSES[0] in addresses() else reversed(ADDRESSES)
    ip(f"addr del {old} dev card")
    ip(f"addr add {new} dev card")
    up()


FAULTS: Final = {
    "no interface but lo": Fault(lose_card, return_card, recovery_ms=NOTICED_WITHIN_MS),
    "address changed": Fault(change_address, lambda _call: None),
}

if INSIDE in os.environ:

    @pytest.fixture(scope="session", autouse=True)
    def _card() -> None:
        ip("link set lo up")
        ip("link add card type veth peer name plug")
        ip("link set plug up")
        ip(f"addr add {ADDRESSES[0]} dev card")
        up()
        while "tentative" in addresses():
            time.sleep(POLL_S)

    @pytest.mark.parametrize("name", FAULTS)
    def test_no_change_of_the_network_shows_the_room(
        name: str, browser: BrowserContext, lab: Page, server: Server
    ) -> None:
        run_rounds(begin(lab, browser, server), name, FAULTS[name])

else:

    def test_in_a_network_of_their_own() -> None:
        unshare = ["unshare", "--net"]
        if not (shutil.which("ip") and subprocess.run([*unshare, "true"]).returncode == 0):
            pytest.skip("network namespaces not permitted")
        here = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "browser", __file__]
        inside = subprocess.run(
            [*unshare, *here], env={**os.environ, INSIDE: "1"}, timeout=WITHIN_S, check=False
        )
        assert inside.returncode == 0
