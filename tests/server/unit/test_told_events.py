import pytest

from camveil.protocol import FilterCPUUtilizationHigh, FilterFrameDurationHigh
from camveil.rtc.told_events import GRACE_S, ToldEvents
from tests.server.fakes import FakeClock


def duration(
    mean_ms: float, framerate: float = 30, period_ms: float = 1000
) -> FilterFrameDurationHigh:
    return FilterFrameDurationHigh(
        framesDropped=1,
        avgFilterDurationMillis=mean_ms,
        framerate=framerate,
        periodMillis=period_ms,
    )


def cpu(utilization: float) -> FilterCPUUtilizationHigh:
    return FilterCPUUtilizationHigh(
        cpuUtilization=utilization, filterMillis=10 * utilization, periodMillis=1000
    )


def test_at_first_nothing_was_told() -> None:
    told = ToldEvents(FakeClock())
    assert told.frame_duration() is None
    assert told.cpu_utilization() is None


def test_the_worst_of_all_sessions_counts() -> None:
    told = ToldEvents(FakeClock())
    for event in (duration(30), duration(50, framerate=15), duration(29), cpu(40), cpu(80), cpu(3)):
        told.tell(event)
    assert told.frame_duration() == duration(30)
    assert told.cpu_utilization() == cpu(80)


@pytest.mark.parametrize("period_ms", [1000, 10_000])
def test_an_event_is_forgotten_when_the_next_would_have_come(period_ms: float) -> None:
    clock = FakeClock()
    told = ToldEvents(clock)
    told.tell(duration(30, period_ms=period_ms))
    clock.advance(period_ms / 1000)
    assert told.frame_duration() is not None
    clock.advance(GRACE_S)
    assert told.frame_duration() is None
