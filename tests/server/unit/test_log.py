import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from camveil import log
from camveil.log import Log, pairs


@contextmanager
def configured(level: str = "info", form: str = "text") -> Iterator[None]:
    """Our handler in place of pytest's. No fixture: pytest has other handlers while it sets up."""
    root = logging.getLogger()
    handlers, before = root.handlers[:], root.level
    root.handlers.clear()
    log.configure(level, form)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        logging.getLogger("camveil").setLevel(logging.NOTSET)


def test_an_event_is_one_line_of_pairs_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        Log(session="8f2c").bind(part="effect").info("configured", blur=True, reason="two words")
    output = capsys.readouterr()
    assert output.out == ""
    time, rest = output.err.split(" ", 1)
    assert time.startswith("time=2")
    assert rest == (
        'level=info event=configured session=8f2c part=effect blur=True reason="two words"\n'
    )


def test_a_fault_stays_one_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        try:
            raise RuntimeError("broken")
        except RuntimeError as exc:
            Log().fault("effect-failed", exc)
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "level=error event=effect-failed" in error
    assert "RuntimeError: broken" in error


def test_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        logging.getLogger("aiortc").info("chatter")
        logging.getLogger("aiortc").warning("something\nodd")
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert 'level=warning event=library source=aiortc message="something\\nodd"' in error


def test_a_request_that_is_no_http_is_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        logging.getLogger("aiohttp.server").error("Error handling request: GET my secret")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain-1.5:a/b_c+d", "plain-1.5:a/b_c+d"),
        ("", '""'),
        ("a b", '"a b"'),
        ("a=b", '"a=b"'),
        ('say "x"', '"say \\"x\\""'),
        ("two\nlines", '"two\\nlines"'),
    ],
)
def test_no_value_can_forge_another_pair_or_line(value: str, written: str) -> None:
    assert pairs({"key": value}) == f"key={written}"


def test_for_programs_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    with configured(form="json"):
        Log(session="8f2c").info("configured", blur=True, revision=3, path=Path("a"))
        logging.getLogger("aiortc").warning("something\nodd")
    event, library = map(json.loads, capsys.readouterr().err.splitlines())
    assert event.pop("time").startswith("2")
    assert event == {
        "level": "info",
        "event": "configured",
        "session": "8f2c",
        "blur": True,
        "revision": 3,
        "path": "a",
    }
    assert library["source"] == "aiortc"
    assert library["message"] == "something\nodd"


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    with configured(level="warning"):
        Log().info("first")
        Log().warning("second")
        log.log_level("error")
        Log().warning("third")
    assert [line.split("event=")[1] for line in capsys.readouterr().err.splitlines()] == ["second"]
