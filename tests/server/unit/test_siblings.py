import socket
from dataclasses import replace
from pathlib import Path

import pytest

from camveil.http.siblings import Sibling, Siblings, together
from camveil.protocol import Health
from tests.server.fakes import AT_REST


def health(sessions: int, frame_rate: float, segment_ms: float) -> Health:
    return replace(AT_REST, sessions=sessions, frame_rate=frame_rate, segment_ms=segment_ms)


def test_times_are_means_over_all_frames() -> None:
    both = together(health(1, 30, 4), [health(2, 60, 7), health(0, 0, 0)])
    assert (both.sessions, both.frame_rate) == (3, 90)
    assert both.segment_ms == pytest.approx(6)


def test_without_frames_there_is_no_time() -> None:
    assert together(health(1, 0, 0), [health(1, 0, 0)]).segment_ms == 0


def test_of_events_the_worst_counts_as_a_whole() -> None:
    slow = replace(
        AT_REST,
        avg_filter_duration_ms=40,
        frames_dropped=5,
        camera_frame_rate=30,
        duration_period_ms=1000,
    )
    # Longer, but not for its camera.
    long = replace(AT_REST, avg_filter_duration_ms=60, frames_dropped=1, camera_frame_rate=15)
    busy = replace(AT_REST, cpu_utilization=90, filter_ms=900, cpu_period_ms=1000)
    less = replace(AT_REST, cpu_utilization=50, filter_ms=600, cpu_period_ms=1200)
    both = together(AT_REST, [long, slow, busy, less])
    assert (both.avg_filter_duration_ms, both.frames_dropped, both.camera_frame_rate) == (40, 5, 30)
    assert (both.cpu_utilization, both.filter_ms, both.cpu_period_ms) == (90, 900, 1000)


async def test_one_that_has_ended_or_hangs_is_not_there(tmp_path: Path) -> None:
    own, ended, silent = (tmp_path / name for name in ("own.sock", "ended.sock", "silent.sock"))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(silent))
    listener.listen()
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(ended))
    siblings = Siblings(tmp_path, own)
    assert await siblings.all({}) == []
    assert await siblings.open(Sibling(ended, health(0, 0, 0)), {}, b"") is None
    listener.close()
