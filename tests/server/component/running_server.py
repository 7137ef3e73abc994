"""`camveil serve` as a process of its own."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession

from camveil import wire
from camveil.protocol import PROTOCOL_VERSION, OpenSession, SessionOpened
from tests.server.component.page import Page
from tests.server.fakes import DEADLINE_S, MS

ID: Final = "abcdefghijklmnopabcdefghijklmnop"
HEADERS: Final = {"Content-Type": "application/json", "Origin": f"chrome-extension://{ID}"}
PACKAGES: Final = Path(__file__).resolve().parents[3] / "server"
UNPAIRED: Final = Path(__file__).resolve().parents[3] / "build" / "unpaired"
"A configuration folder without a token, whatever this machine's user has paired."
STOP_WITHIN_S: Final = 2000 * MS
START_WITHIN_S: Final = 3 * DEADLINE_S
"Imports take seconds on a machine that has just been switched on."


class RunningServer:
    """A process and what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.events: list[dict[str, Any]] = []
        "Of a log in JSON, all that has been read of it."
        self._untold: list[dict[str, Any]] = []

    async def line(self) -> str:
        """The next line on stdout; empty at its end."""
        assert self.process.stdout is not None
        async with asyncio.timeout(START_WITHIN_S):
            return (await self.process.stdout.readline()).decode()

    async def told(self, event: str, count: int) -> list[dict[str, Any]]:
        """The next `count` events of this name in a log in JSON."""
        assert self.process.stderr is not None
        async with asyncio.timeout(START_WITHIN_S):
            while len(found := [one for one in self._untold if one["event"] == event]) < count:
                one = json.loads(await self.process.stderr.readline())
                self.events.append(one)
                self._untold.append(one)
        self._untold = [one for one in self._untold if one not in found[:count]]
        return found[:count]

    async def started(self) -> list[str]:
        """What it says once it serves."""
        return [await self.line() for _ in range(3)]

    async def refused(self) -> str:
        """The one line that says why the server does not start."""
        output, errors = await self.rest()
        assert self.process.returncode == 1
        assert output == ""
        # In its debug mode asyncio also tells what took long on a busy machine.
        (line,) = [one for one in errors.splitlines() if not one.startswith("Executing ")]
        return line

    async def open_session(self, page: Page) -> SessionOpened:
        """As the extension `ID` does, which must be allowed to."""
        offer = wire.encode(
            OpenSession(protocol_version=PROTOCOL_VERSION, tab=1, sdp=await page.offer())
        )
        async with (
            ClientSession() as client,
            client.post(self.url + "/sessions", data=offer, headers=HEADERS) as response,
        ):
            assert response.status == 200
            return wire.decode_one(await response.text(), SessionOpened)

    async def stop(self, number: signal.Signals) -> float:
        """Send a signal and return how many seconds the end took."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        self.process.send_signal(number)
        async with asyncio.timeout(DEADLINE_S):
            await self.process.wait()
        return loop.time() - begun_s

    async def rest(self) -> tuple[str, str]:
        """All that is still to come on stdout and stderr, once the process ends by itself."""
        async with asyncio.timeout(START_WITHIN_S):
            output, errors = await self.process.communicate()
        return output.decode(), errors.decode()


@asynccontextmanager
async def serving(
    *options: str,
    port: int | None = None,
    packages: Path = PACKAGES,
    config: Path = UNPAIRED,
    under: Sequence[str] = (),
) -> AsyncIterator[RunningServer]:
    """Start `camveil serve` (`under` another program if named); kill it if it is left running.

    `config` is the configuration folder, in which it looks for its pairing token.
    """
    port = free_port() if port is None else port
    command = [*under, sys.executable, "-m", "camveil", "serve", "--port", str(port), *options]
    process = await asyncio.create_subprocess_exec(
        *command,
        env={
            **os.environ,
            "PYTHONPATH": str(packages),
            "PYTHONUNBUFFERED": "1",
            "XDG_CONFIG_HOME": str(config),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield RunningServer(process, port)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
