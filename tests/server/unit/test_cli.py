"""What holds for every command."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from camveil.cli import SECTIONS, SENTENCE, main
from camveil.installation import release
from camveil.protocol import PROTOCOL_VERSION

COMMANDS = [name for names in SECTIONS.values() for name in names]
HEAVY = {"aiohttp", "aiortc", "av", "cv2", "numpy", "onnxruntime"}


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_says_in_a_sentence_what_it_does_and_has_examples(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    first = (command(name).help or "").split("\n\n")[0]
    assert first.endswith(".")
    assert "Examples:" in result.output
    assert f"\n    camveil {name}" in result.output


def test_the_help_of_all_shows_each_with_its_sentence() -> None:
    output = CliRunner().invoke(main, ["--help"], terminal_width=120).output
    for heading, names in SECTIONS.items():
        assert f"\n{heading}:\n" in output
        for name in names:
            short = command(name).get_short_help_str(SENTENCE)
            assert not short.endswith("..."), short
            assert short in output
    assert "Exit codes:" in output


def test_an_unknown_command_is_a_mistake_in_the_writing() -> None:
    result = CliRunner().invoke(main, ["srve"])
    assert result.exit_code == 2
    assert "srve" in result.output


def test_nothing_heavy_is_loaded_before_a_command_needs_it() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from camveil.cli import main\n"
        f"for name in {COMMANDS}:\n"
        "    assert CliRunner().invoke(main, [name, '--help']).exit_code == 0\n"
        f"print(*({HEAVY} & sys.modules.keys()))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (loaded.stdout.strip(), loaded.stderr) == ("", "")


def test_the_version_is_told_to_people_and_programs() -> None:
    for_people = CliRunner().invoke(main, ["version"]).output
    for_programs = json.loads(CliRunner().invoke(main, ["version", "--json"]).output)
    assert for_programs["camveil"] == release()
    assert for_programs["protocol"] == PROTOCOL_VERSION
    for name, value in for_programs.items():
        assert f"{name} " in for_people
        assert str(value) in for_people


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert f"_CAMVEIL_COMPLETE={shell}_complete" in result.output


def completed(words: str, **environ: str) -> list[str]:
    """What a shell would offer for the last of the words."""
    position = str(len(words.split(" ")) - 1)
    asked = {"_CAMVEIL_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": position}
    return (
        CliRunner().invoke(main, prog_name="camveil", env={**asked, **environ}).output.split("\n")
    )


def test_the_completion_script_knows_every_command() -> None:
    assert set(COMMANDS) <= set(completed("camveil "))


def test_the_completion_script_knows_what_an_option_takes() -> None:
    offered = completed("camveil serve --model ")
    assert {"pair", "landscape", "general", "file"} <= set(offered)
    assert "NAME" not in offered
    assert "landscape" in completed("camveil serve --model la")
    assert "pair" not in completed("camveil serve --model la")


def test_the_completion_script_knows_models_of_one_s_own(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx").touch()
    (tmp_path / "mine.json").touch()
    offered = completed("camveil models remove m", CAMVEIL_MODELS_DIR=str(tmp_path))
    assert "mine" in offered
