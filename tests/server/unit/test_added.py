import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import ModelRefused
from camveil.segmenters.added import AddedModels, decode_row, default_folder, encode_row, name_of
from camveil.segmenters.spec import IMAGENET, ModelSpec
from camveil.values import Size
from camveil.whole_files import write_whole

CONTENT = b"a model"
SPEC = ModelSpec(
    name="mine",
    file="mine.onnx",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="MIT",
    input_size=Size(320, 192),
    layout="NHWC",
    colours="BGR",
    input_ranges=IMAGENET,
    output=2,
    output_shape=(1, 192, 320, 2),
    activation="softmax",
    person_channel=1,
)


@pytest.fixture
def added(tmp_path: Path) -> AddedModels:
    models = AddedModels(tmp_path / "models")
    models.add(SPEC, CONTENT)
    return models


def refusal(added: AddedModels, name: str = "mine") -> str:
    with pytest.raises(ModelRefused) as caught:
        added.read(added.spec(name))
    return caught.value.reason


def test_a_model_comes_back_as_it_was_added(added: AddedModels) -> None:
    assert added.names() == ["mine"]
    assert added.spec("mine") == SPEC
    assert added.read(SPEC) == CONTENT


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    nobodys = AddedModels(tmp_path / "nothing")
    assert nobodys.names() == []
    assert nobodys.remove("mine") is False


def test_by_itself_the_folder_is_this_user_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert AddedModels(None).folder == default_folder() == tmp_path / "camveil" / "models"


def test_a_removed_model_leaves_nothing(added: AddedModels) -> None:
    assert added.remove("mine") is True
    assert list(added.folder.iterdir()) == []
    assert added.remove("mine") is False


@pytest.mark.parametrize("name", ["../mine", "..", "", "mine.json", "/etc/passwd"])
def test_only_a_name_is_removed(added: AddedModels, name: str) -> None:
    assert added.remove(name) is False
    assert added.names() == ["mine"]


def test_a_changed_file_is_refused(added: AddedModels) -> None:
    (added.folder / "mine.onnx").write_bytes(b"another")
    assert refusal(added) == "it has changed since it was added; add the model again"


def test_a_missing_file_is_refused(added: AddedModels) -> None:
    (added.folder / "mine.onnx").unlink()
    assert "no such file" in refusal(added)


def test_a_row_of_another_model_is_refused(added: AddedModels) -> None:
    (added.folder / "mine.json").rename(added.folder / "other.json")
    assert refusal(added, "other") == "it is another model's row; add the model again"


def test_a_file_elsewhere_is_refused(added: AddedModels) -> None:
    row = encode_row(replace(SPEC, file="../../../etc/passwd"))
    (added.folder / "mine.json").write_bytes(row)
    assert "another model's row" in refusal(added)


def test_a_row_that_is_no_file_is_not_read(added: AddedModels) -> None:
    """Whoever reads a pipe waits for its writer, for ever."""
    os.mkfifo(added.folder / "pipe.json")
    (added.folder / "folder.json").mkdir()
    assert refusal(added, "pipe") == "it is no file; remove it"
    assert refusal(added, "folder") == "it is no file; remove it"


def test_a_row_that_cannot_be_read_is_refused(added: AddedModels) -> None:
    (added.folder / "mine.json").unlink()
    assert "cannot be read" in refusal(added)
    (added.folder / "mine.json").symlink_to("mine.json")
    assert "cannot be read" in refusal(added)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "abc"}, "no sha256"),
        ({"licence": ""}, "no licence"),
        ({"input_size": [320]}, "no row"),
        ({"input_size": [1, 1]}, "too small"),
        ({"layout": "CHW"}, "no row"),
        ({"person_channel": 7}, "channel 7"),
        ({"activation": None}, "no row"),
        ({"colors": "RGB"}, "no model has a field 'colors'"),
    ],
)
def test_a_row_that_was_changed_into_nonsense(changes: dict[str, object], said: str) -> None:
    row = json.loads(encode_row(SPEC)) | changes
    with pytest.raises(ValueError, match=said):
        decode_row(json.dumps(row).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_row_or_refused(row: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_row(row)


def test_a_row_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no row"):
        decode_row(b'{"more": ' + b"[" * 9000)


def test_a_name_is_free_or_not(added: AddedModels) -> None:
    file = Path("mine.onnx")
    added.check_name("other", file, replace=False)
    added.check_name("mine", file, replace=True)
    for name, said in (
        ("mine", "is there already"),
        ("landscape", "is a built-in model"),
        ("Mine", "is no name"),
        ("-x", "is no name"),
        ("", "is no name"),
        ("a/b", "is no name"),
        ("x" * 65, "is no name"),
    ):
        with pytest.raises(ModelRefused, match=said):
            added.check_name(name, file, replace=False)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("selfie.onnx", "selfie"),
        ("/a/b/My Model v2.1 (best).onnx", "my-model-v2-1-best"),
        ("--.onnx", ""),
        ("höhe.onnx", "h-he"),
    ],
)
def test_a_model_is_called_what_its_file_is(file: str, name: str) -> None:
    assert name_of(Path(file)) == name


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "mine.onnx"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
