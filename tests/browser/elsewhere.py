"""A server under a name, over TLS, which Chromium cannot know to be this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.browser.serving import PORT, Server
from tests.certificate import write_certificate

NAME: Final = "camveil.example"
ADDRESS: Final = f"https://{NAME}:{PORT}"


@contextmanager
def serving_elsewhere(config: Path, *options: str) -> Iterator[tuple[Server, str]]:
    """The server, and its pairing token."""
    certificate = config / "camveil.pem"
    write_certificate(certificate, NAME)
    files = ("--tls-cert", str(certificate), "--tls-key", str(certificate))
    server = Server(*options, *files, "--name", NAME, config=config)
    token = server.pair()
    server.start()
    try:
        yield server, token
    finally:
        server.stop()


def pair(options: Page, token: str) -> None:
    options.get_by_label("Pairing token").fill(token)
    options.get_by_role("button", name="Pair").click()


def use(options: Page, address: str) -> None:
    options.get_by_label("Address").fill(address)
    options.get_by_role("button", name="Use").click()
