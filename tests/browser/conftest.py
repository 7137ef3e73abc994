"""What the browser tests share: the server as a process, the sites, the camera's clip, Chromium."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser import own_network
from tests.browser.chromium import EXTENSION, chromium
from tests.browser.elsewhere import ADDRESS, NAME
from tests.browser.serving import Server
from tests.browser.site import Site, serve
from tests.browser.staging import CLIP, LANE, clip_folder, make_ready
from tests.browser.turns import a_turn
from tests.certificate import write_certificate

PUBLIC_NAMES: Final = ("app.example", "other.example")

expect.set_options(timeout=30_000)
"A page hears within five seconds of a server that is back; beside other tests, all takes longer."

FORGET: Final = """async () => {
  await chrome.storage.local.clear();
  await new Promise((resolve, reject) => {
    const deleted = indexedDB.deleteDatabase('camveil');
    deleted.onsuccess = resolve;
    deleted.onerror = reject;
  });
}"""
"All that the person has chosen."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with a_turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def lane() -> None:
    """A network for this process, if it is one of several: the extension knows a single port."""
    if LANE:
        own_network.enter()


@pytest.fixture(scope="session")
def clips() -> Path:
    """Folder with the camera's clips."""
    return clip_folder()


@pytest.fixture(scope="session")
def local_site(clips: Path) -> Iterator[Site]:
    site = serve(clips)
    yield site
    site.close()


@pytest.fixture(scope="session")
def localhost(local_site: Site) -> str:
    return f"http://localhost:{local_site.port}"


@pytest.fixture(scope="session")
def public_site(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An https site under PUBLIC_NAMES that Chromium takes for a public one."""
    certificate = tmp_path_factory.mktemp("tls") / "site.pem"
    write_certificate(certificate, *PUBLIC_NAMES)
    site = serve(clips, certificate)
    yield site
    site.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    """One server for all tests; a test that harms it starts it again."""
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running_server: Server) -> Server:
    """The server, up and without sessions of earlier tests."""
    running_server.start()
    running_server.drop_sessions()
    return running_server


@pytest.fixture
def extension() -> Path:
    """Folder of the extension that Chromium loads."""
    return EXTENSION


@pytest.fixture
def other_extensions() -> tuple[Path, ...]:
    """Folders of extensions that Chromium loads beside it."""
    return ()


@pytest.fixture(scope="session")
def addresses(public_site: Site) -> tuple[str, ...]:
    """Chromium's arguments by which it finds the public site."""
    names = ",".join(f"MAP {name} 127.0.0.1" for name in PUBLIC_NAMES)
    return (
        f"--host-resolver-rules={names}",
        f"--ip-address-space-overrides=127.0.0.1:{public_site.port}=public",
    )


@pytest.fixture(scope="session")
def shared_browser(
    playwright: Playwright, clips: Path, addresses: tuple[str, ...]
) -> Iterator[BrowserContext]:
    clip = clips / f"{CLIP}.y4m"
    with chromium(playwright, clip=clip, arguments=addresses) as browser:
        yield browser


@pytest.fixture
def browser(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    clips: Path,
    addresses: tuple[str, ...],
    extension: Path,
    other_extensions: tuple[Path, ...],
) -> Iterator[BrowserContext]:
    """Chromium with the extension and the clip as its camera.

    All tests share one but those marked `own_browser`: they stop what it would remember, or ask for
    another one.
    """
    if not request.node.get_closest_marker("own_browser"):
        shared: BrowserContext = request.getfixturevalue("shared_browser")
        yield shared
        # The first one stays: without it, each of the next would get a window of its own.
        for page in shared.pages[1:]:
            page.close()
        shared.service_workers[0].evaluate(FORGET)
        return
    with chromium(
        playwright,
        clip=clips / f"{CLIP}.y4m",
        extension=extension,
        other_extensions=other_extensions,
        arguments=addresses,
    ) as context:
        yield context


@pytest.fixture
def open_lab(browser: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Open a lab page; a script error in any of them fails the test."""
    errors: list[str] = []

    def open_page(address: str) -> Page:
        page = browser.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        make_ready(page)
        return page

    yield open_page
    assert errors == []


@pytest.fixture
def lab_query() -> str:
    """What follows the lab's address."""
    return ""


@pytest.fixture
def lab(open_lab: Callable[[str], Page], localhost: str, lab_query: str, server: Server) -> Page:
    """A lab page on localhost, with the server up."""
    return open_lab(f"{localhost}/lab{lab_query}")


@pytest.fixture
def browser_with_access(
    playwright: Playwright, clips: Path, tmp_path: Path
) -> Iterator[BrowserContext]:
    """Chromium in which the person has said yes: without a display there is no question."""
    extension = tmp_path / "extension"
    shutil.copytree(EXTENSION, extension)
    manifest = json.loads((extension / "manifest.json").read_text("utf-8"))
    manifest["host_permissions"].append(f"{ADDRESS}/*")
    (extension / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    arguments = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1",)
    clip = clips / f"{CLIP}.y4m"
    with chromium(playwright, clip=clip, extension=extension, arguments=arguments) as browser:
        yield browser
