"""What is counted, as Prometheus's own parser reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from camveil.http.metrics import STAGES, Metrics
from camveil.installation import release
from camveil.protocol import PROTOCOL_VERSION
from camveil.rtc.meter import Drop, Outcome
from camveil.values import StageTimings

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(page: str) -> Samples:
    """Every value by its name and the values of its labels, in the order of the labels' names."""
    return {
        (one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
    }


def test_frames_are_counted_by_outcome_and_timed_by_stage() -> None:
    metrics = Metrics("landscape", "cpu")
    timings = StageTimings(wait_us=500, segment_us=20_000, composite_us=3000, encode_us=4000)
    metrics.frame(timings, Outcome.COMPOSED)
    metrics.frame(timings, Outcome.LATE)
    metrics.frame(StageTimings(0, 0, 0, 0), Outcome.FAILED)
    read = samples(metrics.page())
    assert read["camveil_frames_total", ("composed",)] == 1
    assert read["camveil_frames_total", ("failed",)] == 1
    for stage in STAGES:
        assert read["camveil_frame_seconds_count", (stage,)] == 2
    assert read["camveil_frame_seconds_sum", ("segment",)] == pytest.approx(0.04)
    assert read["camveil_frame_seconds_bucket", ("0.016", "segment")] == 0
    assert read["camveil_frame_seconds_bucket", ("0.033", "segment")] == 2


def test_every_outcome_and_drop_is_there_before_it_happens() -> None:
    read = samples(Metrics("landscape", "cpu").page())
    for outcome in Outcome:
        assert read["camveil_frames_total", (outcome.value,)] == 0
    for drop in Drop:
        assert read["camveil_dropped_total", (drop.value,)] == 0


def test_sessions_drops_and_refusals_are_counted() -> None:
    metrics = Metrics("landscape", "cpu")
    metrics.sessions(2)
    metrics.opened()
    metrics.dropped(Drop.REPLACED, 3)
    metrics.refused("not-paired")
    metrics.concealed()
    read = samples(metrics.page())
    assert read["camveil_sessions", ()] == 2
    assert read["camveil_sessions_opened_total", ()] == 1
    assert read["camveil_dropped_total", ("replaced",)] == 3
    assert read["camveil_concealments_total", ()] == 1
    assert read["camveil_requests_refused_total", ("not-paired",)] == 1


def test_what_runs_is_told() -> None:
    read = samples(Metrics("mine.onnx", "cuda").page())
    labels = ("mine.onnx", str(PROTOCOL_VERSION), "cuda", release())
    assert read["camveil_info", labels] == 1


PROCESS = """
import os
from camveil.http.metrics import Metrics, forget_process
from camveil.rtc.meter import Drop
dead = os.fork()
if dead == 0:
    other = Metrics("landscape", "cpu")
    other.opened()
    other.sessions(7)
    os._exit(0)
os.waitpid(dead, 0)
forget_process(dead)
one = Metrics("landscape", "cpu")
one.opened()
one.sessions(2)
print(one.page())
"""


def test_processes_are_added_up_and_the_sessions_of_a_dead_one_are_gone(tmp_path: Path) -> None:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    page = subprocess.check_output([sys.executable, "-c", PROCESS], env=environ, text=True)
    read = samples(page)
    assert read["camveil_sessions_opened_total", ()] == 2
    assert read["camveil_sessions", ()] == 2
