"""The real `camveil serve` as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

PORT: Final = 8793
UNPAIRED: Final = Path(__file__).parents[2] / "build" / "unpaired"
"A configuration folder without a token, whatever this machine's user has paired."
CAMVEIL: Final = Path(sys.executable).with_name("camveil")
WITHIN_S: Final = 15.0
GOODBYE_WITHIN_S: Final = 1.0
"A browser that ends says goodbye, or its sessions last until the server misses them, for 10 s."
POLL_S: Final = 0.02


class Server:
    """The one server that the extension looks for; may be started and stopped again."""

    command: tuple[str | Path, ...] = (CAMVEIL, "serve")

    def __init__(self, *options: str, config: Path = UNPAIRED) -> None:
        """`config` is the configuration folder, in which it looks for its pairing token."""
        self._environment = {**os.environ, "XDG_CONFIG_HOME": str(config)}
        self._options = options
        self._process: subprocess.Popen[str] | None = None

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def pair(self) -> str:
        """Make a new pairing token, asked for from the next start on."""
        output = subprocess.check_output([CAMVEIL, "pair"], env=self._environment, text=True)
        (token,) = [line.strip() for line in output.splitlines() if line.startswith("    ")]
        return token

    def start(self) -> None:
        """Start it if it does not run; returns when it answers."""
        if self._process is not None and self._process.poll() is None:
            return
        self._process = subprocess.Popen(
            [*self.command, *self._options],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        assert self._process.stdout is not None
        lines = [self._process.stdout.readline() for _ in range(3)]
        assert all(lines), "camveil serve ended before it was ready; is the port taken?"

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it stand still, alive but silent."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def health(self) -> dict[str, Any]:
        with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=WITHIN_S) as response:
            answer = json.load(response)
        assert isinstance(answer, dict)
        return answer

    def wait_for_sessions(self, count: int, within_s: float = WITHIN_S) -> None:
        """Wait until so many sessions are open."""
        assert self.has_sessions(count, within_s), self.health()

    def drop_sessions(self) -> None:
        """See that none is left of a browser that has ended."""
        if not self.has_sessions(0, GOODBYE_WITHIN_S):
            self.stop()
            self.start()

    def has_sessions(self, count: int, within_s: float) -> bool:
        """Whether so many sessions are open before that time has passed."""
        deadline_s = time.monotonic() + within_s
        while self.health()["sessions"] != count:
            if time.monotonic() > deadline_s:
                return False
            time.sleep(POLL_S)  # /healthz cannot push
        return True

    def _signal(self, signal_: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(signal_)

    def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        process.send_signal(how)
        process.wait(timeout=WITHIN_S)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
        self._process = None


class FaultyServer(Server):
    """The real server with faults that are switched on and off; see faulty_server.py."""

    command: tuple[str | Path, ...] = (sys.executable, "-m", "tests.browser.faulty_server")

    def change_version(self, version: int | None) -> None:
        """Start it anew with another version of the protocol, or with its own."""
        self.kill()
        own = FaultyServer.command
        self.command = own if version is None else (*own, str(version))
        self.start()

    def fail(self, fault: str) -> None:
        """From now on."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{fault}\n")

    def mend(self) -> None:
        self.fail("none")

    def tasks(self) -> list[str]:
        """What runs on its event loop: the name of each task's coroutine, sorted."""
        self.fail("none, tell tasks")
        assert self._process is not None
        assert self._process.stdout is not None
        names: list[str] = json.loads(self._process.stdout.readline())
        return names
