"""What the person was told lately of the effect's load, of all sessions together."""

from camveil.clock import Clock
from camveil.protocol import FilterCPUUtilizationHigh, FilterFrameDurationHigh
from camveil.rtc.filter_load import Event, LoadThresholds

GRACE_S = 1.0
"After the period in which the next event would come: who asks once a second misses none."


class ToldEvents:
    """For the event loop only."""

    def __init__(self, clock: Clock, thresholds: LoadThresholds | None = None) -> None:
        self.thresholds = thresholds or LoadThresholds()
        "From where on something is told; may be changed at any time."
        self._clock = clock
        self._told: list[tuple[float, Event]] = []

    def tell(self, event: Event) -> None:
        self._forget()
        until_s = self._clock.now_s() + event.periodMillis / 1000 + GRACE_S
        self._told.append((until_s, event))

    def frame_duration(self) -> FilterFrameDurationHigh | None:
        """The worst of the latest: the one that took the most of its camera's interval."""
        self._forget()
        told = [one for _, one in self._told if isinstance(one, FilterFrameDurationHigh)]
        return max(told, key=lambda one: one.avgFilterDurationMillis * one.framerate, default=None)

    def cpu_utilization(self) -> FilterCPUUtilizationHigh | None:
        """The worst of the latest."""
        self._forget()
        told = [one for _, one in self._told if isinstance(one, FilterCPUUtilizationHigh)]
        return max(told, key=lambda one: one.cpuUtilization, default=None)

    def _forget(self) -> None:
        now_s = self._clock.now_s()
        self._told = [(until_s, event) for until_s, event in self._told if until_s > now_s]
