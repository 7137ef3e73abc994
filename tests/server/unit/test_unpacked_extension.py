"""The extension's folder and archive: written whole, never over anything else."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from camveil import installation
from camveil.cli import main
from camveil.errors import ExtensionNotWritten
from camveil.unpacked_extension import (
    SUFFIXES,
    default_folder,
    remove_folder,
    write_folder,
    write_zip,
)

MANIFEST = {"name": "Camveil", "version": "1.2.3", "key": "MIIB"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A built extension."""
    return make_extension(tmp_path / "source")


def make_extension(folder: Path, **manifest: str) -> Path:
    (folder / "popup").mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({**MANIFEST, **manifest}))
    (folder / "popup" / "popup.js").write_text("new")
    (folder / ".built").write_text("")
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_written_and_replaced_without_a_rest(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "camveil"
    write_folder(source, folder)
    (folder / "old.js").write_text("old")
    write_folder(source, folder)
    assert files(folder) == {"manifest.json", "popup/popup.js"}
    assert list(folder.parent.iterdir()) == [folder]
    assert folder.stat().st_mode & 0o777 == 0o755


def test_an_older_version_of_it_is_replaced(source: Path, tmp_path: Path) -> None:
    folder = make_extension(tmp_path / "folder", version="0.9")
    write_folder(source, folder)
    assert json.loads((folder / "manifest.json").read_text())["version"] == "1.2.3"


def test_nothing_else_is_written_over(source: Path, tmp_path: Path) -> None:
    other = make_extension(tmp_path / "other", key="of another")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    more = make_extension(tmp_path / "more")
    (more / "popup" / "notes.txt").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(other)
    for target in (other, broken, more, file, link):
        before = files(tmp_path)
        for act in (write_folder, remove_folder):
            with pytest.raises(ExtensionNotWritten, match=target.name):
                act(source, target)
        assert files(tmp_path) == before


def test_an_empty_folder_will_do(source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_folder(source, tmp_path / "empty")
    assert files(tmp_path / "empty") == {"manifest.json", "popup/popup.js"}


def test_what_was_written_is_removed(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    write_folder(source, folder)
    assert remove_folder(source, folder)
    assert not folder.exists()
    assert not remove_folder(source, folder)


def test_an_archive_for_a_store_has_no_key_and_is_always_the_same(
    source: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    write_zip(source, one)
    (source / "popup" / "popup.js").touch()
    write_zip(source, other)
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(one) as archive:
        assert set(archive.namelist()) == {"manifest.json", "popup/popup.js"}
        assert "key" not in json.loads(archive.read("manifest.json"))


def run(source: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("HOME", str(source.parent))
    monkeypatch.setattr(installation, "PACKAGE", source.parent)
    monkeypatch.setattr("camveil.cli.extension.extension_dir", lambda: source)
    return CliRunner().invoke(main, ["extension", *arguments])


def test_the_command_writes_where_it_is_told(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(source, monkeypatch)
    assert result.exit_code == 0
    assert f"Written: {tmp_path / 'camveil-extension'}\n" in result.output
    assert "Load unpacked" in result.output
    assert files(default_folder()) == {"manifest.json", "popup/popup.js"}
    told = json.loads(run(source, monkeypatch, str(tmp_path / "x"), "--json").output)
    assert told == {"written": str(tmp_path / "x"), "version": "1.2.3"}
    assert run(source, monkeypatch, "--zip", str(tmp_path / "x.zip")).exit_code == 0
    assert (tmp_path / "x.zip").is_file()
    assert run(source, monkeypatch, str(tmp_path / "x"), "--zip", "y.zip").exit_code == 2
    assert run(source, monkeypatch, "--types", "x.d.ts", "--zip", "y.zip").exit_code == 2


def test_declarations_are_those_of_the_effects(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "effects.d.ts"
    assert run(source, monkeypatch, "--types", str(written)).exit_code == 0
    assert "backgroundSegmentationMask?: ConstrainBoolean" in written.read_text()


def test_files_in_a_new_folder_are_written_and_replace_earlier_ones(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, declarations = tmp_path / "a" / "x.zip", tmp_path / "b" / "x.d.ts"
    for options in (("--zip", str(archive)), ("--types", str(declarations))):
        assert run(source, monkeypatch, *options).exit_code == 0
    before = archive.read_bytes(), declarations.read_bytes()
    declarations.write_bytes(before[1][:200] + b"an older version's")
    (source / "popup" / "popup.js").write_text("newer")
    for options in (("--zip", str(archive)), ("--types", str(declarations))):
        assert run(source, monkeypatch, *options).exit_code == 0
    assert archive.read_bytes() != before[0]
    assert declarations.read_bytes() == before[1]


@pytest.mark.parametrize("option", ["--zip", "--types"])
def test_files_of_others_are_left(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    with ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("manifest.json", '{"name": "Another"}')
    with ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("beach.jpg", "")
    (tmp_path / "damaged.zip").write_bytes((tmp_path / "other.zip").read_bytes()[:40])
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("mine")
    for name in ("other.zip", "photos.zip", "damaged.zip", "empty.zip", "notes.txt"):
        file = tmp_path / name
        before = file.read_bytes()
        result = run(source, monkeypatch, option, str(file))
        assert result.exit_code == 1
        assert f"{file} is left as it is: it " in result.output
        assert "Name a new file." in result.output
        assert file.read_bytes() == before


def test_the_command_leaves_what_is_not_its_own(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "camveil-extension").mkdir()
    (tmp_path / "camveil-extension" / "mine.txt").write_text("")
    result = run(source, monkeypatch)
    assert result.exit_code == 1
    assert "is left as it is" in result.output


def test_without_a_built_extension_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camveil.cli.extension.extension_dir", lambda: None)
    result = CliRunner().invoke(main, ["extension"])
    assert result.exit_code == 1
    assert "make wheel" in result.output


def test_every_kind_of_file_that_the_extension_has_is_known_as_its_own() -> None:
    sources = Path(__file__).parents[3] / "extension" / "src"
    assert {path.suffix for path in sources.rglob("*") if path.is_file()} <= SUFFIXES
