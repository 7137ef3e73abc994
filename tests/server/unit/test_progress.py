"""The bar for whoever waits."""

import io

import pytest

from camveil.cli.progress import progress_bar


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, *parts: float) -> str:
    monkeypatch.setattr("sys.stderr", stderr)
    with progress_bar("a.mp4") as move:
        for part in parts:
            move(part, f"at {part}")
    return stderr.getvalue()


def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal(), 0.0, 0.25, 1.0)
    assert "a.mp4" in text
    assert "25%" in text
    assert "at 0.25" in text
    assert "100%" in text


def test_the_bar_never_goes_back_or_too_far(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal(), 0.5, 0.2, 7.0)
    assert "50%" in text
    assert "20%" not in text
    assert "700%" not in text
    assert "100%" in text


def test_a_file_and_a_program_see_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), 0.0, 0.5, 1.0) == ""
