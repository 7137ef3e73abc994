"""`camveil bench`, with the model that ships."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from camveil.cli import main
from camveil.clips.stages import STAGES
from tests.server.unit.clips import make_clip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["bench", *arguments], env={"CAMVEIL_CONFIG": None})


def test_people_get_a_table_of_the_built_in_clip() -> None:
    result = run("--size", "320x240", "--frames", "8")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "built in, 320x240, 30 frames a second" in result.stdout
    assert "pair on " in result.stdout
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [line[0] for line in lines if line and line[-1] == "ms"] == list(STAGES)


def test_programs_get_one_object_of_their_clip(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    make_clip(path, count=30)
    told = json.loads(run(str(path), "--frames", "15", "--model", "general", "--json").stdout)
    assert (told["clip"], told["width"], told["height"]) == (str(path), 96, 64)
    assert (told["frames"], told["clip_frames_per_s"], told["model"]) == (15, 30, "general")
    assert 0 <= told["masks_by_cheaper_model"] <= told["masks_computed"] <= 1
    assert list(told["stages"]) == list(STAGES)
    for cost in told["stages"].values():
        assert 0 < cost["median_ms"] <= cost["p95_ms"]
    assert told["frames_per_s"] == pytest.approx(
        1000 / told["stages"]["whole"]["median_ms"], rel=0.01
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.mp4"], 1, "Error: none.mp4 cannot be used: there is no such file."),
        (["none.mp4", "--size", "320x240"], 2, "without --size"),
        (["--size", "33x64"], 2, "width and height are even, and 64 to 3840"),
        (["--size", "large"], 2, "'large' is not a size such as 1280x720"),
        (["--frames", "0"], 2, "--frames"),
    ],
)
def test_what_makes_no_sense_is_told(arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
