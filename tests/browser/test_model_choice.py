"""The model is chosen in the options, in the middle of a call, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from camveil.protocol import PROTOCOL_VERSION
from tests.browser.chromium import choose
from tests.browser.own_pages import open_page
from tests.browser.serving import PORT, Server
from tests.browser.staging import hidden_in_all, watch_plain

pytestmark = pytest.mark.browser

FAST: Final = {
    "type": "changeSettings",
    "protocol_version": PROTOCOL_VERSION,
    "model": "landscape",
    "provider": "",
}
ATTEMPTS: Final = """async ([server, body]) => {
  const attempts = [];
  const ask = init => attempts.push(fetch(`${server}/settings`, {method: 'POST', body, ...init})
      .then(async response => `${response.type} ${await response.text()}`, ({name}) => name));
  for (const mode of ['cors', 'no-cors']) {
    for (const type of ['text/plain', 'application/json']) {
      ask({mode, headers: {'Content-Type': type}});
      ask({mode, headers: {'Content-Type': type, 'Authorization': 'Bearer x'}});
    }
  }
  attempts.push(navigator.sendBeacon(`${server}/settings`, new Blob([body])));
  return [...new Set(await Promise.all(attempts))].sort();
}"""


@pytest.fixture
def server(running_server: Server, tmp_path: Path) -> Iterator[Server]:
    """With a configuration file of its own, which is written to."""
    running_server.stop()  # the extension looks for one at this port
    server = Server(config=tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(open_lab: Callable[[str], Page], localhost: str, server: Server) -> Page:
    del server  # it is up
    return open_lab(f"{localhost}/lab")


def test_another_model_in_a_call_shows_the_room_to_nobody(
    browser: BrowserContext, page: Page, tmp_path: Path
) -> None:
    watch_plain(page)
    choose(browser, page, "always")
    page.evaluate("lab.until('frames', ({enabled}) => enabled === true)")
    options = open_page(browser, "options")
    quality, processor = options.get_by_label("Quality"), options.get_by_label("Processor")
    said, runs = options.locator("#model-said"), options.locator("#stages dd").first
    expect(quality).to_have_value("pair")
    for name, model in (("Fast", "landscape"), ("Medium", "general"), ("Best", "pair")):
        quality.select_option(name)
        expect(said).to_have_text("In use now.")
        expect(runs).to_have_text(name)
        expect(quality).to_have_value(model)
    processor.select_option("CPU")
    expect(said).to_have_text("In use now.")
    written = (tmp_path / "camveil" / "config.toml").read_text("utf-8")
    assert written == 'model = "pair"\nprovider = "cpu"\n'
    page.evaluate("lab.more('frames', 30)")
    hidden_in_all(page)


def test_it_is_chosen_by_keyboard_and_the_focus_stays(
    browser: BrowserContext, server: Server
) -> None:
    options = open_page(browser, "options")
    quality = options.get_by_label("Quality")
    expect(quality).to_have_value("pair")
    quality.focus()
    options.keyboard.type("Fast")
    expect(options.locator("#model-said")).to_have_text("In use now.")
    expect(quality).to_be_focused()
    assert server.health()["model"] == "landscape"


def test_what_was_decided_at_the_start_cannot_be_chosen(
    browser: BrowserContext, running_server: Server, tmp_path: Path
) -> None:
    running_server.stop()
    server = Server("--model", "general", config=tmp_path)
    server.start()
    options = open_page(browser, "options")
    said = options.locator("#model-said")
    expect(said).to_have_text("Quality: --model decides where the server is started.")
    expect(options.get_by_label("Quality")).to_be_disabled()
    expect(options.get_by_label("Processor")).to_be_enabled()
    server.stop()
    expect(said).to_have_text("Without a server there is nothing to choose.")
    expect(options.get_by_label("Processor")).to_be_disabled()


def test_why_a_choice_is_refused_is_said_in_the_person_s_language(
    browser: BrowserContext, running_server: Server, tmp_path: Path
) -> None:
    running_server.stop()
    models = tmp_path / "models"
    models.mkdir()
    (models / "mine.json").write_text("{}")
    server = Server("--models-dir", str(models), config=tmp_path)
    server.start()
    browser.service_workers[0].evaluate("chrome.storage.local.set({language: 'de'})")
    options = open_page(browser, "options")
    quality, said = options.get_by_label("Qualität"), options.locator("#model-said")
    expect(quality).to_have_value("pair")
    quality.select_option("mine")
    expect(said).to_have_text(
        "Es bleibt bei dem, was vorher gewählt war. Der Server kann dieses Modell nicht verwenden; "
        "warum, steht in seinem Protokoll. Wähle ein anderes."
    )
    expect(quality).to_have_value("pair")
    server.stop()


def test_no_page_chooses_it(page: Page, server: Server, tmp_path: Path) -> None:
    answers = page.evaluate(ATTEMPTS, [f"http://127.0.0.1:{PORT}", json.dumps(FAST)])
    assert set(answers) - {True} <= {"TypeError", "opaque "}
    assert server.health()["model"] == "pair"
    assert not (tmp_path / "camveil" / "config.toml").exists()
