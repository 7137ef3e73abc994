import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from camveil.errors import ModelUnavailable
from camveil.segmenters.onnx_session import OnnxSession
from camveil.segmenters.registry import GENERAL, LANDSCAPE, ModelSpec, models_dir
from tests.server.unit.tiny_models import tiny_model


@pytest.mark.parametrize("spec", [LANDSCAPE, GENERAL])
def test_a_model_gives_one_probability_a_pixel(spec: ModelSpec) -> None:
    size = spec.input_size
    output = OnnxSession(spec, models_dir()).run(np.full(spec.input_shape, 0.5, np.float32))
    assert output.dtype == np.float32
    assert output.shape == (1, 1, size.height, size.width)
    assert output.min() >= 0
    assert output.max() <= 1


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="the file is missing") as caught:
        OnnxSession(LANDSCAPE, tmp_path)
    assert caught.value.path == tmp_path / LANDSCAPE.file


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / LANDSCAPE.file).mkdir()
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        OnnxSession(LANDSCAPE, tmp_path)


def test_one_changed_byte(tmp_path: Path) -> None:
    copy = Path(shutil.copy(models_dir() / LANDSCAPE.file, tmp_path))
    model = bytearray(copy.read_bytes())
    model[len(model) // 2] ^= 1
    copy.write_bytes(model)
    with pytest.raises(ModelUnavailable, match="damaged or has been changed"):
        OnnxSession(LANDSCAPE, tmp_path)


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    junk = b"not a model"
    (tmp_path / LANDSCAPE.file).write_bytes(junk)
    spec = replace(LANDSCAPE, sha256=hashlib.sha256(junk).hexdigest())
    with pytest.raises(ModelUnavailable, match="does not load"):
        OnnxSession(spec, tmp_path)


def test_a_row_with_another_input_size_than_the_model() -> None:
    with pytest.raises(ModelUnavailable, match="does not load"):
        OnnxSession(replace(LANDSCAPE, input_size=GENERAL.input_size), models_dir())


def test_a_row_with_a_channel_that_the_model_lacks() -> None:
    with pytest.raises(ModelUnavailable, match="its output is"):
        OnnxSession(replace(LANDSCAPE, person_channel=1), models_dir())


def test_an_output_that_is_a_list(tmp_path: Path) -> None:
    listed = helper.make_node("SequenceConstruct", ["input"], ["alpha"])
    output = helper.make_tensor_sequence_value_info(
        "alpha", TensorProto.FLOAT, LANDSCAPE.input_shape
    )
    with pytest.raises(ModelUnavailable, match="no tensor of float32"):
        load(tiny_model(LANDSCAPE, listed, output=output), tmp_path)


def test_an_output_of_whole_numbers(tmp_path: Path) -> None:
    whole = helper.make_node("Cast", ["input"], ["alpha"], to=TensorProto.INT64)
    output = helper.make_tensor_value_info("alpha", TensorProto.INT64, LANDSCAPE.input_shape)
    with pytest.raises(ModelUnavailable, match="no tensor of float32"):
        load(tiny_model(LANDSCAPE, whole, output=output), tmp_path)


def test_a_small_model_that_fits(tmp_path: Path) -> None:
    content = tiny_model(LANDSCAPE, helper.make_node("Identity", ["input"], ["alpha"]))
    assert load(content, tmp_path).run(np.zeros(LANDSCAPE.input_shape, np.float32)).shape[1] == 3


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


def load(content: bytes, folder: Path) -> OnnxSession:
    """Load a model as if the registry had a row for it."""
    (folder / LANDSCAPE.file).write_bytes(content)
    return OnnxSession(replace(LANDSCAPE, sha256=hashlib.sha256(content).hexdigest()), folder)
