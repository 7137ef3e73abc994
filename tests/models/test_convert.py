"""The command that makes the models: where the files come from, and what it refuses."""

import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from models.convert import MODELS, MODELS_DIR, Model, convert, convert_all, fetch_tflite, main
from models.errors import MissingFile, PackageUnavailable, WrongHash

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@each_model
def test_converting_again_gives_the_committed_bytes(model: Model, tflite_dir: Path) -> None:
    source = (tflite_dir / model.tflite).read_bytes()
    assert convert(source, model) == (MODELS_DIR / f"{model.name}.onnx").read_bytes()


def test_the_command_writes_every_model(
    tflite_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["--tflite-dir", str(tflite_dir), "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {f"{model.name}.onnx" for model in MODELS}
    assert capsys.readouterr().out.count("as the table says") == len(MODELS)


def test_a_result_that_the_table_does_not_know_is_not_written(tflite_dir: Path) -> None:
    model = MODELS[0]
    stale = replace(model, onnx_sha256="0" * 64)
    source = (tflite_dir / model.tflite).read_bytes()
    with pytest.raises(WrongHash, match=f"{model.onnx_sha256}, the table says 000"):
        convert(source, stale)


@each_model
def test_a_changed_source_is_refused_before_it_is_read(model: Model) -> None:
    with pytest.raises(WrongHash) as caught:
        convert(b"anything else", model)
    assert caught.value.name == model.tflite
    assert caught.value.expected == model.tflite_sha256


def test_an_error_is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for model in MODELS:
        (tmp_path / model.tflite).write_bytes(b"anything else")
    out = tmp_path / "out"
    assert main(["--tflite-dir", str(tmp_path), "--out", str(out)]) == 1
    assert not out.exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("wrong-hash: selfie_segmentation.tflite has sha256 ")


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"no selfie_segmentation\.tflite in "):
        convert_all(tmp_path, tmp_path / "out")


def test_without_npm_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageUnavailable, match="npm is not installed"):
        fetch_tflite(tmp_path)


def test_the_first_line_of_a_failing_npm_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_npm(tmp_path, monkeypatch, "echo 'npm error code E404' >&2; echo more >&2; exit 1")
    with pytest.raises(PackageUnavailable, match=r"registry: npm error code E404$"):
        fetch_tflite(tmp_path)


def test_an_npm_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_npm(tmp_path, monkeypatch, "exec /usr/bin/tail -f /dev/null")
    with pytest.raises(PackageUnavailable, match=r"no answer within 0\.05 s"):
        fetch_tflite(tmp_path, timeout_s=0.05)


def test_only_the_tflite_files_are_taken_out_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {model.tflite: model.tflite.encode() for model in MODELS}
    package = pack(tmp_path, {**wanted, "selfie_segmentation.js": b"", "../escaped": b""})
    install_npm(tmp_path, monkeypatch, f'exec /bin/cp {package} "$4"')
    fetched = tmp_path / "fetched"
    fetched.mkdir()
    fetch_tflite(fetched)
    assert {path.name: path.read_bytes() for path in fetched.iterdir()} == wanted


def test_a_package_without_the_files_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = pack(tmp_path, {"README.md": b""})
    install_npm(tmp_path, monkeypatch, f'exec /bin/cp {package} "$4"')
    with pytest.raises(MissingFile, match=r"no selfie_segmentation\.tflite in @mediapipe/"):
        fetch_tflite(tmp_path)


def install_npm(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a shell script in the place of npm; its fourth argument is the folder to pack into."""
    bin_dir = directory / "bin"
    bin_dir.mkdir()
    npm = bin_dir / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_dir))


def pack(directory: Path, files: dict[str, bytes]) -> Path:
    path = directory / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path
