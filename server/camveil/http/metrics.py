"""`GET /metrics`: what Prometheus reads, of all processes on the port together.

`prometheus_client` adds up what processes write to files in a folder. It must know the folder
before it is imported for the first time.
"""

import os
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from camveil.installation import release
from camveil.protocol import PROTOCOL_VERSION
from camveil.rtc.meter import Drop, Outcome
from camveil.values import StageTimings

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
STAGES: Final = ("wait", "segment", "composite", "encode")
BUCKETS_S: Final = (0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.125, 0.25, 0.5, 1.0)
"Up to the time between two frames finely; what takes more than 250 ms is of no use."


class Metrics:
    """All that is counted in this process; a Meter."""

    def __init__(self, model: str, provider: str) -> None:
        self._registry = registry = CollectorRegistry()
        self._stages = Histogram(
            "camveil_frame_seconds",
            "How long processed frames spent in each stage.",
            ["stage"],
            buckets=BUCKETS_S,
            registry=registry,
        )
        self._frames = Counter(
            "camveil_frames", "Frames that were processed.", ["outcome"], registry=registry
        )
        self._drops = Counter(
            "camveil_dropped",
            "Frames and results that were left out.",
            ["reason"],
            registry=registry,
        )
        self._concealments = Counter(
            "camveil_concealments",
            "Times that a page began to hide whole frames, as far as the server knows.",
            registry=registry,
        )
        self._sessions = Gauge(
            "camveil_sessions", "Open sessions.", registry=registry, multiprocess_mode="livesum"
        )
        self._opened = Counter("camveil_sessions_opened", "Sessions.", registry=registry)
        self._refused = Counter(
            "camveil_requests_refused", "Requests that failed.", ["code"], registry=registry
        )
        self._info = Gauge(
            "camveil_info",
            "1 for what runs, which the labels say; 0 for what ran before.",
            ["version", "protocol", "model", "provider"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._runs = (model, provider)
        self.changed(model, provider)
        # From the start: a counter that appears with its first event hides that event.
        for outcome in Outcome:
            self._frames.labels(outcome.value)
        for drop in Drop:
            self._drops.labels(drop.value)

    def changed(self, model: str, provider: str) -> None:
        """This runs from now on."""
        version = (release(), str(PROTOCOL_VERSION))
        # Labels cannot be taken away where processes count together.
        self._info.labels(*version, *self._runs).set(0)
        self._info.labels(*version, model, provider).set(1)
        self._runs = (model, provider)

    def frame(self, timings: StageTimings, outcome: Outcome) -> None:
        self._frames.labels(outcome.value).inc()
        if outcome is Outcome.FAILED:
            return
        for stage in STAGES:
            duration_us: int = getattr(timings, f"{stage}_us")
            self._stages.labels(stage).observe(duration_us / 1_000_000)

    def dropped(self, drop: Drop, count: int) -> None:
        self._drops.labels(drop.value).inc(count)

    def concealed(self) -> None:
        self._concealments.inc()

    def opened(self) -> None:
        self._opened.inc()

    def sessions(self, count: int) -> None:
        self._sessions.set(count)

    def refused(self, code: str) -> None:
        """A request failed with this error code."""
        self._refused.labels(code).inc()

    def page(self) -> str:
        """In Prometheus's text format."""
        if FOLDER_VARIABLE not in os.environ:
            return generate_latest(self._registry).decode()
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry).decode()

    async def handle(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.page(), content_type="text/plain")


def forget_process(process_id: int) -> None:
    """A process has ended: its sessions with it, but not what it has counted."""
    mark_process_dead(process_id)  # type: ignore[no-untyped-call]
