import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from camveil.errors import ModelUnavailable
from camveil.segmenters.onnx_model import OnnxModel, UnfitOutput, built_providers, open_model
from camveil.segmenters.portraits import portraits
from camveil.segmenters.providers import CPU, PROVIDERS, Choice
from camveil.segmenters.registry import GENERAL, LANDSCAPE, models_dir
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.segmenters.spec import ModelSpec
from camveil.segmenters.tensors import shrink
from tests.server.unit.tiny_models import tiny_model

CONTENT = (models_dir() / LANDSCAPE.file).read_bytes()


@pytest.mark.parametrize("spec", [LANDSCAPE, GENERAL])
def test_a_model_gives_an_alpha(spec: ModelSpec) -> None:
    segmenter = SelfieSegmenter(spec, models_dir())
    assert segmenter.segment(portraits()[0].picture).size == spec.input_size
    assert segmenter.choices == {spec.name: Choice(CPU)}


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="the file is missing") as caught:
        SelfieSegmenter(LANDSCAPE, tmp_path)
    assert caught.value.path == tmp_path / LANDSCAPE.file


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / LANDSCAPE.file).mkdir()
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        SelfieSegmenter(LANDSCAPE, tmp_path)


def test_one_changed_byte(tmp_path: Path) -> None:
    copy = Path(shutil.copy(models_dir() / LANDSCAPE.file, tmp_path))
    model = bytearray(copy.read_bytes())
    model[len(model) // 2] ^= 1
    copy.write_bytes(model)
    with pytest.raises(ModelUnavailable, match="damaged or has been changed"):
        SelfieSegmenter(LANDSCAPE, tmp_path)


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="does not load"):
        load(b"not a model", tmp_path)


def test_a_row_with_another_input_size_than_the_model() -> None:
    spec = replace(LANDSCAPE, input_size=GENERAL.input_size)
    with pytest.raises(ModelUnavailable, match="does not load"):
        SelfieSegmenter(spec, models_dir())


def test_a_row_with_a_channel_that_the_model_lacks() -> None:
    spec = replace(LANDSCAPE, output_shape=(1, 2, 144, 256), person_channel=1)
    with pytest.raises(ModelUnavailable, match="its output is float32"):
        SelfieSegmenter(spec, models_dir())


def test_an_output_that_is_a_list(tmp_path: Path) -> None:
    listed = helper.make_node("SequenceConstruct", ["input"], ["alpha"])
    output = helper.make_tensor_sequence_value_info(
        "alpha", TensorProto.FLOAT, LANDSCAPE.input_shape
    )
    with pytest.raises(ModelUnavailable, match="its output is no tensor"):
        load(tiny_model(LANDSCAPE, listed, output=output), tmp_path)


def test_an_output_of_whole_numbers(tmp_path: Path) -> None:
    whole = helper.make_node("Cast", ["input"], ["alpha"], to=TensorProto.INT64)
    output = helper.make_tensor_value_info("alpha", TensorProto.INT64, LANDSCAPE.input_shape)
    with pytest.raises(ModelUnavailable, match="its output is int64"):
        load(tiny_model(LANDSCAPE, whole, output=output), tmp_path)


def test_an_output_that_changes_its_shape_with_the_picture() -> None:
    """It is larger for a white picture than for a black one."""
    nodes = [
        helper.make_node("ReduceMax", ["input"], ["most"], axes=[0, 1, 2, 3], keepdims=0),
        helper.make_node("Constant", [], ["zero"], value_float=0.5),
        helper.make_node("Greater", ["most", "zero"], ["bright"]),
        helper.make_node("Cast", ["bright"], ["more"], to=TensorProto.INT64),
        helper.make_node("Constant", [], ["one"], value_ints=[1]),
        helper.make_node("Add", ["more", "one"], ["count"]),
        helper.make_node("Constant", [], ["rest"], value_ints=[1, 1, 1]),
        helper.make_node("Concat", ["count", "rest"], ["times"], axis=0),
        helper.make_node("Tile", ["input", "times"], ["alpha"]),
    ]
    interface = replace(LANDSCAPE, output_shape=LANDSCAPE.input_shape)
    model = OnnxModel(tiny_model(LANDSCAPE, *nodes), interface)
    with pytest.raises(UnfitOutput, match=r"its output is float32 \(2, 3, 144, 256\), expected"):
        model.alpha(shrink(portraits()[0].picture, LANDSCAPE.input_size))


