import threading

import numpy as np
import pytest

from camveil.errors import EffectFailed
from camveil.pipeline.encode import H264Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.rtc.effect_worker import EffectWorker, Job
from camveil.segmenters import Segmenter
from camveil.values import EffectSettings
from tests.server.fakes import video_frame
from tests.server.unit.pictures import (
    PLACE,
    BrokenSegmenter,
    FixedSegmenter,
    SteppingClock,
    disc_alpha,
)

LUMA = np.full((48, 64), 90, np.uint8)


def worker_with(segmenter: Segmenter) -> EffectWorker:
    clock = SteppingClock()
    return EffectWorker(Pipeline(segmenter, clock), H264Encoder(), clock, "effect-test")


def job(
    *,
    blur: bool = True,
    mask: bool = False,
    compose: bool = True,
    key: bool = False,
    useless_from_s: float = 1.0,
) -> Job:
    return Job(
        frame=video_frame(3000, LUMA),
        pts_90khz=3000,
        place=PLACE,
        arrived_s=0.0,
        useless_from_s=useless_from_s,
        settings=EffectSettings(revision=1, epoch=1, blur=blur, mask=mask),
        compose=compose,
        key_frame=key,
        lone=False,
    )


async def test_a_composed_frame_keeps_its_timestamp_and_every_stage_is_timed() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    done = await worker.process(job(mask=True))
    assert done.packet is not None
    assert done.packet.pts == 3000
    assert done.mask_png is not None
    assert done.mask_png.startswith(b"\x89PNG")
    times = done.timings
    assert min(times.wait_us, times.segment_us, times.composite_us, times.encode_us) >= 0
    assert min(times.segment_us, times.composite_us, times.encode_us) >= 1000
    await worker.close()


async def test_without_leave_to_compose_nothing_is_composed_although_blur_is_on() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    done = await worker.process(job(mask=True, compose=False))
    assert done.packet is None
    assert done.mask_png is not None
    assert done.timings.composite_us == 0
    await worker.close()


async def test_a_picture_that_comes_too_late_is_not_sent_and_breaks_nothing() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    done = await worker.process(job(mask=True, key=True, useless_from_s=0.0))
    assert done.packet is None
    assert done.error is None
    assert done.mask_png is not None
    in_time = await worker.process(job())
    assert in_time.packet is not None
    assert in_time.packet.is_keyframe, "the first that is sent decodes alone"
    await worker.close()


async def test_there_is_no_mask_that_nobody_asked_for() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    assert (await worker.process(job())).mask_png is None
    await worker.close()


async def test_key_frames_come_on_request() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    packets = [(await worker.process(job(key=key))).packet for key in (False, False, True)]
    assert [packet is not None and packet.is_keyframe for packet in packets] == [True, False, True]
    await worker.close()


async def test_a_failing_model_gives_an_error_and_no_picture() -> None:
    worker = worker_with(BrokenSegmenter())
    done = await worker.process(job(mask=True))
    assert isinstance(done.error, EffectFailed)
    assert done.packet is None
    assert done.mask_png is None
    await worker.close()


async def test_a_failing_codec_gives_an_error_and_begins_anew_with_a_key_frame() -> None:
    class FailingOnce(H264Encoder):
        fails = True

        def encode(self, picture, *, key_frame):  # type: ignore[no-untyped-def]
            packet = super().encode(picture, key_frame=key_frame)
            if self.fails:
                self.fails = False
                raise OSError("no codec")
            return packet

    class Watched(Pipeline):
        forgot = 0

        def forget(self) -> None:
            self.forgot += 1
            super().forget()

    clock = SteppingClock()
    pipeline = Watched(FixedSegmenter(disc_alpha()), clock)
    worker = EffectWorker(pipeline, FailingOnce(), clock, "effect-test")
    assert isinstance((await worker.process(job())).error, EffectFailed)
    assert pipeline.forgot == 1
    packet = (await worker.process(job())).packet
    assert packet is not None
    assert packet.is_keyframe
    await worker.close()


async def test_closing_ends_the_thread() -> None:
    worker = worker_with(FixedSegmenter(disc_alpha()))
    await worker.process(job())
    assert any(thread.name.startswith("effect-test") for thread in threading.enumerate())
    await worker.close()
    assert not any(thread.name.startswith("effect-test") for thread in threading.enumerate())


@pytest.mark.parametrize("blur", [True, False])
async def test_work_happens_off_the_event_loops_thread(blur: bool) -> None:
    class Watching(FixedSegmenter):
        thread = ""

        def segment(self, picture):  # type: ignore[no-untyped-def]
            self.thread = threading.current_thread().name
            return super().segment(picture)

    segmenter = Watching(disc_alpha())
    worker = worker_with(segmenter)
    await worker.process(job(blur=blur, compose=blur, mask=True))
    assert segmenter.thread.startswith("effect-test")
    await worker.close()
