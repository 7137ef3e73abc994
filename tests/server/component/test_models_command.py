"""`camveil models`, with real files and the process that looks into them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from camveil.cli import main
from camveil.segmenters import MODELS, models_dir
from tests.server.component.own_models import Moves
from tests.server.component.running_server import serving
from tests.server.unit.model_variants import Variant
from tests.server.unit.tiny_models import bright_model

Run = Callable[..., Result]
SWAPPED = Variant(output_range=(1.0, 0.0), licence="CC0-1.0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "added"


@pytest.fixture
def run(folder: Path, told: Moves) -> Run:
    def run(*arguments: str | Path) -> Result:
        environment = {"CAMVEIL_MODELS_DIR": str(folder), "CAMVEIL_CONFIG": None}
        return CliRunner().invoke(main, ["models", *map(str, arguments)], env=environment)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        file = tmp_path / "Their model.onnx"
        file.write_bytes(content)
        return file

    return write


def test_a_model_is_added_listed_and_removed(
    run: Run, write: Callable[[bytes], Path], folder: Path
) -> None:
    result = run("add", write(SWAPPED.file()))
    assert result.exit_code == 0, result.output
    for said in ("their-model", "CC0-1.0", "256x144", "1:0", "camveil serve --model their-model"):
        assert said in result.stdout
    listed = run("list").stdout
    for name in (*MODELS, "their-model"):
        assert f"\n{name} " in listed
    (*_, row) = json.loads(run("list", "--json").stdout)
    assert row["name"] == "their-model"
    assert row["output_range"] == [1, 0]
    assert "problem" not in row
    assert run("remove", "their-model").exit_code == 0
    assert list(folder.iterdir()) == []


def test_a_model_that_ships_is_not_added(run: Run, folder: Path) -> None:
    result = run("add", models_dir() / MODELS["general"].file, "--licence", "Apache-2.0")
    assert result.exit_code == 1
    assert "it is used by its name, general" in result.stderr
    assert not folder.exists()


def test_its_row_can_be_read_by_a_program(run: Run, write: Callable[[bytes], Path]) -> None:
    result = run("add", write(SWAPPED.file()), "--name", "swapped", "--licence", "MIT", "--json")
    row = json.loads(result.stdout)
    assert (row["name"], row["licence"], row["input_size"]) == ("swapped", "MIT", [256, 144])


@pytest.mark.parametrize(
    ("variant", "options", "said"),
    [
        (Variant(), [], "--licence NAME"),
        (Variant(open_size=True), ["--licence", "MIT"], "--input-size WIDTHxHEIGHT"),
        (Variant(second_output=True), ["--licence", "MIT"], "--output NUMBER"),
        (
            Variant(channels=2),
            ["--licence", "MIT", "--person-channel", "0", "--output-range", "0:1"],
            "person and background are swapped (of the people it shows 0%, of what is behind them "
            "99%): try --person-channel 1",
        ),
    ],
    ids=["licence", "size", "output", "swapped"],
)
def test_what_is_missing_or_wrong_is_asked_for_by_its_option(
    variant: Variant,
    options: list[str],
    said: str,
    run: Run,
    write: Callable[[bytes], Path],
    folder: Path,
) -> None:
    result = run("add", write(variant.file()), *options)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--input-size", "256"], "'256' is not a size such as 256x144"),
        (["--input-range", "0-1"], "'0-1' is not a range such as"),
        (["--output-range", "1"], "'1' is not a range such as"),
        (["--person-channel", "-1"], "-1 is not in the range"),
        (["--activation", "relu"], "'relu' is not one of"),
        (["--name", "No Name"], "is no name for it"),
        (["--name", "general"], "general is a built-in model"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    options: list[str], said: str, run: Run, write: Callable[[bytes], Path]
) -> None:
    result = run("add", write(b"never looked at"), *options)
    assert result.exit_code in (1, 2)
    assert said in result.stderr


def test_a_model_of_something_else_is_refused(run: Run, write: Callable[[bytes], Path]) -> None:
    result = run("add", write(bright_model()), "--licence", "MIT")
    assert result.exit_code == 1
    assert "on two portraits it does not tell people from what is behind them" in result.stderr
    assert "Traceback" not in result.output


def test_a_name_that_is_taken_needs_a_word(
    run: Run, write: Callable[[bytes], Path], folder: Path
) -> None:
    assert run("add", write(SWAPPED.file())).exit_code == 0
    again = run("add", write(Variant(licence="MIT").file()))
    assert again.exit_code == 1
    assert "give another --name, or --replace" in again.stderr
    assert run("add", write(Variant(licence="MIT").file()), "--replace").exit_code == 0
    (*_, row) = json.loads(run("list", "--json").stdout)
    assert row["output_range"] == [0, 1]


def test_a_model_that_has_changed_is_listed_as_one(
    run: Run, write: Callable[[bytes], Path], folder: Path
) -> None:
    run("add", write(SWAPPED.file()), "--name", "mine")
    (folder / "mine.onnx").write_bytes(b"another")
    result = run("list")
    assert result.exit_code == 0
    assert "it has changed since it was added" in result.stderr


def test_what_is_not_there_cannot_be_removed(run: Run) -> None:
    result = run("remove", "mine")
    assert result.exit_code == 1
    assert "there is no model mine of yours" in result.stderr
    assert run("remove", "landscape").exit_code == 2


async def test_a_server_uses_it_by_its_name(
    run: Run, write: Callable[[bytes], Path], folder: Path
) -> None:
    run("add", write(SWAPPED.file()), "--name", "mine")
    options = ("--model", "mine", "--models-dir", str(folder))
    async with serving(*options) as server:
        assert "Demo page" in (await server.started())[0]
    (folder / "mine.onnx").write_bytes((models_dir() / MODELS["general"].file).read_bytes())
    async with serving(*options) as server:
        assert "it has changed since it was added" in await server.refused()
