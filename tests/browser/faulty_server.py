"""The real server, with faults that its own code cannot have caused, switched by lines on stdin.

Each line names a fault of FAULTS, or "none"; "none, tell tasks" is answered by a line of JSON with
what each of its tasks runs. An argument is the protocol version that it speaks.
"""

from __future__ import annotations

import asyncio
import json
import random
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakSet

from av import Packet
from av.video.stream import VideoStream

from camveil import log, wire
from camveil.http import routes
from camveil.http import server as http_server
from camveil.protocol import DEFAULT_PORT
from camveil.rtc.effect_track import EffectTrack
from camveil.rtc.results_channel import ResultsChannel
from camveil.segmenters import OwnedSegmenter, open_chosen
from camveil.settings import Settings
from camveil.values import Alpha, Picture

LATE_S: Final = 1.0
PTS_AT: Final = struct.calcsize("<BBHI")
"Where a FrameResult has its timestamp."
FAULTS: Final = (
    "model fails",
    "model is slow",
    "results are missing",
    "results are late",
    "results are of other frames",
    "results are noise",
    "frames channel closed",
    "media stalls",
    "media of this connection stalls",
    "media has other timestamps",
)
_fault = ["none"]
_channels: WeakSet[ResultsChannel] = WeakSet()
_tracks: WeakSet[EffectTrack] = WeakSet()
_stalled: WeakSet[EffectTrack] = WeakSet()


class FaultySegmenter:
    """A real one that fails or takes its time."""

    def __init__(self, real: OwnedSegmenter) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def segment(self, picture: Picture) -> Alpha:
        if _fault[0] == "model fails":
            raise RuntimeError("no memory left")
        if _fault[0] == "model is slow":
            time.sleep(LATE_S)
        return self._real.segment(picture)


def _patch_model() -> None:
    opened = open_chosen
    vars(http_server)["open_chosen"] = lambda *args: FaultySegmenter(opened(*args))


def _patch_results() -> None:
    attach, send = ResultsChannel.attach, ResultsChannel.send

    def faulty_attach(self: ResultsChannel, channel: Any) -> None:
        _channels.add(self)
        attach(self, channel)

    def faulty_send(self: ResultsChannel, result: bytes) -> None:
        match _fault[0]:
            case "results are missing":
                return
            case "results are late":
                asyncio.get_running_loop().call_later(LATE_S, send, self, result)
            case "results are of other frames":
                send(self, result[:PTS_AT] + random.randbytes(4) + result[PTS_AT + 4 :])
            case "results are noise":
                send(self, random.randbytes(random.randrange(64)))
            case _:
                send(self, result)

    ResultsChannel.attach = faulty_attach  # type: ignore[method-assign]
    ResultsChannel.send = faulty_send  # type: ignore[method-assign]


def _patch_media() -> None:
    offer = EffectTrack.offer

    def faulty_offer(
        self: EffectTrack, packet: Packet[VideoStream], on_handed_over: Callable[[], None]
    ) -> None:
        _tracks.add(self)
        if _fault[0] == "media stalls" or self in _stalled:
            on_handed_over()
            return
        if _fault[0] == "media has other timestamps":
            assert packet.pts is not None
            packet.pts += 7 * 90_000
        offer(self, packet, on_handed_over)

    EffectTrack.offer = faulty_offer  # type: ignore[method-assign]


def _patch_version(version: int) -> None:
    for module in (routes, wire):
        vars(module)["PROTOCOL_VERSION"] = version


def _obey() -> None:
    _fault[0] = sys.stdin.readline().strip()
    if _fault[0] == "media of this connection stalls":
        _stalled.update(_tracks)
    if _fault[0] == "none, tell tasks":
        running = [getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks()]
        _say(json.dumps(sorted(running)) + "\n")
    if _fault[0] == "frames channel closed":
        for results in list(_channels):
            channel = results._channel
            if channel is not None and channel.readyState == "open":
                channel.close()


async def _serve() -> None:
    asyncio.get_running_loop().add_reader(sys.stdin, _obey)
    settings = Settings(host="127.0.0.1", port=DEFAULT_PORT, model="landscape")
    await http_server.serve(settings, _announce)


def _announce(address: str) -> None:
    _say(f"{address}\n\n\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    log.configure()
    _patch_model()
    _patch_results()
    _patch_media()
    if len(sys.argv) > 1:
        _patch_version(int(sys.argv[1]))
    asyncio.run(_serve())
