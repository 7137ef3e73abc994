"""The real Chromium with the real extension, a new profile each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import BrowserContext, Page, Playwright, Worker

from tests.machine import chromium_path

EXTENSION: Final = Path(__file__).parents[2] / "extension" / "dist"
EXTENSION_ID: Final = "kbkepjjnjkjafakklgdhnlkphlaljdba"
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--ignore-certificate-errors",
    "--autoplay-policy=no-user-gesture-required",
)
FAKE_CAMERA: Final = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextmanager
def chromium(
    playwright: Playwright,
    *,
    clip: Path | None = None,
    fake: bool = True,
    extension: Path | None = EXTENSION,
    other_extensions: tuple[Path, ...] = (),
    headless: bool = True,
    arguments: tuple[str, ...] = (),
) -> Iterator[BrowserContext]:
    """Start Chromium; its camera is `clip`, Chromium's own test picture, or a real one.

    Returns when the extension is ready for the first page.
    """
    own = [*ARGUMENTS, *(FAKE_CAMERA if fake else ()), *arguments]
    if clip is not None:
        own.append(f"--use-file-for-fake-video-capture={clip}")
    folders = ",".join(map(str, (*(() if extension is None else (extension,)), *other_extensions)))
    if folders:
        own += [f"--disable-extensions-except={folders}", f"--load-extension={folders}"]
    with TemporaryDirectory(prefix="camveil-profile-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            headless=headless,
            args=own,
            ignore_default_args=["--disable-extensions"],
        )
        try:
            if extension is not None:
                wait_for_extension(context)
            yield context
        finally:
            # One by one, so that each page can say goodbye to the server.
            for page in context.pages:
                page.close()
            context.close()


def wait_for_extension(browser: BrowserContext) -> None:
    """Until the service worker hears of documents, and the page that greets a new user is closed.

    No document that came before is known to the service worker.
    """
    mine = (worker for worker in browser.service_workers if EXTENSION_ID in worker.url)
    worker = next(mine, None) or browser.wait_for_event(
        "serviceworker", lambda worker: EXTENSION_ID in worker.url
    )
    wait_until_it_hears(worker)
    worker.evaluate(
        """async () => {
          const url = chrome.runtime.getURL('welcome/welcome.html');
          for (;;) {
            const tabs = await chrome.tabs.query({});
            const found = tabs.filter(tab => (tab.pendingUrl || tab.url) === url);
            if (found.length > 0) {
              await chrome.tabs.remove(found.map(({id}) => id));
              return;
            }
            await new Promise(resolve => setTimeout(resolve, 10));
          }
        }"""
    )


def wait_until_it_hears(worker: Worker) -> None:
    """Until the extension's service worker hears of documents."""
    worker.evaluate(
        """async () => {
          while (!chrome.webRequest?.onResponseStarted.hasListeners()) {
            await new Promise(resolve => setTimeout(resolve, 10));
          }
        }"""
    )


def choose(browser: BrowserContext, page: Page, choice: str) -> None:
    """Store the person's choice for the page's site, in the place of all choices so far."""
    policies = {page.evaluate("origin"): choice}
    browser.service_workers[0].evaluate(
        "policies => chrome.storage.local.set({policies})", policies
    )


def force(popup: Page, choice: str = "Always blur") -> None:
    """Choose in the popup, as the person does, what the page's site gets."""
    popup.get_by_role("radio", name=choice).check()


def open_options(browser: BrowserContext) -> Page:
    """Open the options page."""
    options = browser.new_page()
    options.goto(f"chrome-extension://{EXTENSION_ID}/options/options.html")
    return options


def open_popup(browser: BrowserContext, page: Page) -> Page:
    """Open the popup as a page of its own, about the tab that holds `page`."""
    page.bring_to_front()
    worker = browser.service_workers[0] if browser.service_workers else None
    worker = worker or browser.wait_for_event("serviceworker")
    tab = worker.evaluate("async () => (await chrome.tabs.query({active: true}))[0].id")
    return open_popup_of(browser, tab)


def open_popup_of(browser: BrowserContext, tab: int) -> Page:
    """Open the popup as a page of its own, about that tab."""
    popup = browser.new_page()
    popup.goto(f"chrome-extension://{EXTENSION_ID}/popup/popup.html?tab={tab}")
    return popup
