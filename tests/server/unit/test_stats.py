import pytest

from camveil.rtc.stats import MAX_FRAMES, FrameStats, Means
from camveil.values import StageTimings
from tests.server.fakes import TIMINGS, FakeClock


def test_without_frames_everything_is_nothing() -> None:
    assert FrameStats(FakeClock()).means() == Means()


def test_means_over_the_last_second() -> None:
    clock = FakeClock()
    stats = FrameStats(clock)
    for wait_us in (1000, 3000):
        stats.record(StageTimings(wait_us=wait_us, segment_us=2000, composite_us=0, encode_us=500))
    means = stats.means()
    assert means == Means(
        wait_ms=2.0, segment_ms=2.0, composite_ms=0.0, encode_ms=0.5, frame_rate=2.0
    )


def test_frames_are_forgotten_after_a_second() -> None:
    clock = FakeClock()
    stats = FrameStats(clock)
    for _ in range(90):
        stats.record(TIMINGS)
        clock.advance(1 / 30)
    assert stats.means().frame_rate == pytest.approx(30, abs=1)
    clock.advance(1.1)
    assert stats.means() == Means()


def test_memory_is_bounded() -> None:
    stats = FrameStats(FakeClock())
    for _ in range(MAX_FRAMES + 10):
        stats.record(TIMINGS)
    assert stats.means().frame_rate == MAX_FRAMES
