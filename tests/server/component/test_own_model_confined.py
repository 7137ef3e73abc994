"""What a user's own model cannot reach, and that its process never stays behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from camveil.segmenters.onnx_model import open_session
from tests.server.component.own_models import (
    Moves,
    own_segmenter,
    refusal,
    the_process,
    wait_until,
)
from tests.server.fakes import DEADLINE_S
from tests.server.unit.tiny_models import (
    WEIGHT_BYTES,
    bright_model,
    endless_model,
    model_with_weights_in,
)


def test_a_model_cannot_name_files(
    told: Moves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(bytes(WEIGHT_BYTES))
    monkeypatch.chdir(tmp_path)
    # Here, in an honest process, onnxruntime reads what it is told to.
    open_session(model_with_weights_in("secret.bin"), "cpu")
    names = ("secret.bin", str(secret), "../" * 20 + str(secret)[1:], "/proc/self/environ")
    for name in names:
        assert "it does not load" in refusal(model_with_weights_in(name))


CONFINED = """
import json, os, resource, socket
from camveil.segmenters.process.confine import confine
confine()
def can(attempt):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return True
limits = ("CORE", "AS", "FSIZE", "NPROC", "NOFILE")
print(json.dumps({
    "folder": can(lambda: os.listdir()),
    "read": can(lambda: open("/etc/passwd")),
    "write": can(lambda: open("left-behind", "w")),
    "connect": can(lambda: socket.create_connection(("127.0.0.1", 9))),
    "memory": can(lambda: bytearray(5 << 30)),
    "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in limits},
}))
"""


def test_the_process_gives_up_files_network_and_memory(tmp_path: Path) -> None:
    output = subprocess.run(
        [sys.executable, "-c", CONFINED], capture_output=True, check=True, cwd=tmp_path, text=True
    ).stdout
    seen = json.loads(output)
    limits = seen.pop("limits")
    assert limits == {
        "CORE": [0, 0],
        "AS": [4 << 30, 4 << 30],
        "FSIZE": [0, 0],
        "NPROC": [0, 0],
        "NOFILE": [0, 0],
    }
    assert seen == {
        "folder": "OSError",
        "read": "OSError",
        "write": "OSError",
        "connect": "OSError",
        "memory": "MemoryError",
    }
    assert list(tmp_path.iterdir()) == []


def test_the_process_knows_little_of_the_person(
    told: Moves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret")
    with own_segmenter(bright_model()) as segmenter:
        segmenter.wait_ready()
        process = the_process()
        assert set(process.environ()) <= {
            "LD_LIBRARY_PATH",
            "TMPDIR",
            "OPENBLAS_NUM_THREADS",
            "PYTHONPATH",
        }
        assert "own.onnx" not in " ".join(process.cmdline())
        # Nothing of the server's: its listening socket, its connections, other models' sockets.
        assert process.net_connections("inet") == []
        assert process.open_files() == []


STRAY = """
import sys
from pathlib import Path
from camveil.clock import SystemClock
from camveil.segmenters.process.segmenter import ProcessSegmenter
from camveil.segmenters.process.wishes import Wishes
from tests.server.unit.pictures import flat_picture
from camveil.values import Size
wishes = Wishes(tried=True, input_ranges=((0.0, 1.0),) * 3)
content = sys.stdin.buffer.read()
segmenter = ProcessSegmenter(Path("own.onnx"), content, SystemClock(), wishes=wishes)
segmenter.wait_ready()
print("ready", flush=True)
segmenter.segment(flat_picture(Size(64, 48), int(sys.argv[1])))
print("idle", flush=True)
"""


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_process_ends_with_a_server_that_is_killed(busy: bool) -> None:
    """In the middle of a picture, too: then its own alarm ends it."""
    server = subprocess.Popen(
        [sys.executable, "-c", STRAY, "235" if busy else "16"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        cwd=Path(__file__).parents[3],
    )
    assert server.stdin is not None
    assert server.stdout is not None
    with server, server.stdin, server.stdout:
        server.stdin.write(endless_model())
        server.stdin.close()
        assert server.stdout.readline() == b"ready\n"
        if not busy:
            assert server.stdout.readline() == b"idle\n"
        process = the_process(server.pid)
        if busy:
            begun_s = process.cpu_times().user
            wait_until(lambda: process.cpu_times().user > begun_s + 0.1)
        server.kill()
        server.wait()
        assert psutil.wait_procs([process], timeout=DEADLINE_S)[1] == []
