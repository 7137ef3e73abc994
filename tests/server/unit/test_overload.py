"""What becomes of quality, rate and latency when the model is slower than the camera."""

import pytest

from camveil.pipeline.budget import CALM_S
from tests.server.unit.camera_run import INTERVAL_S, REST_S, CameraRun

# At 30 frames a second: what a model takes, then what comes out. docs/behaviour.md has the same.
TABLE = [
    # ms, composed Hz, computed Hz, latency ms, longest wait ms
    (5, 30, 30, 13, 13),
    (20, 30, 15, 18, 28),
    (40, 30, 10, 23, 48),
    (60, 20, 10, 39, 68),
    (80, 20, 10, 59, 88),
    (100, 9.3, 9.3, 124, 215),
    (300, 3.2, 3.2, 324, 615),
    (1000, 1.0, 1.0, 1024, 2015),
]


@pytest.mark.parametrize(
    ("segment_ms", "composed_hz", "computed_hz", "latency_ms", "wait_ms"), TABLE
)
def test_overload_lowers_quality_and_then_the_rate(
    segment_ms: float, composed_hz: float, computed_hz: float, latency_ms: float, wait_ms: float
) -> None:
    figures = CameraRun().figures(segment_ms / 1000)
    assert figures.rate_hz == pytest.approx(composed_hz, rel=0.03)
    assert figures.computed_hz == pytest.approx(computed_hz, rel=0.03)
    assert figures.latency_s * 1000 == pytest.approx(latency_ms, abs=2)
    assert figures.longest_wait_s * 1000 == pytest.approx(wait_ms, abs=2)
    # Never worse than without moving, when each frame takes all of the model's time.
    alone_hz = min(1 / INTERVAL_S, 1 / (segment_ms / 1000 + REST_S))
    assert figures.rate_hz >= 0.98 * alone_hz


@pytest.mark.parametrize("segment_ms", [row[0] for row in TABLE])
def test_no_mask_is_moved_onto_a_frame_three_later(segment_ms: float) -> None:
    frames = CameraRun().run(segment_ms / 1000, for_s=20)
    computed_number = frames[0].number
    for frame in frames:
        if frame.computed:
            computed_number = frame.number
        assert frame.number - computed_number <= 2


def test_after_overload_and_calm_every_mask_is_computed_again() -> None:
    run = CameraRun()
    run.run(0.040, for_s=5)
    assert not all(frame.computed for frame in run.run(0.005, for_s=CALM_S))
    run.run(0.005, for_s=CALM_S + 1)
    assert all(frame.computed for frame in run.run(0.005, for_s=60))