def test_a_provider_that_this_build_lacks_is_told_and_the_processor_used() -> None:
    (lacking, *_) = PROVIDERS.keys() - {CPU, *built_providers()}
    model, choice = open_model(CONTENT, LANDSCAPE, lacking)
    assert choice.provider == CPU
    assert "this onnxruntime has no" in choice.failures[0]
    assert model.alpha(shrink(portraits()[0].picture, LANDSCAPE.input_size)).values.any()


@pytest.fixture
def another_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """An onnxruntime that has CUDA, on a machine that has no such device."""
    both = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: both)


@pytest.mark.parametrize("wanted", ["cuda", "auto"])
@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_device_that_is_missing_is_told(another_build: None, wanted: str) -> None:
    """The real runtime falls back without an error."""
    _, choice = open_model(CONTENT, LANDSCAPE, wanted)
    assert choice == Choice(
        CPU, failures=("cuda does not work here: its libraries or its device are missing",)
    )


def test_a_provider_that_breaks_is_told(
    another_build: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OnnxModel.__init__

    def breaks(self: OnnxModel, content: bytes, spec: ModelSpec, provider: str = CPU) -> None:
        if provider != CPU:
            raise RuntimeError("out of memory\nat line 7")
        real(self, content, spec)

    monkeypatch.setattr(OnnxModel, "__init__", breaks)
    _, choice = open_model(CONTENT, LANDSCAPE, "cuda")
    assert choice == Choice(CPU, failures=("cuda does not work here: out of memory",))


def test_a_provider_that_works_is_used(
    another_build: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OnnxModel.__init__
    opened = []

    def works(self: OnnxModel, content: bytes, spec: ModelSpec, provider: str = CPU) -> None:
        opened.append((provider, self))
        real(self, content, spec)

    monkeypatch.setattr(OnnxModel, "__init__", works)
    model, choice = open_model(CONTENT, LANDSCAPE, "cuda")
    assert choice == Choice("cuda")
    assert opened[-1] == ("cuda", model)


def test_a_device_that_goes_while_pictures_come_is_told_and_the_processor_goes_on(
    another_build: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = OnnxModel.__init__
    on_device: list[OnnxModel] = []

    def works(self: OnnxModel, content: bytes, spec: ModelSpec, provider: str = CPU) -> None:
        if provider != CPU:
            on_device.append(self)
        real(self, content, spec)

    monkeypatch.setattr(OnnxModel, "__init__", works)
    segmenter = SelfieSegmenter(LANDSCAPE, models_dir(), "cuda")
    picture = portraits()[0].picture
    expected = segmenter.segment(picture)
    assert segmenter.choices == {"landscape": Choice("cuda")}
    (model,) = on_device

    def lost(*_arguments: object) -> None:
        raise RuntimeError("device lost\nat line 7")

    monkeypatch.setattr(model, "alpha", lost)
    for _ in range(2):
        assert np.array_equal(segmenter.segment(picture).values, expected.values)
    failure = "cuda failed while it ran (device lost)"
    assert segmenter.choices == {"landscape": Choice(CPU, failures=(failure,))}
    assert caplog.text.count(failure) == 1


REPORTING = """
import os
from camveil.segmenters import load_segmenter, models_dir
load_segmenter("landscape", models_dir())
opened = [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
print([path for path in opened if path.startswith(os.environ["HOME"])])
"""


def test_the_runtime_reports_to_nobody(tmp_path: Path) -> None:
    """By itself it would keep a file of events in the person's folder, and send them."""
    # Of the environment nothing else, because on a build machine it reports nothing either.
    environment = {"HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    output = subprocess.run(
        [sys.executable, "-c", REPORTING], env=environment, capture_output=True, check=True
    ).stdout
    assert output == b"[]\n"
    assert list(tmp_path.iterdir()) == []


def load(content: bytes, folder: Path) -> SelfieSegmenter:
    """Load a model as if the registry had a row for it."""
    (folder / LANDSCAPE.file).write_bytes(content)
    spec = replace(LANDSCAPE, sha256=hashlib.sha256(content).hexdigest())
    return SelfieSegmenter(spec, folder)
