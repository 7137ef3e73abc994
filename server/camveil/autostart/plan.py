"""A plan: files to write, programs to run; and the same backwards."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Command = tuple[str, ...]
DESCRIPTION: Final = "Camveil: background blur for the camera in every web app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """A program that goes on when the one that started it has ended."""

    command: Command
    process_id: Path
    "File that has its number."
    log: Path
    "File that has its output."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one system starts the server at its person's login."""

    manager: str
    "What starts it, in words."
    files: Mapping[Path, bytes]
    start: tuple[Command, ...]
    "Run in this order once the files are there; each must succeed."
    stop: tuple[Command, ...]
    "Run before the files are removed; what isn't there to be stopped may fail."
    stopped: tuple[Command, ...] = ()
    "Run once the files are gone."
    written: tuple[Path, ...] = ()
    "What the system writes meanwhile; removed with the files."
    detached: Detached | None = None
    "Started as well, where the system itself starts nothing before the next login."
    log: str
    "Where the server's log is to be read."

    @property
    def written_later(self) -> tuple[Path, ...]:
        """What comes to be beside `files` once the server is started."""
        detached = self.detached
        return (*self.written, *((detached.process_id, detached.log) if detached else ()))


def server_command(python: str = sys.executable) -> Command:
    """The server of this very installation. Python looks for nothing in the current folder."""
    return (python, "-P", "-m", "camveil", "serve")
