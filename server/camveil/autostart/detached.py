"""A server that goes on by itself, where no part of the system looks after it."""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from camveil.autostart.plan import Detached

ENDS_WITHIN_S: Final = 5.0
POLL_S: Final = 0.05
PROCESSES: Final = Path("/proc")


def start(program: Detached) -> None:
    """Raises OSError."""
    if sys.platform == "win32":
        raise AssertionError("its scheduler starts the server")
    program.log.parent.mkdir(parents=True, exist_ok=True)
    # Not `subprocess`, which wants to know how its programs end.
    number = os.posix_spawnp(
        program.command[0],
        program.command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, program.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    program.process_id.write_text(f"{number}\n", "ascii")


def stop(program: Detached, processes: Path = PROCESSES) -> None:
    """End it if it still runs, and remove its files."""
    try:
        number = int(program.process_id.read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return
    if _is(number, program, processes):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
        until_s = time.monotonic() + ENDS_WITHIN_S
        while _is(number, program, processes) and time.monotonic() < until_s:
            time.sleep(POLL_S)  # not our child: nobody tells us
    for path in (program.process_id, program.log):
        path.unlink(missing_ok=True)


def _is(number: int, program: Detached, processes: Path) -> bool:
    """Whether the process of this number is the one: numbers are given again."""
    try:
        words = (processes / str(number) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    # Not the first word: an earlier installation has another Python.
    return words[1:-1] == [word.encode() for word in program.command[1:]]
