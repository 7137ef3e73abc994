import socket
from pathlib import Path

import pytest

from camveil.http.siblings import Sibling, Siblings, together
from camveil.protocol import PROTOCOL_VERSION, Health


def health(sessions: int, frame_rate: float, segment_ms: float) -> Health:
    return Health(
        protocol_version=PROTOCOL_VERSION,
        version="1",
        model="landscape",
        provider="cpu",
        paired=True,
        sessions=sessions,
        decode_wait_ms=0,
        segment_ms=segment_ms,
        composite_ms=0,
        encode_ms=0,
        frame_rate=frame_rate,
    )


def test_times_are_means_over_all_frames() -> None:
    both = together(health(1, 30, 4), [health(2, 60, 7), health(0, 0, 0)])
    assert (both.sessions, both.frame_rate) == (3, 90)
    assert both.segment_ms == pytest.approx(6)


def test_without_frames_there_is_no_time() -> None:
    assert together(health(1, 0, 0), [health(1, 0, 0)]).segment_ms == 0


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
