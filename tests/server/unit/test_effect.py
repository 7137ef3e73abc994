import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import pytest
from av import Packet
from av.video.stream import VideoStream

from camveil import wire
from camveil.errors import EffectFailed
from camveil.log import Log
from camveil.protocol import (
    ANCHOR_RETRY_MS,
    FLAG_COMPOSED,
    FLAG_MASK,
    DownlinkFrame,
    Failure,
    FilterCPUUtilizationHigh,
    FilterFrameDurationHigh,
    UplinkFrame,
)
from camveil.rtc.effect import Effect
from camveil.rtc.effect_track import EffectTrack
from camveil.rtc.effect_worker import Done, Job
from camveil.rtc.filter_load import LoadThresholds
from camveil.rtc.meter import Drop, Outcome
from camveil.rtc.stats import FrameStats
from camveil.rtc.told_events import ToldEvents
from camveil.wire import FrameResult
from tests.server.fakes import (
    DEADLINE_S,
    TIMINGS,
    FakeClock,
    RecordingControl,
    RecordingMeter,
    RecordingResults,
    configure,
    video_frame,
)


class HandWorker:
    """A worker whose jobs end when the test says so."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[Job] = asyncio.Queue()
        self._finished: asyncio.Queue[Done] = asyncio.Queue()

    async def process(self, job: Job) -> Done:
        self.begun.put_nowait(job)
        return await self._finished.get()

    def finish(self, job: Job, error: EffectFailed | None = None, *, late: bool = False) -> None:
        if error is not None:
            self._finished.put_nowait(Done(timings=TIMINGS, error=error))
            return
        packet = cast("Packet[VideoStream]", Packet(b"x"))
        packet.pts, packet.time_base = job.pts_90khz, Fraction(1, 90_000)
        self._finished.put_nowait(
            Done(
                packet=packet if job.compose and not late else None,
                mask_png=b"\x89PNG" if job.settings.mask else None,
                timings=TIMINGS,
            )
        )


@dataclass
class Rig:
    """An effect between a page that records and a worker that waits."""

    clock: FakeClock = field(default_factory=FakeClock)
    worker: HandWorker = field(default_factory=HandWorker)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    track: EffectTrack = field(default_factory=EffectTrack)
    control: RecordingControl = field(default_factory=RecordingControl)
    results: RecordingResults = field(default_factory=RecordingResults)
    meter: RecordingMeter = field(default_factory=RecordingMeter)

    def __post_init__(self) -> None:
        stats = FrameStats(self.clock, self.meter)
        self.events = ToldEvents(self.clock)
        self.effect = Effect(
            self.worker,
            self.turns,
            self.track,
            self.control,
            self.results,
            self.clock,
            stats,
            self.events,
            Log(),
        )

    def configure(
        self, revision: int = 1, epoch: int = 1, *, blur: bool = False, mask: bool = False
    ) -> None:
        self.effect.configure(configure(revision, epoch, blur=blur, mask=mask))

    async def job(self, pts_90khz: int | None = None) -> Job:
        """The next job the worker gets, of this frame if one is named."""
        if pts_90khz is not None:
            self.effect.receive(video_frame(pts_90khz))
        async with asyncio.timeout(DEADLINE_S):
            return await self.worker.begun.get()

    async def sent(self) -> int | None:
        """Let the RTP sender take a packet."""
        async with asyncio.timeout(DEADLINE_S):
            return (await self.track.recv()).pts

    async def anchored(self, epoch: int = 1) -> None:
        self.worker.finish(await self.job(0))
        await self.sent()
        self.effect.anchoring.uplink_anchored(epoch)
        self.effect.anchoring.downlink_anchored(epoch)
        self.results.results.clear()
        self.control.messages.clear()

    async def settled(self) -> None:
        """Let the effect do all that it can do without anything new."""
        for _ in range(5):
            await asyncio.sleep(0)  # Worker's result, delivery, the next wait.

    def result(self) -> FrameResult:
        return wire.decode_frame_result(self.results.results.pop(0))


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = Rig()
    task = asyncio.create_task(rig.effect.run())
    yield rig
    assert not task.done(), "it has failed"
    rig.effect.stop()
    task.cancel()  # A job may be in progress that nobody finishes.
    await asyncio.wait([task])


async def test_a_result_says_composed_only_once_the_sender_has_the_packet(rig: Rig) -> None:
    rig.configure(blur=True)
    await rig.anchored()
    rig.worker.finish(await rig.job(3000))
    await rig.settled()
    assert rig.results.results == []
    assert await rig.sent() == 3000
    assert rig.result().header.flags == FLAG_COMPOSED


async def test_the_lone_frame_is_announced_once_the_sender_has_it(rig: Rig) -> None:
    rig.configure(epoch=9, blur=True)
    job = await rig.job(0)
    assert job.lone
    assert job.key_frame
    rig.worker.finish(job)
    await rig.settled()
    assert rig.control.messages == [UplinkFrame(epoch=9, pts_90khz=0)]
    await rig.sent()
    assert rig.control.messages[1:] == [DownlinkFrame(epoch=9, pts_90khz=0)]


async def test_no_other_picture_follows_the_lone_one_until_its_time_is_over(rig: Rig) -> None:
    rig.configure(blur=True)
    rig.worker.finish(await rig.job(0))
    await rig.sent()
    rig.effect.receive(video_frame(3000))
    await rig.settled()
    assert rig.worker.begun.empty()
    rig.clock.advance(ANCHOR_RETRY_MS / 1000 + 0.001)
    later = 3000 + 90 * ANCHOR_RETRY_MS
    again = await rig.job(later)
    assert again.lone
    assert again.key_frame
    rig.worker.finish(again)
    await rig.sent()
    downlink = [message for message in rig.control.messages if isinstance(message, DownlinkFrame)]
    assert [message.pts_90khz for message in downlink] == [0, later]


async def test_what_was_held_up_too_long_is_not_begun(rig: Rig) -> None:
    rig.configure(mask=True)
    rig.worker.finish(await rig.job(0))
    rig.clock.advance(1)
    rig.effect.receive(video_frame(3000))
    rig.effect.receive(video_frame(60_000))
    await rig.settled()
    assert rig.worker.begun.empty()
    assert rig.effect.stale == 2
    assert (await rig.job(81_000)).pts_90khz == 81_000
    assert rig.effect.silence_s() == 0


async def test_while_the_downlink_waits_masks_go_on_without_a_picture(rig: Rig) -> None:
    rig.configure(blur=True, mask=True)
    rig.worker.finish(await rig.job(0))
    await rig.sent()
    rig.result()
    job = await rig.job(3000)
    assert not job.compose
    rig.worker.finish(job)
    await rig.settled()
    assert rig.result().header.flags == FLAG_MASK


async def test_nothing_is_begun_while_two_packets_wait(rig: Rig) -> None:
    rig.configure(blur=True)
    await rig.anchored()
    for pts_90khz in (3000, 6000):
        rig.worker.finish(await rig.job(pts_90khz))
        await rig.settled()
    rig.effect.receive(video_frame(9000))
    rig.effect.receive(video_frame(12_000))
    await rig.settled()
    assert rig.worker.begun.empty()
    assert await rig.sent() == 3000
    # The newest of what came in the meantime, not the oldest.
    assert (await rig.job()).pts_90khz == 12_000
    assert rig.effect.replaced == 1


async def test_a_frames_place_counts_those_that_were_replaced_or_never_came(rig: Rig) -> None:
    rig.configure(mask=True)
    first = await rig.job(0)
    for pts_90khz in (3000, 6000):
        rig.effect.receive(video_frame(pts_90khz))
    rig.worker.finish(first)
    second = await rig.job()
    rig.worker.finish(second)
    third = await rig.job(15_000)
    numbers = [job.place.number for job in (first, second, third)]
    assert [number - numbers[0] for number in numbers] == [0, 2, 5]
    assert third.place.interval_s == 1 / 30


async def test_frames_are_counted_while_no_effect_is_on(rig: Rig) -> None:
    for pts_90khz in range(0, 30_000, 3000):
        rig.effect.receive(video_frame(pts_90khz))
    rig.configure(mask=True)
    assert (await rig.job(30_000)).place.number == 10


async def test_a_job_of_the_last_epoch_comes_too_late(rig: Rig) -> None:
    rig.configure(epoch=1, blur=True)
    await rig.anchored(epoch=1)
    job = await rig.job(3000)
    rig.configure(revision=2, epoch=2, blur=True)
    rig.worker.finish(job)
    await rig.settled()
    result = rig.result()
    assert (result.header.epoch, result.header.flags) == (1, 0)
    lone = await rig.job(6000)
    assert lone.lone
    assert lone.key_frame
    rig.worker.finish(lone)
    assert await rig.sent() == 6000


async def test_packets_and_frames_of_the_last_epoch_are_dropped(rig: Rig) -> None:
    rig.configure(epoch=1, blur=True)
    await rig.anchored(epoch=1)
    for pts_90khz in (3000, 6000):
        rig.worker.finish(await rig.job(pts_90khz))
        await rig.settled()
    rig.effect.receive(video_frame(9000))
    rig.configure(revision=2, epoch=2, blur=True)
    await rig.settled()
    assert rig.worker.begun.empty()
    rig.worker.finish(await rig.job(12_000))
    assert await rig.sent() == 12_000
    assert rig.result().header.pts_90khz == 12_000


async def test_a_key_frame_is_made_once_for_each_request(rig: Rig) -> None:
    rig.configure(blur=True)
    await rig.anchored()
    rig.effect.want_key_frame()
    story = []
    for pts_90khz in (3000, 6000):
        job = await rig.job(pts_90khz)
        story.append(job.key_frame)
        rig.worker.finish(job)
        await rig.sent()
    assert story == [True, False]


async def test_a_key_frame_that_failed_is_tried_again(rig: Rig) -> None:
    rig.configure(blur=True)
    await rig.anchored()
    rig.effect.want_key_frame()
    job = await rig.job(3000)
    rig.worker.finish(job, EffectFailed("blur", "no memory"))
    assert (await rig.job(6000)).key_frame


async def test_a_failed_frame_has_a_result_and_the_page_is_told_once(rig: Rig) -> None:
    rig.configure(blur=True, mask=True)
    await rig.anchored()
    for pts_90khz in (3000, 6000):
        rig.worker.finish(await rig.job(pts_90khz), EffectFailed("blur", "no memory"))
        await rig.settled()
        result = rig.result()
        assert (result.header.pts_90khz, result.header.flags) == (pts_90khz, 0)
    (failure,) = rig.control.messages
    assert isinstance(failure, Failure)
    assert failure.code == "model-unavailable"


async def work_for_a_period(rig: Rig, error: EffectFailed | None = None) -> None:
    """Frames of a second and a bit, ten of them a second."""
    rig.configure(blur=True)
    await rig.anchored()
    for number in range(1, 13):
        rig.clock.advance(0.1)
        job = await rig.job(number * 9000)
        rig.clock.advance(0.006)  # as TIMINGS says
        rig.worker.finish(job, error)
        if error is None:
            await rig.sent()
        await rig.settled()


async def test_a_load_is_told_to_the_extension_to_health_and_to_the_log(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "camveil")
    rig.events.thresholds = LoadThresholds(cpu_utilization=5, frame_share=0.05)
    await work_for_a_period(rig)
    duration, cpu = rig.control.messages
    assert isinstance(duration, FilterFrameDurationHigh)
    assert duration.avgFilterDurationMillis == pytest.approx(6)
    assert isinstance(cpu, FilterCPUUtilizationHigh)
    assert cpu.cpuUtilization == pytest.approx(6, abs=1)
    assert rig.events.frame_duration() == duration
    assert rig.events.cpu_utilization() == cpu
    said = [record.getMessage() for record in caplog.records]
    assert any(f"cpuUtilization={cpu.cpuUtilization}" in line for line in said)


async def test_a_light_load_is_no_news(rig: Rig) -> None:
    await work_for_a_period(rig)
    assert rig.control.messages == []


async def test_frames_that_failed_are_no_load(rig: Rig) -> None:
    rig.events.thresholds = LoadThresholds(cpu_utilization=1, frame_share=0.01)
    await work_for_a_period(rig, EffectFailed("blur", "no memory"))
    assert [message.type for message in rig.control.messages] == ["failure"]


async def test_what_becomes_of_each_frame_is_counted(rig: Rig) -> None:
    rig.configure(epoch=1, blur=True, mask=True)
    await rig.anchored()
    rig.meter.outcomes.clear()
    rig.worker.finish(await rig.job(3000))
    await rig.sent()
    rig.worker.finish(await rig.job(6000), late=True)
    rig.worker.finish(await rig.job(9000), EffectFailed("blur", "no memory"))
    job = await rig.job(12_000)
    rig.configure(revision=2, epoch=2, mask=True)
    rig.worker.finish(job)
    await rig.settled()
    rig.worker.finish(await rig.job(15_000))
    await rig.settled()
    assert rig.meter.outcomes == [
        Outcome.COMPOSED,
        Outcome.LATE,
        Outcome.FAILED,
        Outcome.SUPERSEDED,
        Outcome.MASKED,
    ]
    assert rig.meter.concealments == 1


async def test_frames_that_come_too_late_hide_the_picture_where_blur_is_on(rig: Rig) -> None:
    rig.configure(mask=True)
    rig.effect.receive(video_frame(0))
    rig.clock.advance(1)
    rig.effect.receive(video_frame(3000))
    assert rig.meter.concealments == 0
    rig.configure(revision=2, blur=True)
    rig.clock.advance(1)
    rig.effect.receive(video_frame(6000))
    rig.clock.advance(1)
    rig.effect.receive(video_frame(9000))
    assert rig.meter.drops == [Drop.STALE] * 3
    assert rig.meter.concealments == 1


@pytest.mark.parametrize("epoch", [1, 2], ids=["blur goes off and on", "an epoch begins"])
async def test_what_was_hidden_before_hides_no_longer(rig: Rig, epoch: int) -> None:
    """So the next frame that is late is a concealment of its own."""

    def late_frames(from_90khz: int) -> int:
        for pts_90khz in (from_90khz, from_90khz + 3000):
            rig.clock.advance(1)
            rig.effect.receive(video_frame(pts_90khz))
        return rig.meter.concealments

    rig.configure(blur=True)
    rig.effect.receive(video_frame(0))
    assert late_frames(3000) == 1
    rig.configure(revision=2, blur=True, mask=True)
    assert late_frames(9000) == 1
    if epoch == 1:
        rig.configure(revision=3, mask=True)
    rig.configure(revision=4, epoch=epoch, blur=True)
    assert late_frames(15_000) == 2


async def test_what_is_left_out_is_counted(rig: Rig) -> None:
    rig.configure(mask=True)
    await rig.job(0)
    rig.effect.receive(video_frame(3000))
    rig.effect.receive(video_frame(6000))
    assert rig.meter.drops == [Drop.REPLACED]
    rig.clock.advance(1)
    rig.effect.receive(video_frame(9000))
    assert rig.meter.drops == [Drop.REPLACED, Drop.STALE]


async def test_the_settings_in_force_when_the_frame_is_taken_count(rig: Rig) -> None:
    rig.configure(revision=1, mask=True)
    first = await rig.job(0)
    rig.effect.receive(video_frame(3000))
    rig.configure(revision=2, blur=True, mask=True)
    rig.worker.finish(first)
    job = await rig.job()
    assert (job.pts_90khz, job.settings.revision, job.compose) == (3000, 2, True)


async def test_frames_that_wait_while_effects_go_off_are_not_touched(rig: Rig) -> None:
    rig.configure(revision=1, mask=True)
    first = await rig.job(0)
    rig.effect.receive(video_frame(3000))
    rig.configure(revision=2)
    rig.worker.finish(first)
    await rig.settled()
    rig.effect.receive(video_frame(6000))
    await rig.settled()
    assert rig.worker.begun.empty()


async def test_before_the_first_settings_nothing_happens_to_frames(rig: Rig) -> None:
    rig.effect.receive(video_frame(0))
    await rig.settled()
    assert rig.worker.begun.empty()
    assert rig.control.messages == []


async def test_a_page_is_silent_before_its_settings_and_while_an_effect_is_on(rig: Rig) -> None:
    rig.clock.advance(60)
    rig.effect.expect_page()
    rig.clock.advance(3)
    assert rig.effect.silence_s() == 3
    rig.configure(blur=True)
    rig.clock.advance(2)
    assert rig.effect.silence_s() == 2
    rig.effect.receive(video_frame(0))
    rig.clock.advance(1)
    assert rig.effect.silence_s() == 1
    rig.configure(revision=2)
    rig.clock.advance(60)
    assert rig.effect.silence_s() == 0


async def test_effects_take_turns_and_the_newest_frame_is_taken_with_the_turn(rig: Rig) -> None:
    other = Rig(turns=rig.turns)
    task = asyncio.create_task(other.effect.run())
    other.configure(mask=True)
    job = await other.job(0)
    rig.configure(mask=True)
    rig.effect.receive(video_frame(3000))
    await rig.settled()
    assert rig.worker.begun.empty()
    rig.effect.receive(video_frame(6000))
    other.effect.receive(video_frame(3000))
    other.worker.finish(job)
    assert (await rig.job()).pts_90khz == 6000
    assert other.worker.begun.empty()
    task.cancel()
    await asyncio.wait([task])


async def test_a_frame_that_is_forgotten_while_it_waits_costs_nobody_a_turn(rig: Rig) -> None:
    other = Rig(turns=rig.turns)
    task = asyncio.create_task(other.effect.run())
    other.configure(mask=True)
    job = await other.job(0)
    rig.configure(epoch=1, mask=True)
    rig.effect.receive(video_frame(3000))
    await rig.settled()
    rig.configure(revision=2, epoch=2, mask=True)
    other.worker.finish(job)
    assert (await other.job(3000)).pts_90khz == 3000
    assert rig.worker.begun.empty()
    task.cancel()
    await asyncio.wait([task])


async def test_timestamps_go_on_beyond_32_bits_for_the_encoder_only(rig: Rig) -> None:
    rig.configure(blur=True)
    await rig.anchored()
    job = await rig.job(2**32 + 3000)
    assert job.pts_90khz == 2**32 + 3000
    rig.worker.finish(job)
    await rig.sent()
    assert rig.result().header.pts_90khz == 3000


async def test_stopping_ends_the_work() -> None:
    other = Rig()
    task = asyncio.create_task(other.effect.run())
    other.configure(mask=True)
    job = await other.job(0)
    other.effect.stop()
    other.worker.finish(job)
    async with asyncio.timeout(DEADLINE_S):
        await task
    other.effect.receive(video_frame(3000))
    assert other.worker.begun.empty()
