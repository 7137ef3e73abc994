"""`camveil demo`: whether it starts a server, and what it opens."""

import webbrowser
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from camveil.cli import main
from camveil.who_answers import Camveil, Nobody, Stranger

ADDRESS = "http://127.0.0.1:8793/"


class Browser(webbrowser.BaseBrowser):
    """Remembers what it was to open."""

    def __init__(self, can: bool = True) -> None:
        self.opened: list[str] = []
        self._can = can

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        return self._can


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the command did instead of serving."""
    done: list[str] = []

    def run(_configuration: object, then: Callable[[str], None]) -> None:
        done.append("served")
        then(ADDRESS)

    monkeypatch.setattr("camveil.cli.demo.run", run)
    return done


def invoke(
    monkeypatch: pytest.MonkeyPatch, browser: Browser | None, answers: object, *arguments: str
) -> str:
    def get(name: str | None) -> Browser:
        if browser is None or name == "unknown":
            raise webbrowser.Error
        return browser

    def who_answers(_settings: Any) -> object:
        return answers

    monkeypatch.setattr(webbrowser, "get", get)
    monkeypatch.setattr("camveil.cli.demo.who_answers", who_answers)
    result = CliRunner().invoke(main, ["demo", *arguments])
    assert result.exit_code == (1 if "unknown" in arguments else 0)
    return result.output


def test_a_server_that_runs_is_used(monkeypatch: pytest.MonkeyPatch, started: list[str]) -> None:
    browser = Browser()
    assert ADDRESS in invoke(monkeypatch, browser, Camveil({}))
    assert (browser.opened, started) == ([ADDRESS], [])


@pytest.mark.parametrize("answers", [Nobody(), Stranger("it is silent")])
def test_else_one_is_started_which_says_what_is_in_its_way(
    monkeypatch: pytest.MonkeyPatch, started: list[str], answers: object
) -> None:
    browser = Browser()
    invoke(monkeypatch, browser, answers)
    assert (browser.opened, started) == ([ADDRESS], ["served"])


@pytest.mark.parametrize("browser", [None, Browser(can=False)])
def test_where_no_browser_can_be_opened_the_address_is_told(
    monkeypatch: pytest.MonkeyPatch, started: list[str], browser: Browser | None
) -> None:
    assert f"open {ADDRESS} in yours" in invoke(monkeypatch, browser, Camveil({}))


def test_a_browser_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, started: list[str]
) -> None:
    output = invoke(monkeypatch, Browser(), Nobody(), "--browser", "unknown")
    assert "There is no browser of the name unknown here" in output
    assert started == []
