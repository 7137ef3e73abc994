"""The page's part of a session, played by a second aiortc peer in the same process."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from aiortc import (
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import VideoFrame

from camveil import wire
from camveil.protocol import (
    CHANNEL_PROTOCOL,
    CONTROL_CHANNEL,
    FRAMES_CHANNEL,
    DownlinkAnchored,
    DownlinkFrame,
    Failure,
    Message,
    UplinkAnchored,
    UplinkFrame,
)
from camveil.rtc.marker_buffer import complete_frames_at_marker
from camveil.rtc.tab_limit import Tab
from camveil.wire import FrameResult
from tests.server.fakes import DEADLINE_S, ScriptedTrack, configure, video_frame

T = TypeVar("T")

FRAME_TICKS: Final = 3000
"A frame's time at 30 a second."
H264_FIRST: Final = ("video/H264", "video/VP8")
VP8_ONLY: Final = ("video/VP8",)
WIDTH: Final = 320
HEIGHT: Final = 240
TAB: Final = Tab("chrome-extension://camveil", 1)


class Inbox:
    """What arrived and was not yet looked at, in order."""

    def __init__(self) -> None:
        self._items: list[object] = []
        self._arrival = asyncio.Condition()

    async def put(self, item: object) -> None:
        async with self._arrival:
            self._items.append(item)
            self._arrival.notify_all()

    async def next(self, kind: type[T], where: Callable[[T], bool] = lambda _item: True) -> T:
        """The first item of this kind, waited for until the deadline; others stay."""
        async with asyncio.timeout(DEADLINE_S), self._arrival:
            while True:
                for index, item in enumerate(self._items):
                    if isinstance(item, kind) and where(item):
                        del self._items[index]
                        return item
                await self._arrival.wait()

    def count(self, kind: type[object]) -> int:
        return sum(isinstance(item, kind) for item in self._items)


class Page:
    """Sends frames up, collects messages, results and frames that come down."""

    def __init__(self, codecs: tuple[str, ...] = H264_FIRST) -> None:
        self.inbox = Inbox()
        self.camera = ScriptedTrack()
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = self.connection.addTransceiver(self.camera, direction="sendrecv")
        transceiver.setCodecPreferences(preferences(codecs))
        complete_frames_at_marker(transceiver.receiver)
        self.control = self.connection.createDataChannel(CONTROL_CHANNEL, protocol=CHANNEL_PROTOCOL)
        self.frames = self.connection.createDataChannel(
            FRAMES_CHANNEL, ordered=False, maxRetransmits=0, protocol=CHANNEL_PROTOCOL
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = asyncio.Event()
        self._left_to_open = 2
        self._begun_s = time.monotonic()
        for channel in (self.control, self.frames):
            channel.on("open", self._on_open)
        self.control.on("message", lambda text: self._later(self._receive(wire.decode(text))))
        self.frames.on(
            "message", lambda data: self._later(self._receive(wire.decode_frame_result(data)))
        )
        self.connection.on("track", lambda track: self._later(self._watch(track)))

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def connect(self, answer_sdp: str) -> None:
        """Take the answer; returns when media and both channels can be used."""
        await self.connection.setRemoteDescription(RTCSessionDescription(answer_sdp, "answer"))
        async with asyncio.timeout(DEADLINE_S):
            await self._ready.wait()

    def send(self, message: Message) -> None:
        self.control.send(wire.encode(message))

    async def configure(
        self,
        revision: int = 1,
        epoch: int = 1,
        *,
        blur: bool = False,
        mask: bool = False,
        effect: str = "blur",
        color: str = "#000000",
        background: str = "",
    ) -> None:
        """Returns when the server has taken the settings."""
        self.send(
            configure(
                revision,
                epoch,
                blur=blur,
                mask=mask,
                effect=effect,
                color=color,
                background=background,
            )
        )
        await self.server_has_read_all()

    async def server_has_read_all(self) -> None:
        """The channel is in order: once nonsense is answered, all before it has been read."""
        self.control.send("nonsense")
        await self.inbox.next(Failure, lambda failure: failure.code == "bad-message")

    async def anchor(self, epoch: int = 1, first_pts_90khz: int = 0) -> None:
        """Play the story of an epoch's beginning, up to frames that flow."""
        self.show(first_pts_90khz)
        await self.inbox.next(UplinkFrame)
        await self.inbox.next(DownlinkFrame)
        await self.inbox.next(VideoFrame)
        await self.inbox.next(FrameResult)
        self.send(UplinkAnchored(epoch=epoch))
        self.send(DownlinkAnchored(epoch=epoch))
        await self.server_has_read_all()

    def show(self, pts_90khz: int, luma: npt.NDArray[np.uint8] | None = None) -> None:
        """Let the camera deliver one frame."""
        self.camera.play(video_frame(pts_90khz, detailed_luma() if luma is None else luma))

    def now_90khz(self) -> int:
        """The timestamp of a frame that the camera takes now."""
        return round((time.monotonic() - self._begun_s) * 90_000)

    async def ask_for_key_frame(self) -> None:
        """As a browser does that has lost a packet for good."""
        (receiver,) = self.connection.getReceivers()
        source = receiver.getSynchronizationSources()[0].source
        await receiver._send_rtcp_pli(source)

    async def close(self) -> None:
        await self.connection.close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _on_open(self) -> None:
        self._left_to_open -= 1
        if self._left_to_open == 0:
            self._ready.set()

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _receive(self, item: object) -> None:
        await self.inbox.put(item)

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                await self.inbox.put(await track.recv())
            except MediaStreamError:
                return


def detailed_luma() -> npt.NDArray[np.uint8]:
    """A pattern that a codec keeps and a blur does not: a chess board of 8 pixels a square."""
    squares = np.indices((HEIGHT // 8, WIDTH // 8)).sum(axis=0) % 2 * 120 + 60
    return np.kron(squares, np.ones((8, 8))).astype(np.uint8)


def preferences(codecs: tuple[str, ...]) -> list[RTCRtpCodecCapability]:
    known = RTCRtpSender.getCapabilities("video").codecs
    wanted = [codec for name in codecs for codec in known if codec.mimeType == name]
    return wanted + [codec for codec in known if codec.mimeType == "video/rtx"]
