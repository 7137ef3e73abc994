"""Network interfaces that go and come in the middle of a call, in a network of the tests' own."""

from __future__ import annotations

import time
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.faults import SLEEP_S, Call, Fault, begin, run_rounds
from tests.browser.own_network import (
    ADDRESSES,
    INSIDE,
    addresses,
    ip,
    plug_in,
    run_inside,
    up,
)
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

NOTICED_WITHIN_MS: Final = 5000
"Chromium itself needs up to 4 s to find an interface that has come."


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

if INSIDE:

    @pytest.fixture(scope="session", autouse=True)
    def _card() -> None:
        plug_in()

    @pytest.mark.parametrize("name", FAULTS)
    def test_no_change_of_the_network_shows_the_room(
        name: str, browser: BrowserContext, lab: Page, server: Server
    ) -> None:
        run_rounds(begin(lab, browser, server), name, FAULTS[name])

else:

    def test_in_a_network_of_their_own() -> None:
        run_inside(__file__)
