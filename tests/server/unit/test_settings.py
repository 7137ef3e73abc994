import re
import tomllib

import pytest
from click.testing import CliRunner

from camveil.cli import main
from camveil.installation import CHECKOUT, release
from camveil.rtc.limits import SessionLimits
from camveil.segmenters import BUILT_IN


def test_there_is_room_for_twenty_tabs() -> None:
    assert SessionLimits().count >= 20


def test_the_release_is_the_one_of_the_project() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    assert release() == project["version"]


def test_the_command_line_says_its_version() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"camveil, version {release()}\n"


def test_the_command_line_offers_every_model() -> None:
    output = CliRunner().invoke(main, ["serve", "--help"]).output
    (offered,) = re.findall(r"--model \[([^\]]*)\]", output)
    assert set(offered.split("|")) == {*BUILT_IN, "NAME", "FILE.onnx"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "65536"],
    ],
)
def test_what_cannot_be_served_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 2
    assert arguments[0] in result.output
