"""The server's hold on the model's process: starting it, talking to it, ending it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from camveil.clock import Clock
from camveil.segmenters.process.messages import (
    HEADER,
    Garbled,
    Kind,
    Lengths,
    decode_header,
    encode_header,
)
from camveil.segmenters.process.state import Event

COMMAND: Final = (sys.executable, "-P", "-m", "camveil.segmenters.process")
"-P: a file in the current folder must not pass for a module."
KEPT: Final = ("LD_LIBRARY_PATH", "TMPDIR")
"Of the environment: where Python may have its libraries, and where an empty folder can be made."
REAPED_WITHIN_S: Final = 1.0
"A process that was killed ends at once, unless the machine itself is in trouble."


class ChildFailed(Exception):
    """The process is of no more use."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__(event)


class Child:
    """A process and a socket to it; for one thread, but for `hang_up`."""

    def __init__(self, command: Sequence[str], clock: Clock) -> None:
        """Start the process; raises OSError."""
        self._clock = clock
        self.socket, theirs = socket.socketpair()
        "Readable while nothing was asked means that the process has failed: see `overheard`."
        with theirs:
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=theirs.fileno(),
                    # Libraries write there what a model made them say.
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                    # Out of the reach of Ctrl-C, and all that it starts ends with it.
                    start_new_session=True,
                )
            except BaseException:
                self.socket.close()
                raise

    def ask(
        self,
        kind: Kind,
        payload: bytes,
        *,
        number: int,
        lengths: Lengths,
        within_s: float,
    ) -> tuple[Kind, bytearray]:
        """Send a message; returns the answer, one of these kinds with a fitting length.

        Raises ChildFailed.
        """
        until_s = self._clock.now_s() + within_s
        try:
            for part in (encode_header(kind, len(payload), number), payload):
                self.socket.settimeout(self._left_s(until_s))
                self.socket.sendall(part)
            head = decode_header(self._receive(HEADER.size, until_s), number, lengths)
            return Kind(head.kind), self._receive(head.length, until_s)
        except TimeoutError:
            raise ChildFailed(Event.LATE) from None
        except (EOFError, OSError):
            raise ChildFailed(Event.DIED) from None
        except Garbled:
            raise ChildFailed(Event.GARBLED) from None

    def overheard(self) -> ChildFailed:
        """What it means that the socket can be read although nothing was asked."""
        try:
            return ChildFailed(Event.GARBLED if self.socket.recv(1) else Event.DIED)
        except OSError:
            return ChildFailed(Event.DIED)

    def hang_up(self) -> None:
        """End what another thread is sending or receiving, now."""
        with contextlib.suppress(OSError):  # the process may have hung up before
            self.socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> str:
        """Kill the process if it still runs; returns how it ended."""
        # Before it is waited for: until then nobody else can have its number.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        self.socket.close()
        try:
            status = self._process.wait(REAPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            return "not ended"
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def _receive(self, length: int, until_s: float) -> bytearray:
        data = bytearray(length)
        rest = memoryview(data)
        while rest:
            self.socket.settimeout(self._left_s(until_s))
            count = self.socket.recv_into(rest)
            if count == 0:
                raise EOFError
            rest = rest[count:]
        return data

    def _left_s(self, until_s: float) -> float:
        left_s = until_s - self._clock.now_s()
        if left_s <= 0:
            raise TimeoutError
        return left_s


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    # numpy's library would start threads, which nothing here needs.
    return {
        **kept,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
