"""`camveil apply`, with the model that ships."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from camveil.cli import main
from camveil.values import Size
from tests.server.fakes import DEADLINE_S
from tests.server.unit.clips import SIZE, frames, make_clip
from tests.server.unit.pictures import flat_picture, smooth_picture
from tests.server.unit.test_background_video import breaking_clip

Run = Callable[..., Result]
LONG = 1000
"Frames of a clip that takes seconds, whatever the machine."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["apply", *arguments], env={"CAMVEIL_CONFIG": None})

    return run


def test_a_clip_gets_the_effect(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", sound="aac")
    result = run("a.mp4", "b.webm", "--replace")
    assert result.exit_code == 1
    assert "name a .mkv file" in result.stderr
    result = run("a.mp4", "b.mp4")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Written: b.mp4, 6 frames of 96x64 in " in result.stdout
    assert len(frames(tmp_path / "b.mp4")) == 6


@pytest.mark.parametrize("matrix", [1, 6])
def test_the_colour_asked_for_is_seen(run: Run, tmp_path: Path, matrix: int) -> None:
    """In a file of BT.709 as in one of BT.601: FFmpeg's numbers."""
    empty = [flat_picture(SIZE, 16, pts_90khz=number) for number in range(6)]
    make_clip(tmp_path / "a.mp4", pictures=empty, colorspace=matrix)
    result = run("a.mp4", "b.mp4", "--color", "#00b140")
    assert result.exit_code == 0, result.output
    shown = frames(tmp_path / "b.mp4")[0]
    assert shown.colorspace == matrix
    rgb = shown.reformat(format="rgb24", src_colorspace=matrix, dst_colorspace="ITU601")
    assert np.median(rgb.to_ndarray(), axis=(0, 1)) == pytest.approx([0x00, 0xB1, 0x40], abs=4)


def test_programs_get_one_object(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", sound="aac")
    told = json.loads(run("a.mp4", "b.mkv", "--effect", "mask", "--json").stdout)
    assert told.pop("took_s") > 0
    assert told.pop("frames_per_s") > 0
    assert told == {
        "written": "b.mkv",
        "width": SIZE.width,
        "height": SIZE.height,
        "frames": 6,
        "sound_tracks": 1,
        "left_out": [],
    }


def test_what_is_not_as_it_was_is_told(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mkv", codec="ffv1", size=Size(95, 63))
    result = run("a.mkv", "b.mp4")
    assert "6 frames of 96x64" in result.stdout
    assert "odd" in result.stderr


def test_what_is_there_is_written_over_only_when_told(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    (tmp_path / "b.mp4").write_bytes(b"dear")
    result = run("a.mp4", "b.mp4")
    assert (result.exit_code, (tmp_path / "b.mp4").read_bytes()) == (1, b"dear")
    assert "--replace" in result.stderr
    assert run("a.mp4", "b.mp4", "--replace").exit_code == 0
    assert len(frames(tmp_path / "b.mp4")) == 6


def test_a_clip_is_not_written_over_itself(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    (tmp_path / "link.mp4").symlink_to("a.mp4")
    before = (tmp_path / "a.mp4").read_bytes()
    result = run("a.mp4", "link.mp4", "--replace")
    assert (result.exit_code, (tmp_path / "a.mp4").read_bytes()) == (1, before)
    assert "it is the clip that is to be read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.mp4", "b.mp4"], "Error: none.mp4 cannot be used: there is no such file."),
        (["text.mp4", "b.mp4"], "Error: text.mp4 cannot be used: it is no video"),
        (["text.mp4", "b.avi"], "Error: b.avi is not written: it ends in .avi"),
        (["text.mp4", "b.mp4", "--model", "none"], "models are pair, landscape, general"),
    ],
)
def test_bad_input_is_told_in_a_line_and_leaves_nothing(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "text.mp4").write_text("Dear diary")
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["text.mp4"]


