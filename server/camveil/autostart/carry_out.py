"""Does what a plan says, and undoes it."""

import subprocess
import time
from contextlib import suppress
from typing import Final

from camveil.autostart import detached
from camveil.autostart.plan import Command, Plan
from camveil.errors import ServiceFailed

WITHIN_S: Final = 30.0
TRIES: Final = 4
PAUSE_S: Final = 0.5


def install(plan: Plan) -> None:
    """Write the files and start the server; an earlier one is stopped.

    Raises ServiceFailed or OSError; what has been written by then, `uninstall` removes.
    """
    _stop(plan)
    for path, content in plan.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for command in plan.start:
        _run_at_last(command)
    if plan.detached is not None:
        detached.start(plan.detached)


def uninstall(plan: Plan) -> bool:
    """Stop the server and remove the files; whether there were any. Raises OSError."""
    there = [path for path in plan.files if path.exists()]
    if not there:
        return False
    _stop(plan)
    for path in (*there, *plan.written):
        path.unlink(missing_ok=True)
    for command in plan.stopped:
        _run(command, must_succeed=False)
    return True


def _stop(plan: Plan) -> None:
    for command in plan.stop:
        _run(command, must_succeed=False)
    if plan.detached is not None:
        detached.stop(plan.detached)


def _run_at_last(command: Command) -> None:
    """launchd refuses to start what it is still stopping, and says no more than that."""
    for _ in range(TRIES - 1):
        with suppress(ServiceFailed):
            return _run(command, must_succeed=True)
        time.sleep(PAUSE_S)
    return _run(command, must_succeed=True)


def _run(command: Command, *, must_succeed: bool) -> None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WITHIN_S,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        if must_succeed:
            raise ServiceFailed(command, str(exc)) from None
        return
    if must_succeed and done.returncode != 0:
        words = (done.stderr or done.stdout).strip()
        raise ServiceFailed(command, words or f"exit status {done.returncode}")
