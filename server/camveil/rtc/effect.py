"""What a session does with the page's frames: what is made of each, and what the page is told."""

import asyncio
from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Final, Protocol

from aiortc.mediastreams import MediaStreamError
from av import VideoFrame

from camveil import wire
from camveil.clock import Clock
from camveil.errors import CamveilError
from camveil.log import Log
from camveil.protocol import (
    COMPOSED_WITHIN_MS,
    BackgroundWanted,
    Configure,
    DownlinkFrame,
    Message,
    UplinkFrame,
)
from camveil.rtc.anchoring import Anchoring, Downlink
from camveil.rtc.broken_background import BrokenBackground
from camveil.rtc.concealments import Concealments
from camveil.rtc.effect_track import EffectTrack
from camveil.rtc.effect_worker import Done, Job
from camveil.rtc.filter_load import FilterLoad
from camveil.rtc.frame_age import FrameAge
from camveil.rtc.frame_count import FrameCount
from camveil.rtc.latest_slot import LatestSlot, SlotClosed
from camveil.rtc.meter import Drop, Outcome
from camveil.rtc.stats import FrameStats
from camveil.rtc.told_events import ToldEvents
from camveil.rtc.wanted_background import WantedBackground
from camveil.values import EffectSettings, FramePlace, StageTimings

OFF = EffectSettings(revision=0, epoch=0, blur=False, mask=False)
STALE_S: Final = COMPOSED_WITHIN_MS / 1000
"""The page takes its result for late. And were it sent, Chromium would hold each of the next
frames back for as long."""


class Worker(Protocol):
    """Where jobs are done, off the event loop."""

    async def process(self, job: Job) -> Done: ...


class Control(Protocol):
    """Where the page is told things in order."""

    def send(self, message: Message) -> None: ...


