"""Run inside an empty network namespace: start the server, post an offer, say what came back."""

import asyncio
import fcntl
import json
import signal
import socket
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from aiohttp import ClientSession  # noqa: E402

from camveil import wire  # noqa: E402
from camveil.protocol import PROTOCOL_VERSION, OpenSession  # noqa: E402
from tests.server.component.running_server import serving  # noqa: E402
from tests.server.unit.offers import OFFER  # noqa: E402

ID = "abcdefghijklmnopabcdefghijklmnop"
HEADERS = {"Content-Type": "application/json", "Origin": f"chrome-extension://{ID}"}
SIOCSIFFLAGS = 0x8914
IFF_UP = 1


def bring_up_loopback() -> None:
    request = struct.pack("16sH14x", b"lo", IFF_UP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


async def probe() -> dict[str, object]:
    offer = wire.encode(OpenSession(protocol_version=PROTOCOL_VERSION, tab=1, sdp=OFFER))
    async with serving("--extension-id", ID) as server, ClientSession() as client:
        for _ in range(3):
            await server.line()
        async with client.post(server.url + "/sessions", data=offer, headers=HEADERS) as response:
            status, answer = response.status, await response.text()
        async with client.get(server.url + "/healthz") as response:
            health = await response.text()
        await server.stop(signal.SIGTERM)
        returncode = server.process.returncode
    return {"status": status, "answer": answer, "health": health, "returncode": returncode}


bring_up_loopback()
json.dump(asyncio.run(probe()), sys.stdout)
