"""The wheel: what it carries, how large it is, and that it isn't built without the extension."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from camveil.installation import CHECKOUT, release
from camveil.segmenters import models_dir
from camveil.unpacked_extension import write_zip

MAX_WHEEL_BYTES = 8 << 20
MAX_ZIP_BYTES = 300_000
DIST = CHECKOUT / "extension" / "dist"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "server", "models")


def build(checkout: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=checkout,
        capture_output=True,
        text=True,
    )


def copy(sources: tuple[str, ...], target: Path) -> None:
    for name in sources:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)


def test_without_a_built_extension_there_is_no_wheel(tmp_path: Path) -> None:
    copy(SOURCES, tmp_path)
    built = build(tmp_path, tmp_path / "out")
    assert built.returncode != 0
    assert f"{tmp_path / 'extension/dist'} has no built extension" in built.stderr
    assert "run `make wheel`" in built.stderr
    assert not list(tmp_path.glob("out/*.whl"))


@pytest.mark.browser
def test_it_carries_everything_and_is_small(tmp_path: Path) -> None:
    built = build(CHECKOUT, tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.iterdir()
    assert wheel.name == f"camveil-{release()}-py3-none-any.whl"
    assert wheel.stat().st_size < MAX_WHEEL_BYTES
    names = set(ZipFile(wheel).namelist())
    assert {f"camveil/models/{file.name}" for file in models_dir().glob("*.onnx")} <= names
    assert "camveil/demo_page/index.html" in names
    assert "camveil/types/effects.d.ts" in names
    extension = {path.relative_to(DIST) for path in DIST.rglob("*") if path.is_file()}
    assert {f"camveil/extension/{path}" for path in extension if path.name != ".built"} <= names
    assert not [name for name in names if name.endswith((".built", ".pyc")) or "/tests/" in name]


@pytest.mark.browser
def test_the_extension_for_a_store_is_small(tmp_path: Path) -> None:
    write_zip(DIST, tmp_path / "camveil.zip")
    assert (tmp_path / "camveil.zip").stat().st_size < MAX_ZIP_BYTES


def test_extension_and_server_have_one_version() -> None:
    manifest = json.loads((CHECKOUT / "extension/src/manifest.json").read_text())
    package = json.loads((CHECKOUT / "extension/package.json").read_text())
    assert manifest["version"] == package["version"] == release()
