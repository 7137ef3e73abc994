"""A server that runs and does its work wrong: nothing that it says uncovers the room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from camveil.protocol import PROTOCOL_VERSION
from tests.browser.faults import Call, Fault, begin, run_rounds
from tests.browser.faulty_server import FAULTS
from tests.browser.serving import FaultyServer, Server

pytestmark = pytest.mark.browser
HEALS: Final = ("frames channel closed", "media of this connection stalls")
"What the page mends by itself."


@pytest.fixture(scope="module")
def faulty_server(running_server: Server) -> Iterator[FaultyServer]:
    running_server.stop()
    server = FaultyServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(faulty_server: FaultyServer) -> Server:
    """Overrides the honest one, on whose port it listens."""
    faulty_server.mend()
    faulty_server.wait_for_sessions(0)
    return faulty_server


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_that_the_server_does_shows_the_room(
    name: str, browser: BrowserContext, lab: Page, faulty_server: FaultyServer
) -> None:
    def cause(_call: Call) -> None:
        faulty_server.fail(name)

    def mend(_call: Call) -> None:
        faulty_server.mend()

    call = begin(lab, browser, faulty_server)
    fault = Fault(cause, mend, conceals=name not in HEALS)
    run_rounds(call, name, fault)


def test_a_server_of_another_version_is_as_good_as_none(
    browser: BrowserContext, lab: Page, faulty_server: FaultyServer
) -> None:
    def upgrade(_call: Call) -> None:
        faulty_server.change_version(PROTOCOL_VERSION + 1)

    def mend(_call: Call) -> None:
        faulty_server.change_version(None)

    call = begin(lab, browser, faulty_server)
    run_rounds(call, "server of another version", Fault(upgrade, mend))
