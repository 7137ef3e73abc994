"""A camera, a slow machine and a clock that only the work itself turns: minutes in milliseconds."""

from dataclasses import dataclass
from statistics import median
from typing import Final

from camveil.pipeline.pipeline import Pipeline
from camveil.rtc.frame_count import FrameCount
from camveil.values import Alpha, EffectSettings, Picture, Size
from tests.server.fakes import FakeClock
from tests.server.unit.pictures import flickering, smooth_picture, wide_alpha

INTERVAL_TICKS: Final = 3000
INTERVAL_S: Final = INTERVAL_TICKS / 90_000
REST_S: Final = 0.008
"All but the model: moving, blurring, encoding."
BLUR_AND_MASK: Final = EffectSettings(revision=1, epoch=1, blur=True, mask=True)


class SlowSegmenter:
    """Takes its time, and says which pictures it was asked for."""

    name = "slow"
    cheaper = None

    def __init__(self, clock: FakeClock) -> None:
        self.duration_s = 0.0
        self.broken = False
        self.pts_90khz: list[int] = []
        self.alpha: Alpha = wide_alpha()
        self.input_size: Size = self.alpha.size
        self._clock = clock

    def segment(self, picture: Picture) -> Alpha:
        self._clock.advance(self.duration_s)
        if self.broken:
            raise RuntimeError("no memory left")
        self.pts_90khz.append(picture.pts_90khz)
        return self.alpha


@dataclass(frozen=True, slots=True)
class Composed:
    """One frame that came out."""

    number: int
    "Of the camera's frames."
    computed: bool
    "Its mask was computed for it, not moved onto it."
    latency_s: float
    waited_s: float
    "Since the first frame after the last one that came out: what the page's deadline looks at."


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a stretch of frames."""

    rate_hz: float
    computed_hz: float
    latency_s: float
    "In the middle."
    longest_wait_s: float


class CameraRun:
    """The newest frame wins, as in a session: what comes while one is processed is replaced."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.segmenter = SlowSegmenter(self.clock)
        self.pipeline = Pipeline(self.segmenter, self.clock)
        self._count = FrameCount()
        self._next = 0
        self._begun_s = self.clock.now_s()
        still = smooth_picture(Size(96, 64))
        self._planes = still.y, still.u, still.v

    def run(self, segment_s: float, for_s: float) -> list[Composed]:
        """All frames that come out while the camera runs for so long with such a model."""
        self.segmenter.duration_s = segment_s
        until_s = self.clock.now_s() + for_s
        composed = []
        while self.clock.now_s() < until_s:
            composed.append(self._processed(self._newest()))
        return composed

    def figures(self, segment_s: float) -> Figures:
        """How it is in the long run."""
        self.run(segment_s, for_s=max(2.0, 20 * segment_s))
        begun_s = self.clock.now_s()
        frames = self.run(segment_s, for_s=max(10.0, 20 * segment_s))
        duration_s = self.clock.now_s() - begun_s
        return Figures(
            rate_hz=len(frames) / duration_s,
            computed_hz=sum(frame.computed for frame in frames) / duration_s,
            latency_s=median(frame.latency_s for frame in frames),
            longest_wait_s=max(frame.waited_s for frame in frames),
        )

    def _newest(self) -> int:
        """Number of the newest frame; one is waited for if there is none."""
        arrived = int((self.clock.now_s() - self._begun_s) / INTERVAL_S + 1e-6)
        if arrived < self._next:
            arrived = self._next
            self.clock.advance(self._begun_s + arrived * INTERVAL_S - self.clock.now_s())
        return arrived

    def _processed(self, number: int) -> Composed:
        for replaced in range(self._next, number):
            self._count.place(replaced * INTERVAL_TICKS)
        pts_90khz = number * INTERVAL_TICKS
        picture = flickering(Picture(*self._planes, pts_90khz, full_range=False), number)
        place = self._count.place(pts_90khz)
        processed = self.pipeline.process(picture, BLUR_AND_MASK, place)
        assert processed.composed is not None, "the effect is never off"
        self.clock.advance(REST_S)
        computed = self.segmenter.pts_90khz[-1] == pts_90khz
        now_s = self.clock.now_s() - self._begun_s
        waited_s = now_s - self._next * INTERVAL_S
        self._next = number + 1
        return Composed(number, computed, now_s - number * INTERVAL_S, waited_s)
