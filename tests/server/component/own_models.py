"""A user's own model and its process, for tests that break them."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil
import pytest

from camveil.clock import SystemClock
from camveil.errors import ModelRefused
from camveil.segmenters.process.child import COMMAND
from camveil.segmenters.process.segmenter import ModelLimits, ProcessSegmenter
from camveil.segmenters.process.wishes import Wishes
from camveil.segmenters.spec import UNIT
from camveil.values import Size
from tests.server.fakes import DEADLINE_S
from tests.server.unit.pictures import flat_picture

MODULE: Final = COMMAND[-1]
HOSTILE: Final = Path(__file__).with_name("hostile_child.py")
LOGGER: Final = logging.getLogger("camveil")
TRIED: Final = Wishes(tried=True, input_ranges=(UNIT, UNIT, UNIT))
"Of a model that is too simple to know a person."
BLACK: Final = flat_picture(Size(64, 48), 16)
WHITE: Final = flat_picture(Size(64, 48), 235)


class Moves(logging.Handler):
    """What the log says of models' lives, to be waited for."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._changed = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._changed:
            self.lines.append(record.getMessage())
            self._changed.notify_all()

    @property
    def story(self) -> list[str]:
        """The states that models have come to."""
        with self._changed:
            return re.findall(r"now=(\S+)", "\n".join(self.lines))

    def wait_for(self, state: str, times: int = 1) -> None:
        """Until a model has come to this state that often."""
        with self._changed:
            seen = self._changed.wait_for(
                lambda: re.findall(r"now=(\S+)", "\n".join(self.lines)).count(state) >= times,
                timeout=3 * DEADLINE_S,
            )
        assert seen, self.lines


@contextmanager
def moves() -> Iterator[Moves]:
    handler = Moves()
    level = LOGGER.level
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(level)


@contextmanager
def own_segmenter(
    content: bytes,
    *,
    wishes: Wishes = TRIED,
    limits: ModelLimits | None = None,
    hostile: str | None = None,
) -> Iterator[ProcessSegmenter]:
    """A segmenter that begins to load; `hostile` names what its process does instead."""
    command = COMMAND if hostile is None else (sys.executable, str(HOSTILE), hostile)
    path = Path("somebody/own.onnx")
    segmenter = ProcessSegmenter(
        path, content, SystemClock(), wishes=wishes, limits=limits, command=command
    )
    try:
        yield segmenter
    finally:
        segmenter.close()


def refusal(
    content: bytes,
    *,
    wishes: Wishes = TRIED,
    limits: ModelLimits | None = None,
    hostile: str | None = None,
) -> str:
    """Why this model is not taken. No process is left, although nobody has closed anything yet."""
    with own_segmenter(content, wishes=wishes, limits=limits, hostile=hostile) as segmenter:
        with pytest.raises(ModelRefused) as caught:
            segmenter.wait_ready()
        assert model_processes() == []
        with pytest.raises(ModelRefused):
            segmenter.segment(BLACK)
    return caught.value.reason


def wait_until(seen: Callable[[], bool]) -> None:
    """For what other processes do, of which there are no events."""
    deadline_s = time.monotonic() + DEADLINE_S
    while not seen():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def model_processes(of: int | None = None) -> list[psutil.Process]:
    """The processes of models that this one has started, or the one with this id."""
    found = []
    for process in psutil.Process(of).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends while it is looked at
            if {MODULE, str(HOSTILE)} & set(process.cmdline()):
                found.append(process)
    return found


def the_process(of: int | None = None) -> psutil.Process:
    (process,) = model_processes(of)
    return process