def test_what_runs_the_model_in_place_of_what_was_wanted_is_told(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    result = run("a.mp4", "b.mp4", "--provider", "openvino")
    assert result.exit_code == 0
    assert "It runs on cpu and not on openvino: this onnxruntime has no openvino" in result.stderr


def test_a_background_that_breaks_in_the_middle_leaves_nothing(run: Run, tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", count=30)
    (tmp_path / "beach.webm").write_bytes(breaking_clip())
    result = run("a.mp4", "b.mp4", "--background", "beach.webm")
    assert result.exit_code == 1
    assert "Error: b.mp4 is not written: the background is of no use at 0." in result.stderr
    assert "(damaged)" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "beach.webm"]


BLUE: Final = "#0000ff"


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_colour_an_image_and_a_video_stand_behind_nobody(
    run: Run, tmp_path: Path, kind: str
) -> None:
    """Nobody is in the clip, so that each frame is the background as a whole."""
    make_clip(tmp_path / "a.mp4", pictures=[flat_picture(SIZE, 60)] * 6)
    blue = flat_picture(SIZE, y=41, u=240, v=110)
    if kind == "image":
        file = tmp_path / "blue.png"
        cv2.imwrite(str(file), np.full((48, 64, 3), (255, 0, 0), np.uint8))
    else:
        file = tmp_path / "blue.mp4"
        make_clip(file, pictures=[blue] * 3)
    for name, option in (("color", ("--color", BLUE)), (kind, ("--background", str(file)))):
        result = run("a.mp4", f"{name}.mp4", *option)
        assert (result.exit_code, result.stderr) == (0, "")
        for frame in frames(tmp_path / f"{name}.mp4"):
            y, u, v = (np.asarray(np.from_dlpack(plane), np.int16) for plane in frame.planes)
            assert abs(y - 41).max() < 6
            assert abs(u - 240).max() < 6
            assert abs(v - 110).max() < 6


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--strength", "0"], 2, "'0' is not light, medium, heavy or a number"),
        (["--strength", "inf"], 2, "'inf' is not light"),
        (["--color", "blue"], 2, "'blue' is not a colour such as #00b140"),
        (["--color", BLUE, "--effect", "portrait"], 2, "--effect and --color are two effects"),
        (["--color", BLUE, "--strength", "heavy"], 2, "--strength is a blur's"),
        (["--background", "none.png"], 2, "none.png"),
        (["--background", "/dev/zero"], 2, "/dev/zero is no file"),
        (["--background", "huge.png"], 2, "huge.png is larger than 64 MiB"),
        (["--background", "text.png"], 1, "The background has none of these formats: JPEG"),
    ],
)
def test_an_effect_that_cannot_be_is_told(
    run: Run, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    make_clip(tmp_path / "a.mp4")
    (tmp_path / "text.png").write_text("Dear diary")
    with (tmp_path / "huge.png").open("wb") as huge:
        huge.truncate(2**26 + 1)
    result = run("a.mp4", "b.mp4", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "b.mp4").exists()


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_it_nothing_half_written_stays(
    tmp_path: Path, ended_by: signal.Signals
) -> None:
    make_clip(tmp_path / "a.mp4", pictures=[smooth_picture(SIZE)] * LONG)
    command = [sys.executable, "-m", "camveil", "apply", "a.mp4", "b.mp4"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        _until(lambda: any(path.name.startswith(".b.") for path in tmp_path.iterdir()))
        process.send_signal(ended_by)
        assert process.wait(DEADLINE_S) != 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_who_sits_at_a_terminal_sees_a_bar(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "camveil", "apply", "a.mp4", "b.mp4"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        assert process.stdout is not None
        assert process.stdout.read().startswith(b"Written: b.mp4")
        assert process.wait(DEADLINE_S) == 0
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "a.mp4" in shown
    assert "frames a second" in shown
    assert "100%" in shown


def _until(happens: Callable[[], bool]) -> None:
    """Wait for another process, which tells nobody."""
    until_s = time.monotonic() + DEADLINE_S
    while not happens():
        assert time.monotonic() < until_s
        time.sleep(0.01)
