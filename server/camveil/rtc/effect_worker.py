"""The one thread in which a session's frames are decoded to pictures, processed and encoded."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from av import Packet, VideoFrame
from av.video.stream import VideoStream

from camveil.clock import Clock
from camveil.errors import CamveilError, EffectFailed
from camveil.pipeline.decode import to_picture
from camveil.pipeline.encode import VideoEncoder
from camveil.pipeline.pipeline import Pipeline
from camveil.pipeline.png import encode_mask_png
from camveil.pipeline.scenes import Broken
from camveil.values import EffectSettings, FramePlace, StageTimings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """One frame and what to make of it."""

    frame: VideoFrame
    pts_90khz: int
    place: FramePlace
    arrived_s: float
    useless_from_s: float
    "When its result would come too late: then no picture is returned."
    settings: EffectSettings
    compose: bool
    "Return the picture too; if not, blur in the settings has no effect on this frame."
    key_frame: bool
    lone: bool
    "It is to anchor the downlink."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Done:
    """What became of a job. After an error there is neither packet nor mask."""

    packet: "Packet[VideoStream] | None" = None
    mask_png: bytes | None = None
    timings: StageTimings
    error: CamveilError | None = None
    broken: Broken | None = None
    "The background that was wanted, if a blur stands in for it for good."


class EffectWorker:
    """Processes one job at a time, off the event loop."""

    def __init__(self, pipeline: Pipeline, encoder: VideoEncoder, clock: Clock, name: str) -> None:
        self._pipeline = pipeline
        self._encoder = encoder
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def process(self, job: Job) -> Done:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._process, job)

    async def close(self) -> None:
        """End the thread. No job may be in progress, so this takes no time."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._encoder.close)
        await loop.run_in_executor(self._thread, self._pipeline.close)
        self._thread.shutdown()

    def _process(self, job: Job) -> Done:
        wait_us = self._us_since(job.arrived_s)
        try:
            return self._processed(job, wait_us)
        except CamveilError as exc:
            error: CamveilError = exc
        except Exception as exc:  # PyAV and OpenCV raise what they like
            error = EffectFailed("encoding", repr(exc))
        # After a failure the codec's state is unknown; a fresh one begins with a key frame.
        self._encoder.close()
        self._pipeline.forget()
        timings = StageTimings(wait_us=wait_us, segment_us=0, composite_us=0, encode_us=0)
        return Done(timings=timings, error=error)

    def _processed(self, job: Job, wait_us: int) -> Done:
        picture = to_picture(job.frame, job.pts_90khz)
        settings = replace(job.settings, blur=job.compose)
        processed = self._pipeline.process(picture, settings, job.place)
        encode_from_s = self._clock.now_s()
        packet, mask_png = None, None
        if processed.composed is not None and encode_from_s < job.useless_from_s:
            packet = self._encoder.encode(processed.composed, key_frame=job.key_frame)
        if settings.mask and processed.alpha is not None:
            mask_png = encode_mask_png(processed.alpha)
        timings = StageTimings(
            wait_us=wait_us,
            segment_us=processed.segment_us,
            composite_us=processed.composite_us,
            encode_us=self._us_since(encode_from_s),
        )
        return Done(packet=packet, mask_png=mask_png, timings=timings, broken=processed.broken)

    def _us_since(self, begun_s: float) -> int:
        return round((self._clock.now_s() - begun_s) * 1_000_000)
