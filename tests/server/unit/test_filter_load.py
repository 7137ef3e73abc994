from itertools import pairwise

import pytest

from camveil.protocol import FilterCPUUtilizationHigh, FilterFrameDurationHigh
from camveil.rtc.filter_load import Event, FilterLoad, LoadThresholds

DEFAULTS = LoadThresholds()


class Camera:
    """Delivers frames to a filter that takes as long as the test says."""

    def __init__(self, rate: float = 30, thresholds: LoadThresholds = DEFAULTS) -> None:
        self.interval_s = 1 / rate
        self.thresholds = thresholds
        self.load = FilterLoad()
        self.now_s = 1000.0

    def run(self, for_s: float, filter_ms: float) -> list[tuple[float, Event]]:
        """What is told, and when, in seconds from now on."""
        told = []
        begun_s = self.now_s
        arrived_s = begun_s
        while arrived_s < begun_s + for_s:
            duration_s = filter_ms / 1000
            self.now_s = arrived_s + duration_s
            events = self.load.frame(duration_s, self.interval_s, self.now_s, self.thresholds)
            told += [(self.now_s - begun_s, event) for event in events]
            # The newest frame wins: one that comes while the filter is busy waits or is lost.
            while arrived_s + self.interval_s < self.now_s - 1e-9:
                arrived_s += self.interval_s
            arrived_s += self.interval_s
        return told

    def rest(self, for_s: float) -> None:
        self.now_s += for_s


def kinds(told: list[tuple[float, Event]]) -> list[str]:
    return [event.type for _, event in told]


def test_a_quick_filter_is_no_news() -> None:
    assert Camera().run(10, filter_ms=5) == []


def test_a_busy_processor_is_told_once_a_period() -> None:
    told = Camera().run(10.1, filter_ms=15)
    assert kinds(told) == ["filterCPUUtilizationHigh"] * 9
    times_s = [at_s for at_s, _ in told]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times_s))
    _, event = told[0]
    assert isinstance(event, FilterCPUUtilizationHigh)
    assert event.cpuUtilization == pytest.approx(45, abs=2)
    assert event.filterMillis == pytest.approx(465, abs=20)
    assert event.periodMillis == pytest.approx(1015, abs=30)


def test_a_filter_that_fills_the_interval_is_told_with_the_frames_that_are_lost() -> None:
    told = Camera(rate=20).run(10, filter_ms=80)
    durations = [event for _, event in told if isinstance(event, FilterFrameDurationHigh)]
    assert len(durations) in (9, 10)
    event = durations[4]
    assert event.avgFilterDurationMillis == pytest.approx(80)
    assert event.framerate == pytest.approx(20)
    # Every second frame of 20 a second, for a period of about a second.
    assert event.framesDropped in (9, 10, 11)
    assert 1000 <= event.periodMillis <= 1100


@pytest.mark.parametrize(
    ("filter_ms", "told"),
    [(39.9, False), (40.1, True)],
)
def test_four_fifths_of_the_interval_are_the_threshold(filter_ms: float, told: bool) -> None:
    camera = Camera(rate=20, thresholds=LoadThresholds(cpu_utilization=100))
    assert kinds(camera.run(1.2, filter_ms)) == ["filterFrameDurationHigh"] * told


@pytest.mark.parametrize(
    ("filter_ms", "told"),
    [(14.5, False), (15.5, True)],
)
def test_thirty_percent_are_the_threshold(filter_ms: float, told: bool) -> None:
    camera = Camera(rate=20)
    assert kinds(camera.run(1.1, filter_ms)) == ["filterCPUUtilizationHigh"] * told


def test_the_period_is_what_was_chosen() -> None:
    camera = Camera(thresholds=LoadThresholds(period_s=0.5))
    told = camera.run(10.1, filter_ms=15)
    assert len(told) == 18  # of 16 frames each: the first after half a second ends a period


def test_a_pause_is_neither_load_nor_loss() -> None:
    camera = Camera(rate=20)
    camera.run(0.5, filter_ms=45)
    camera.rest(60)
    told = camera.run(1.2, filter_ms=45)
    assert told[0][0] >= 1
    durations = [event for _, event in told if isinstance(event, FilterFrameDurationHigh)]
    assert [event.framesDropped for event in durations] == [0]


def test_a_filter_that_takes_longer_than_the_period_is_told_each_time() -> None:
    told = Camera(rate=20).run(9.9, filter_ms=2500)
    assert kinds(told) == ["filterFrameDurationHigh", "filterCPUUtilizationHigh"] * 3
    _, event = told[0]
    assert isinstance(event, FilterFrameDurationHigh)
    assert event.framesDropped == 49