class Results(Protocol):
    """Where frames' results go."""

    def send(self, result: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class _Arrived:
    frame: VideoFrame
    place: FramePlace
    arrived_s: float


class Effect:
    """Takes frames from `receive`, gives composed ones to the track and results to the page.

    Everything but the work itself happens on the event loop, so nothing here needs a lock.
    """

    def __init__(
        self,
        worker: Worker,
        turns: asyncio.Semaphore,
        track: EffectTrack,
        control: Control,
        results: Results,
        clock: Clock,
        stats: FrameStats,
        events: ToldEvents,
        log: Log,
        backgrounds: Container[str] = (),
    ) -> None:
        """`backgrounds` has the ids of those that are there."""
        self.anchoring = Anchoring()
        self._worker = worker
        self._turns = turns
        self._track = track
        self._control = control
        self._results = results
        self._clock = clock
        self._stats = stats
        self._events = events
        self._load = FilterLoad()
        self._log = log
        self._wanted = WantedBackground(backgrounds)
        self._settings = OFF
        self._count = FrameCount()
        self._age = FrameAge()
        self._concealments = Concealments(stats.conceal)
        self.stale = 0
        "Frames that were too old when they arrived."
        self._slot: LatestSlot[_Arrived] = LatestSlot()
        self._key_frame_wanted = False
        self._failure_told = False
        self._broken = BrokenBackground()
        self._heard_s = clock.now_s()
        self.busy = False
        "A job is in progress, which must be waited for."

    @property
    def replaced(self) -> int:
        """Frames that a newer one replaced before the worker was free."""
        return self._slot.replaced

    def expect_page(self) -> None:
        """The page is connected: from now on it has something to say."""
        self._heard_s = self._clock.now_s()

    def silence_s(self) -> float:
        """How long the page has said nothing although it should: 0 while it has no effect on."""
        resting = self._settings is not OFF and not self._is_on
        return 0.0 if resting else self.quiet_s()

    def quiet_s(self) -> float:
        """How long the page has said and shown nothing, whether it should or not."""
        return self._clock.now_s() - self._heard_s

    def configure(self, message: Configure) -> None:
        """Obey these settings from the next frame on that the worker takes."""
        self._heard_s = self._clock.now_s()
        before, self._settings = self._settings, wire.effect_settings(message)
        self._log.info(
            "configured",
            revision=message.revision,
            epoch=message.epoch,
            blur=message.blur,
            mask=message.mask,
            effect=message.effect,
        )
        is_other_epoch = self.anchoring.begin(message.epoch)
        if is_other_epoch or message.blur != before.blur:
            self._concealments.forget()
        if is_other_epoch:
            # Frames of the last epoch would be taken for the lone ones of this.
            self._slot.clear()
            self._key_frame_wanted |= self._track.discard()

    def want_key_frame(self) -> None:
        self._key_frame_wanted = True

    def receive(self, frame: VideoFrame) -> None:
        """Take a frame from the page's track. Without effects nothing is done with it."""
        assert frame.pts is not None, "aiortc's decoders set it"
        now_s = self._clock.now_s()
        place = self._count.place(frame.pts)
        age_s = self._age.age_s(frame.pts, now_s)
        epoch = self.anchoring.epoch
        if epoch is not None and self.anchoring.reports_uplink:
            pts_90khz = wire.to_uint32(frame.pts)
            self._control.send(UplinkFrame(epoch=epoch, pts_90khz=pts_90khz))
        if self._is_on:
            self._heard_s = now_s
            if age_s > STALE_S:
                self.stale += 1
                self._stats.drop(Drop.STALE)
                if self._settings.blur:
                    self._concealments.frame(in_time=False)
            else:
                replaced = self.replaced
                self._slot.put(_Arrived(frame, place, now_s))
                self._stats.drop(Drop.REPLACED, self.replaced - replaced)

    @property
    def _is_on(self) -> bool:
        return self._settings.blur or self._settings.mask

    async def run(self) -> None:
        """Process the newest frame, again and again, until `stop` or the track's end."""
        while True:
            try:
                await self._track.room()
                await self._slot.filled()
                # Sessions take turns, first come, first served. The newest frame is taken when the
                # turn has come: one that waited for it would be too old.
                async with self._turns:
                    if not self._slot.empty:
                        await self._process(await self._slot.take())
            except (MediaStreamError, SlotClosed):
                return

    def stop(self) -> None:
        """Let `run` end after the job in progress; cancel it unless it is busy."""
        self._slot.close()
        self._track.stop()

    async def _process(self, arrived: _Arrived) -> None:
        job = self._plan(arrived)
        if job is None:
            return
        self.busy = True
        done = await self._worker.process(job)
        self.busy = False
        self._deliver(job, done)

    def _plan(self, arrived: _Arrived) -> Job | None:
        """What to do with a frame under the settings in force; None for nothing at all."""
        settings = self._settings
        now_s = self._clock.now_s()
        downlink = self.anchoring.downlink(now_s)
        compose = settings.blur and downlink is not Downlink.HOLD
        if not (compose or settings.mask):
            return None
        wanted = self._wanted.to_tell(settings.behind, now_s) if compose else None
        if wanted is not None:
            self._control.send(BackgroundWanted(id=wanted))
        lone = compose and downlink is Downlink.LONE
        key_frame = compose and (lone or self._key_frame_wanted)
        if key_frame:
            self._key_frame_wanted = False
        assert arrived.frame.pts is not None
        return Job(
            frame=arrived.frame,
            pts_90khz=arrived.frame.pts,
            place=arrived.place,
            arrived_s=arrived.arrived_s,
            useless_from_s=arrived.arrived_s + STALE_S,
            settings=settings,
            compose=compose,
            key_frame=key_frame,
            lone=lone,
        )

    def _deliver(self, job: Job, done: Done) -> None:
        outcome = self._outcome(job, done)
        self._stats.record(done.timings, outcome)
        # What a new epoch overtakes is nobody's fault: the page has begun anew itself.
        if job.compose and outcome is not Outcome.SUPERSEDED:
            self._concealments.frame(in_time=outcome is Outcome.COMPOSED)
        if done.error is not None:
            self._tell_failure(done.error)
        else:
            self._tell_load(job, done.timings)
        if broken := self._broken.to_tell(job.settings.behind, done.broken):
            self._log.warning("background-refused", reason=broken.reason)
            self._control.send(broken)
        if done.packet is None:
            self._key_frame_wanted |= job.key_frame
            self._send_result(job, done, composed=False)
            return
        if job.settings.epoch != self.anchoring.epoch:
            # A new epoch began in the meantime, and its first frame must be its own lone one.
            self._key_frame_wanted = True
            self._send_result(job, done, composed=False)
            return
        if job.lone:
            self.anchoring.lone_frame_sent(self._clock.now_s())
        self._track.offer(done.packet, lambda: self._handed_over(job, done))

    def _outcome(self, job: Job, done: Done) -> Outcome:
        if done.error is not None:
            return Outcome.FAILED
        if done.packet is None:
            return Outcome.LATE if job.compose else Outcome.MASKED
        return (
            Outcome.COMPOSED if job.settings.epoch == self.anchoring.epoch else Outcome.SUPERSEDED
        )

    def _handed_over(self, job: Job, done: Done) -> None:
        """The RTP sender has the packet: only now may the page expect it."""
        if job.lone:
            pts_90khz = wire.to_uint32(job.pts_90khz)
            self._control.send(DownlinkFrame(epoch=job.settings.epoch, pts_90khz=pts_90khz))
        self._send_result(job, done, composed=True)

    def _send_result(self, job: Job, done: Done, *, composed: bool) -> None:
        self._results.send(
            wire.encode_frame_result(
                job.settings,
                job.pts_90khz,
                done.timings,
                composed=composed,
                mask_png=done.mask_png,
            )
        )

    def _tell_load(self, job: Job, timings: StageTimings) -> None:
        """What there is to tell the person of what the effect takes."""
        duration_s = (timings.segment_us + timings.composite_us) / 1_000_000
        interval_s, now_s = job.place.interval_s, self._clock.now_s()
        for event in self._load.frame(duration_s, interval_s, now_s, self._events.thresholds):
            self._events.tell(event)
            self._control.send(event)
            facts = asdict(event)
            self._log.info(facts.pop("type"), **facts)

    def _tell_failure(self, error: CamveilError) -> None:
        """Once: thirty a second would tell nobody more."""
        if self._failure_told:
            return
        self._failure_told = True
        self._log.warning("effect-failed", code=error.code, reason=error)
        self._control.send(wire.failure(error))
