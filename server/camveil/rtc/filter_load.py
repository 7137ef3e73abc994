"""When the effect takes more of the machine than it should: two events for the person; pure.

Names, meanings and defaults are those of the Amazon Chime SDK's BackgroundFilterMonitor, whose
filter is our effect: masks, blur and composite, without the codecs.
"""

from dataclasses import dataclass

from camveil.protocol import FilterCPUUtilizationHigh, FilterFrameDurationHigh

Event = FilterFrameDurationHigh | FilterCPUUtilizationHigh


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadThresholds:
    """From where on, and how often, it is told."""

    period_s: float = 1.0
    "The events of one kind are at least so far apart."
    frame_share: float = 0.8
    "Of the time between two frames, for the filter's mean duration."
    cpu_utilization: float = 30.0
    "Of all time, in percent, for the filter's durations together."


class FilterLoad:
    """Counts the frames of one camera, a period at a time."""

    def __init__(self) -> None:
        self._begun_s: float | None = None
        self._last_s = 0.0
        self._filter_s = 0.0
        self._frames = 0

    def frame(
        self, duration_s: float, interval_s: float, now_s: float, thresholds: LoadThresholds
    ) -> list[Event]:
        """A frame has passed the filter just now, of a camera with this interval.

        What there is to tell comes with the first frame after a period.
        """
        idle_s = now_s - duration_s - self._last_s
        self._last_s = now_s
        if self._begun_s is None or idle_s > thresholds.period_s:
            # A period is from the end of a frame to that of another: this one is in none.
            self._begin(now_s)
            return []
        self._filter_s += duration_s
        self._frames += 1
        period_s = now_s - self._begun_s
        if period_s < thresholds.period_s:
            return []
        events = self._events(period_s, interval_s, thresholds)
        self._begin(now_s)
        return events

    def _begin(self, now_s: float) -> None:
        self._begun_s = now_s
        self._filter_s = 0.0
        self._frames = 0

    def _events(
        self, period_s: float, interval_s: float, thresholds: LoadThresholds
    ) -> list[Event]:
        events: list[Event] = []
        mean_s = self._filter_s / self._frames
        if mean_s >= thresholds.frame_share * interval_s:
            events.append(
                FilterFrameDurationHigh(
                    framesDropped=max(0, round(period_s / interval_s) - self._frames),
                    avgFilterDurationMillis=mean_s * 1000,
                    framerate=1 / interval_s,
                    periodMillis=period_s * 1000,
                )
            )
        utilization = 100 * self._filter_s / period_s
        if utilization >= thresholds.cpu_utilization:
            events.append(
                FilterCPUUtilizationHigh(
                    cpuUtilization=utilization,
                    filterMillis=self._filter_s * 1000,
                    periodMillis=period_s * 1000,
                )
            )
        return events
