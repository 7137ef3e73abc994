"""One session, from offer to release; owns every part of it."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Coroutine
from typing import Final

from camveil.clock import Clock
from camveil.log import Log
from camveil.pipeline.encode import H264Encoder, VideoEncoder, Vp8Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.protocol import (
    CONTROL_CHANNEL,
    FRAMES_CHANNEL,
    CloseSession,
    Configure,
    DownlinkAnchored,
    UplinkAnchored,
)
from camveil.rtc.answer_sdp import VideoCodec
from camveil.rtc.control_channel import ControlChannel, FromPage
from camveil.rtc.effect import Effect
from camveil.rtc.effect_track import EffectTrack
from camveil.rtc.effect_worker import EffectWorker
from camveil.rtc.frame_pump import pump_frames
from camveil.rtc.limits import SessionLimits
from camveil.rtc.meter import Drop
from camveil.rtc.peer import Peer
from camveil.rtc.results_channel import ResultsChannel
from camveil.rtc.session_state import Event, State, next_state
from camveil.rtc.stats import FrameStats
from camveil.rtc.told_events import ToldEvents

RELEASE_WITHIN_S: Final = 0.5
"For each part. They need milliseconds, and the whole server has promised to end within 2 s."


class Session:
    """Answers an offer, then runs until the page, the connection or the server ends it."""

    def __init__(
        self,
        session_id: str,
        *,
        pipeline: Pipeline,
        turns: asyncio.Semaphore,
        clock: Clock,
        stats: FrameStats,
        events: ToldEvents,
        limits: SessionLimits,
        local: bool,
        backgrounds: Container[str],
        on_closed: Callable[["Session"], None],
    ) -> None:
        self.session_id = session_id
        self._pipeline = pipeline
        self._turns = turns
        self._clock = clock
        self._stats = stats
        self._events = events
        self._limits = limits
        self._local = local
        self._backgrounds = backgrounds
        self._on_closed = on_closed
        self._log = Log(session=session_id)
        self._state = State.NEW
        self._connected = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self._parts: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        self._control = ControlChannel(self._obey)
        self._results = ResultsChannel()
        self._track = EffectTrack()
        self._effect: Effect | None = None
        self._peer = Peer(local=local, on_connected=self._on_connected, on_lost=self._on_lost)
        self._peer.expect_channel(CONTROL_CHANNEL, self._control.attach)
        self._peer.expect_channel(FRAMES_CHANNEL, self._results.attach)
        self._own("peer", self._peer.close)

    @property
    def state(self) -> State:
        return self._state

    @property
    def quiet_s(self) -> float:
        """How long its page has said and shown nothing; 0 before the offer is accepted."""
        return 0.0 if self._effect is None else self._effect.quiet_s()

    async def answer(self, offer_sdp: str) -> str:
        """The answer to the page's offer. Raises BadSdp; after any error the session is closed."""
        try:
            codec = await self._peer.accept(offer_sdp, self._track)
            # Raises if the session was closed in the meantime: then nothing more may be started.
            self._move(Event.OFFER_ACCEPTED)
            self._start(codec)
            return await self._peer.answer(codec)
        except BaseException:
            await self.close(Event.OFFER_REFUSED)
            raise

    async def close(self, cause: Event) -> None:
        """Release everything. Every caller waits for the same release; the first cause counts."""
        await asyncio.shield(self._close_soon(cause))

    def end(self, cause: Event) -> None:
        """Begin to release everything, and wait for nothing."""
        self._close_soon(cause)

    def _start(self, codec: VideoCodec) -> None:
        encoder: VideoEncoder = H264Encoder() if codec.name == "H264" else Vp8Encoder()
        name = f"effect-{self.session_id}"
        worker = EffectWorker(self._pipeline, encoder, self._clock, name)
        self._own("worker", worker.close)
        effect = Effect(
            worker,
            self._turns,
            self._track,
            self._control,
            self._results,
            self._clock,
            self._stats,
            self._events,
            self._log,
            self._backgrounds,
        )
        self._effect = effect
        self._peer.on_key_frame_request(effect.want_key_frame)
        if not self._local:
            self._peer.on_bit_rate_estimate(encoder.limit)
        effect_task = self._run("effect", effect.run(), then=Event.PEER_LOST)
        self._own("effect", lambda: _stopped(effect, effect_task))
        pump = pump_frames(self._peer.uplink, effect.receive)
        self._own_task(self._run("pump", pump, then=Event.PEER_LOST))
        self._own_task(self._run("connect-deadline", self._give_up_unless_connected()))
        silence = self._wait_for_silence(effect)
        self._own_task(self._run("silence", silence, then=Event.PAGE_SILENT))

    def _run(
        self, name: str, work: Coroutine[None, None, None], then: Event | None = None
    ) -> "asyncio.Task[None]":
        """Run a task of this session. When it fails the session ends; `then` is for its success."""

        async def guarded() -> None:
            try:
                await work
            except Exception as exc:  # a mistake of ours must not leave half a session behind
                self._log.fault(f"{name}-failed", exc)
                self._close_soon(Event.FAULT)
            else:
                if then is not None:
                    self._close_soon(then)

        return asyncio.create_task(guarded(), name=f"session-{self.session_id}-{name}")

    def _own(self, name: str, release: Callable[[], Awaitable[None]]) -> None:
        self._parts.append((name, release))

    def _own_task(self, task: "asyncio.Task[None]") -> None:
        self._own(task.get_name(), lambda: _cancelled(task))

    async def _give_up_unless_connected(self) -> None:
        try:
            async with asyncio.timeout(self._limits.connect_within_s):
                await self._connected.wait()
        except TimeoutError:
            self._close_soon(Event.NOT_CONNECTED_IN_TIME)

    async def _wait_for_silence(self, effect: Effect) -> None:
        await self._connected.wait()
        effect.expect_page()
        limit_s = self._limits.silent_within_s
        # Nothing happens at the moment that this waits for, so there is no event to wait for.
        while (silence_s := effect.silence_s()) < limit_s:  # noqa: ASYNC110
            await asyncio.sleep(limit_s - silence_s)

    def _on_connected(self) -> None:
        # A connection may come about in the very moment in which the session is given up.
        if self._state is State.CONNECTING:
            self._connected.set()
            self._move(Event.CONNECTED)

    def _on_lost(self) -> None:
        self._close_soon(Event.PEER_LOST)

    def _obey(self, message: FromPage) -> None:
        assert self._effect is not None, "there is no channel before the answer"
        match message:
            case Configure():
                self._effect.configure(message)
            case UplinkAnchored(epoch=epoch):
                self._effect.anchoring.uplink_anchored(epoch)
            case DownlinkAnchored(epoch=epoch):
                self._effect.anchoring.downlink_anchored(epoch)
            case CloseSession():
                self._close_soon(Event.PAGE_CLOSED)

    def _close_soon(self, cause: Event) -> "asyncio.Task[None]":
        if self._closing is None:
            self._move(cause)
            name = f"session-{self.session_id}-release"
            self._closing = asyncio.create_task(self._release(), name=name)
        return self._closing

    async def _release(self) -> None:
        for name, release in reversed(self._parts):  # last opened, first closed
            try:
                async with asyncio.timeout(RELEASE_WITHIN_S):
                    await release()
            except Exception as exc:  # one part's failure must not leak the others
                self._log.fault(f"{name}-not-released", exc)
        self._move(Event.RELEASED)
        self._on_closed(self)

    def _move(self, event: Event) -> None:
        old, self._state = self._state, next_state(self._state, event)
        facts: dict[str, object] = {
            "was": old.value,
            "now": self._state.value,
            "cause": event.value,
        }
        if self._state is State.CLOSED and self._effect is not None:
            facts["frames_replaced"] = self._effect.replaced
            facts["frames_stale"] = self._effect.stale
            facts["results_dropped"] = self._results.dropped
            self._stats.drop(Drop.RESULT, self._results.dropped)
        self._log.info("session", **facts)


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


async def _stopped(effect: Effect, task: "asyncio.Task[None]") -> None:
    """The job in progress is waited for: a thread cannot be cancelled."""
    effect.stop()
    if not effect.busy:
        task.cancel()
    await asyncio.wait([task])
