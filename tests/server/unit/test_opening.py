import os
import shutil
import threading
from pathlib import Path

import pytest

from camveil.clock import SystemClock
from camveil.errors import ModelRefused, ModelUnavailable
from camveil.segmenters import (
    MODELS,
    AddedModels,
    ModelSpec,
    OwnedSegmenter,
    check_chosen,
    load_segmenter,
    models_dir,
    open_segmenter,
    ready,
)
from camveil.segmenters import files as model_files
from camveil.segmenters.registry import GENERAL, LANDSCAPE, LANDSCAPE_SMALL
from camveil.settings import Settings
from tests.server.unit.pictures import OpenedSegmenter

NOBODYS = AddedModels(Path("/nonexistent"))


def opened(model: str) -> OwnedSegmenter:
    return open_segmenter(model, models_dir(), SystemClock(), NOBODYS)


def refusal(model: str) -> str:
    threads = set(threading.enumerate())
    with pytest.raises(ModelRefused) as caught:
        opened(model)
    assert caught.value.path == Path(model)
    assert set(threading.enumerate()) <= threads
    return caught.value.reason


@pytest.mark.parametrize("name", MODELS)
def test_a_built_in_model_is_ready_and_leaves_nothing(name: str) -> None:
    threads = set(threading.enumerate())
    segmenter = opened(name)
    segmenter.wait_ready()
    assert segmenter.name == name
    assert set(threading.enumerate()) <= threads
    segmenter.close()


def test_a_built_in_name_is_no_file_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "landscape").write_bytes(b"not a model")
    monkeypatch.chdir(tmp_path)
    opened("landscape").close()


def test_a_built_in_model_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=MODELS["general"].file):
        load_segmenter("general", tmp_path)


def test_a_name_that_is_neither(tmp_path: Path) -> None:
    assert "no such file; models are pair, landscape, general" in refusal("landscpe")


@pytest.mark.parametrize(
    ("spec", "name"),
    [(LANDSCAPE, "landscape"), (LANDSCAPE_SMALL, "landscape"), (GENERAL, "general")],
)
def test_a_file_that_ships_is_used_by_its_name(spec: ModelSpec, name: str, tmp_path: Path) -> None:
    copy = shutil.copy(models_dir() / spec.file, tmp_path / "mine.onnx")
    with pytest.raises(ModelRefused, match=f"it is built in; it is used by its name, {name}"):
        check_chosen(Settings(model=str(copy), models_dir=tmp_path))


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, Path("/dev/zero")):
        assert refusal(str(path)) == "it is no file"


def test_a_name_that_is_too_long() -> None:
    assert "cannot be read (File name too long)" in refusal("m" * 5000)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "MAX_MODEL_BYTES", 1 << 20)
    file = tmp_path / "own.onnx"
    file.write_bytes(bytes((1 << 20) + 1))
    assert refusal(str(file)) == "it is larger than 1 MB"


class RefusedSegmenter(OpenedSegmenter):
    def wait_ready(self) -> None:
        raise ModelRefused(Path("refused.onnx"), "it is no model")


def test_what_can_be_used_stays_open() -> None:
    segmenter = OpenedSegmenter()
    assert ready(segmenter) is segmenter
    assert segmenter.closed == 0


def test_what_cannot_be_used_is_closed() -> None:
    segmenter = RefusedSegmenter()
    with pytest.raises(ModelRefused):
        ready(segmenter)
    assert segmenter.closed == 1
