"""The track that goes back to the page: packets of our own encoder, in order."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import Packet
from av.video.stream import VideoStream

MAX_WAITING: Final = 2
"One being fetched and one ready; more would only be latency."


class EffectTrack(MediaStreamTrack):
    """Hands packets to the RTP sender, which asks for one whenever it has sent the last.

    An encoded packet cannot be replaced by a newer one, because the next builds on it. So the
    bound is upheld before encoding: wait for `room` first.
    """

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._packets: deque[tuple[Packet[VideoStream], Callable[[], None]]] = deque()
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def offer(self, packet: "Packet[VideoStream]", on_handed_over: Callable[[], None]) -> None:
        """Queue a packet; the callback runs when the RTP sender takes it, or else never."""
        if self.readyState != "live":
            return
        self._packets.append((packet, on_handed_over))
        self._filled.set()
        if len(self._packets) >= MAX_WAITING:
            self._room.clear()

    async def room(self) -> None:
        """Wait until a packet may be encoded. Raises MediaStreamError once the track ended."""
        await self._room.wait()
        if self.readyState != "live":
            raise MediaStreamError

    def discard(self) -> bool:
        """Forget the packets that nobody took; whether there were any. A key frame must follow."""
        discarded = bool(self._packets)
        self._packets.clear()
        self._filled.clear()
        self._room.set()
        return discarded

    async def recv(self) -> "Packet[VideoStream]":
        """The next packet, for the RTP sender only."""
        await self._filled.wait()
        if self.readyState != "live":
            raise MediaStreamError
        packet, on_handed_over = self._packets.popleft()
        if not self._packets:
            self._filled.clear()
        self._room.set()
        on_handed_over()
        return packet

    def stop(self) -> None:
        super().stop()
        self._packets.clear()
        self._filled.set()
        self._room.set()
