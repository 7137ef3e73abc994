"""Small real stand-ins for what a session's parts talk to, and deadlines for tests that wait."""

import asyncio
import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame

from camveil.protocol import PROTOCOL_VERSION, Configure, Health, Message
from camveil.rtc.meter import Drop, Outcome
from camveil.values import StageTimings

MS: Final = 0.001 * float(os.environ.get("TEST_TIMEOUT_FACTOR", "1"))
DEADLINE_S: Final = 10_000 * MS
"Far more than anything here takes; only a failing test ever waits so long."
TIMINGS: Final = StageTimings(wait_us=300, segment_us=2000, composite_us=4000, encode_us=3000)


class FakeClock:
    """Time passes when the test says so."""

    def __init__(self) -> None:
        self._now_s = 100.0

    def now_s(self) -> float:
        return self._now_s

    def advance(self, duration_s: float) -> None:
        self._now_s += duration_s


AT_REST: Final = Health(
    protocol_version=PROTOCOL_VERSION,
    version="1",
    model="landscape",
    provider="cpu",
    paired=True,
    sessions=0,
    decode_wait_ms=0,
    segment_ms=0,
    composite_ms=0,
    encode_ms=0,
    frame_rate=0,
    avg_filter_duration_ms=0,
    frames_dropped=0,
    camera_frame_rate=0,
    duration_period_ms=0,
    cpu_utilization=0,
    filter_ms=0,
    cpu_period_ms=0,
)
"A server without sessions."


def configure(
    revision: int,
    epoch: int,
    *,
    blur: bool = True,
    mask: bool = False,
    effect: str = "blur",
    strength: float = 15,
    color: str = "#000000",
    background: str = "",
    only_me: bool = False,
) -> Configure:
    return Configure(
        revision=revision,
        epoch=epoch,
        blur=blur,
        mask=mask,
        effect=effect,
        strength=strength,
        color=color,
        background=background,
        only_me=only_me,
    )


class RecordingControl:
    """Remembers what the page was told."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


class RecordingResults:
    """Remembers the results of frames."""

    def __init__(self) -> None:
        self.results: list[bytes] = []

    def send(self, result: bytes) -> None:
        self.results.append(result)


class RecordingMeter:
    """Remembers what was counted."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.drops: list[Drop] = []
        self.open: list[int] = []
        self.count_opened = 0
        self.concealments = 0

    def frame(self, timings: StageTimings, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def dropped(self, drop: Drop, count: int) -> None:
        self.drops += [drop] * count

    def concealed(self) -> None:
        self.concealments += 1

    def opened(self) -> None:
        self.count_opened += 1

    def sessions(self, count: int) -> None:
        self.open.append(count)


class RecordingChannel:
    """A data channel that goes nowhere."""

    def __init__(self) -> None:
        self.readyState = "open"
        self.bufferedAmount = 0
        self.sent: list[str | bytes] = []
        self._listeners: list[Callable[[str | bytes], None]] = []

    def send(self, data: str | bytes) -> None:
        self.sent.append(data)

    def on(self, event: str, listener: Callable[[str | bytes], None]) -> None:
        assert event == "message"
        self._listeners.append(listener)

    def receive(self, data: str | bytes) -> None:
        for listener in self._listeners:
            listener(data)


class ScriptedTrack(MediaStreamTrack):
    """Delivers the frames that it is given, each once, and waits for more."""

    kind = "video"

    def __init__(self, frames: Sequence[VideoFrame] = ()) -> None:
        super().__init__()
        self._frames: asyncio.Queue[VideoFrame | None] = asyncio.Queue()
        for frame in frames:
            self.play(frame)

    def play(self, frame: VideoFrame) -> None:
        self._frames.put_nowait(frame)

    def end(self) -> None:
        self._frames.put_nowait(None)

    async def recv(self) -> VideoFrame:
        frame = await self._frames.get()
        if frame is None:
            self.stop()
            raise MediaStreamError
        return frame


def video_frame(pts_90khz: int, luma: npt.NDArray[np.uint8] | None = None) -> VideoFrame:
    """An I420 frame with this luma, grey 64x48 without one."""
    if luma is None:
        luma = np.full((48, 64), 128, np.uint8)
    height, width = luma.shape
    chroma = np.full((height // 2, width), 128, np.uint8)
    frame = VideoFrame.from_ndarray(np.concatenate([luma, chroma]), format="yuv420p")
    frame.pts = pts_90khz
    frame.time_base = Fraction(1, 90_000)
    return frame
