"""How many cameras one server serves: the same clip from ever more sessions, with blur.

`python -m tests.bench.bench_room [--size 640x480] [--workers 1] [--sessions 1 2 4 8]`; nothing else
should run meanwhile. The sessions are aiortc's. They send what was encoded before and decode
nothing, so that most of the machine is the server's.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from typing import Any, Final
from urllib.request import Request, urlopen

import av
import numpy as np
import psutil
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcrtpreceiver
from aiortc.mediastreams import MediaStreamTrack

from camveil import wire
from camveil.pipeline.encode import H264Encoder
from camveil.protocol import (
    CHANNEL_PROTOCOL,
    CONTROL_CHANNEL,
    FLAG_COMPOSED,
    FRAMES_CHANNEL,
    PROTOCOL_VERSION,
    CloseSession,
    DownlinkAnchored,
    DownlinkFrame,
    OpenSession,
    SessionOpened,
    UplinkAnchored,
    UplinkFrame,
)
from camveil.settings import EXTENSION_IDS
from camveil.values import Picture
from tests.bench.common import say
from tests.camera.geometry import plan
from tests.camera.recipe import Camera
from tests.server.component.page import H264_FIRST, preferences
from tests.server.component.running_server import free_port
from tests.server.fakes import configure

FRAME_RATE: Final = 30
TICKS: Final = 90_000 // FRAME_RATE
CLIP_FRAMES: Final = 60
WARM_UP_S: Final = 6.0
"Until each session's connection is up, anchored and at its rate."
SECONDS: Final = 10.0
LATE_MS: Final = 250.0
HEADERS: Final = {
    "Content-Type": "application/json",
    "Origin": f"chrome-extension://{EXTENSION_IDS[0]}",
}
Clip = list[bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="640x480")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 2, 3, 4, 6, 8])
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    clip = encoded_clip(width, height)
    vars(rtcrtpreceiver)["get_decoder"] = lambda _codec: NullDecoder()
    say(f"{arguments.size}, {FRAME_RATE} frames a second, {arguments.workers} processes\n")
    say("| cameras | composed in time of each | p50 ms | p95 ms | server cores | server MiB |")
    say("| --- | --- | --- | --- | --- | --- |")
    for sessions in arguments.sessions:
        with served(arguments.workers) as (port, server):
            say(asyncio.run(measured(sessions, port, server, clip)))


def encoded_clip(width: int, height: int) -> Clip:
    """One turn of the clip as H.264, beginning with a key frame."""
    camera = Camera(plan(width, height, CLIP_FRAMES))
    encoder = H264Encoder()
    packets = []
    for number in range(CLIP_FRAMES):
        planes = camera.i420(number)
        chroma = planes[height:].reshape(2, height // 2, width // 2)
        picture = Picture(planes[:height], chroma[0], chroma[1], number * TICKS, False)
        packets.append(bytes(encoder.encode(picture, key_frame=number == 0)))
    return packets


class NullDecoder:
    """What comes back is counted and not looked at."""

    def decode(self, _frame: object) -> list[av.VideoFrame]:
        return []


class ClipTrack(MediaStreamTrack):
    """The clip at the camera's rate, again and again."""

    kind = "video"

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self._clip = clip
        self._numbers = count()
        self._begun_s: float | None = None
        self.sent_s: dict[int, float] = {}
        "When the frame of each timestamp was sent, from 0 on."

    async def recv(self) -> Any:
        number = next(self._numbers)
        now_s = time.perf_counter()
        if self._begun_s is None:
            self._begun_s = now_s
        await asyncio.sleep(max(0.0, self._begun_s + number / FRAME_RATE - now_s))
        packet = av.Packet(self._clip[number % len(self._clip)])
        packet.pts = packet.dts = number * TICKS
        packet.time_base = Fraction(1, 90_000)
        self.sent_s[packet.pts] = time.perf_counter()
        return packet


@dataclass
class Person:
    """One camera in use."""

    clip: Clip
    latencies_ms: list[float] = field(default_factory=list)
    "Of composed frames."

    async def join(self, port: int, tab: int) -> None:
        self.track = ClipTrack(self.clip)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = self.connection.addTransceiver(self.track, direction="sendrecv")
        transceiver.setCodecPreferences(preferences(H264_FIRST))
        self.control = self.connection.createDataChannel(CONTROL_CHANNEL, protocol=CHANNEL_PROTOCOL)
        frames = self.connection.createDataChannel(
            FRAMES_CHANNEL, ordered=False, maxRetransmits=0, protocol=CHANNEL_PROTOCOL
        )
        settings = configure(1, 1)
        self.control.on("open", lambda: self.control.send(wire.encode(settings)))
        self.control.on("message", self._hear)
        frames.on("message", self._count)
        await self.connection.setLocalDescription(await self.connection.createOffer())
        offer = OpenSession(
            protocol_version=PROTOCOL_VERSION, tab=tab, sdp=self.connection.localDescription.sdp
        )
        answer = await asyncio.to_thread(post, port, wire.encode(offer))
        sdp = wire.decode_one(answer, SessionOpened).sdp
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def leave(self) -> None:
        self.control.send(wire.encode(CloseSession()))
        await self.connection.close()

    def _hear(self, text: str) -> None:
        message = wire.decode(text)
        if isinstance(message, UplinkFrame):
            self.control.send(wire.encode(UplinkAnchored(epoch=1)))
        elif isinstance(message, DownlinkFrame):
            self.control.send(wire.encode(DownlinkAnchored(epoch=1)))

    def _count(self, data: bytes) -> None:
        header = wire.decode_frame_result(data).header
        if header.flags & FLAG_COMPOSED:
            sent_s = self.track.sent_s[header.pts_90khz]
            self.latencies_ms.append((time.perf_counter() - sent_s) * 1000)


def post(port: int, body: str) -> str:
    request = Request(f"http://127.0.0.1:{port}/sessions", body.encode(), HEADERS)
    with urlopen(request) as response:
        return str(response.read().decode())


@contextmanager
def served(workers: int) -> Iterator[tuple[int, psutil.Process]]:
    """A server of its own."""
    port = free_port()
    command = [sys.executable, "-m", "camveil", "serve", "--port", str(port)]
    command += ["--workers", str(workers), "--max-sessions-per-tab", "64", "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        time.sleep(2)  # the other processes, of which nothing is told
        yield port, psutil.Process(process.pid)
        process.terminate()


async def measured(sessions: int, port: int, server: psutil.Process, clip: Clip) -> str:
    """A row of the table."""
    people = [Person(clip) for _ in range(sessions)]
    for tab, person in enumerate(people):
        await person.join(port, tab)
    await asyncio.sleep(WARM_UP_S)
    for person in people:
        person.latencies_ms.clear()
    processes = [server, *server.children(recursive=True)]
    cpu_s, begun_s = cpu(processes), time.perf_counter()
    await asyncio.sleep(SECONDS)
    lasted_s = time.perf_counter() - begun_s
    cores = (cpu(processes) - cpu_s) / lasted_s
    memory_mib = sum(process.memory_full_info().pss for process in processes) / 2**20
    latencies_ms = [one for person in people for one in person.latencies_ms]
    rates = [sum(one <= LATE_MS for one in person.latencies_ms) / lasted_s for person in people]
    await asyncio.gather(*(person.leave() for person in people))
    p95_ms = float(np.percentile(latencies_ms, 95)) if latencies_ms else float("nan")
    p50_ms = statistics.median(latencies_ms) if latencies_ms else float("nan")
    return (
        f"| {sessions} | {min(rates):.1f} to {max(rates):.1f} | {p50_ms:.1f} | {p95_ms:.1f} "
        f"| {cores:.2f} | {memory_mib:.0f} |"
    )


def cpu(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return sum(one.user + one.system for one in times)


if __name__ == "__main__":
    main()
